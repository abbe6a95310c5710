"""https://developer.xero.com/documentation/api/accounting/accounts#get-accounts"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut, line


@data_source(title="Account Codes", scopes={"accounting.settings.read"})
async def account_codes(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an active account by code or name; the value is its code, as lines carry it."""
    found = await xero.list_page(ACCOUNTS, Query(where='Status=="ACTIVE"', order="Code ASC"))
    return cut((_choice(row) for row in found["records"] if row.get("Code")), query)


def _choice(row: Account) -> Choice:
    return Choice(row.get("Name") or row["Code"], row["Code"], line(row["Code"], row.get("Type")))
