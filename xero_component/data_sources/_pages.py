"""From records to one page of a picker."""

from collections.abc import Iterable
from typing import Any

from xero_component.catalogue.record import Paging
from xero_component.catalogue.records import Invoice
from xero_component.core import Choice, ChoiceQuery, Choices


def served(choices: Iterable[Choice], query: ChoiceQuery, paging: Paging | None) -> Choices:
    """Return the page that Xero served."""
    return Choices(tuple(choices), has_more=query.page < (paging or {}).get("pageCount", 1))


def cut(choices: Iterable[Choice], query: ChoiceQuery) -> Choices:
    """Search a list that Xero sends whole in what a picker shows, and cut out the page."""
    wanted = query.search.strip().casefold()
    found = [one for one in choices if wanted in f"{one.label}\n{one.detail}".casefold()]
    start = (query.page - 1) * query.page_size
    end = start + query.page_size
    return Choices(tuple(found[start:end]), has_more=len(found) > end)


def line(*parts: Any) -> str:
    """Join what there is to a second line."""
    return " · ".join(str(part) for part in parts if part not in (None, ""))


def money(amount: Any, currency: str | None) -> str:
    """Show an amount with its currency, or nothing."""
    return "" if amount is None else f"{amount} {currency or ''}".strip()


def contact_name(invoice: Invoice) -> str | None:
    """Return whom an invoice or bill is for, where Xero says it."""
    contact = invoice.get("Contact")
    return contact.get("Name") if contact else None
