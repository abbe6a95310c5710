"""https://developer.xero.com/documentation/api/accounting/invoices#get-invoices"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.listing import list_records
from xero_component.catalogue.list_inputs import Ids, Names, PagedListInput, parameters
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice, Records
from xero_component.core import Effect, action


class ListInvoicesInput(PagedListInput):
    """Which invoices and bills."""

    example: ClassVar = {"statuses": ["AUTHORISED", "PAID"], "page_size": 10}

    ids: Ids | None = None
    """Only those with these ids, at most 40."""
    invoice_numbers: Names | None = None
    """Only those with these numbers, at most 40."""
    contact_ids: Ids | None = None
    """Only those of the contacts with these ids, at most 40."""
    statuses: Names | None = None
    """Only those in these statuses, such as DRAFT, AUTHORISED or PAID."""
    search_term: str | None = None
    """Text to find in number or reference."""
    created_by_my_app: bool = False
    """Only those that this app created."""
    summary_only: bool = False
    """Leave out lines, payments and attachments."""


@action(title="List Invoices", effect=Effect.READ, scopes={"accounting.invoices.read"})
async def list_invoices(xero: XeroClient, data: ListInvoicesInput) -> Records[Invoice]:
    """List sales invoices and bills, one page or all of them."""
    filters = parameters(
        IDs=data.ids,
        InvoiceNumbers=data.invoice_numbers,
        ContactIDs=data.contact_ids,
        Statuses=data.statuses,
        searchTerm=data.search_term,
        createdByMyApp=data.created_by_my_app or None,
        summaryOnly=data.summary_only or None,
    )
    return await list_records(xero, INVOICES, data, filters)
