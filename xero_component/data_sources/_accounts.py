"""How an account stands in a picker."""

from xero_component.catalogue.records import Account
from xero_component.core import Choice
from xero_component.data_sources._pages import line


def account_choice(row: Account) -> Choice:
    """Show an account by name, with its code, type and currency."""
    detail = line(row.get("Code"), row.get("Type"), row.get("CurrencyCode"))
    return Choice(row.get("Name") or row.get("Code") or row["AccountID"], row["AccountID"], detail)
