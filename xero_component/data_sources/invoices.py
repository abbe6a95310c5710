"""https://developer.xero.com/documentation/api/accounting/invoices#get-invoices"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import Choice, ChoiceQuery, Choices, data_source


@data_source(title="Invoices", scopes={"accounting.invoices.read"})
async def invoices(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an invoice or bill by number or reference, newest first; the search runs at Xero."""
    found = await xero.list_page(
        INVOICES,
        Query(
            page=query.page,
            page_size=query.page_size,
            order="Date DESC",
            parameters=parameters(searchTerm=query.search or None, summaryOnly=True),
        ),
    )
    items = tuple(_choice(row) for row in found["records"])
    return Choices(items, has_more=query.page < (found["paging"] or {}).get("pageCount", 1))


def _choice(row: Invoice) -> Choice:
    name = (row.get("Contact") or {}).get("Name")
    amount = f"{row.get('Total', '')} {row.get('CurrencyCode') or ''}".strip()
    detail = " · ".join(part for part in (name, row.get("Date"), amount) if part)
    return Choice(row.get("InvoiceNumber") or row["InvoiceID"], row["InvoiceID"], detail)
