"""https://developer.xero.com/documentation/api/accounting/invoices#get-invoices"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import contact_name, line, money, served


@data_source(title="Invoices", scopes={"accounting.invoices.read"})
async def invoices(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an invoice or bill by number or reference, newest first; the search runs at Xero."""
    found = await xero.list_page(
        INVOICES,
        Query(
            page=query.page,
            page_size=query.page_size,
            order="Date DESC",
            parameters=parameters(searchTerm=query.search.strip() or None, summaryOnly=True),
        ),
    )
    return served(map(_choice, found["records"]), query, found["paging"])


def _choice(row: Invoice) -> Choice:
    amount = money(row.get("Total"), row.get("CurrencyCode"))
    detail = line(contact_name(row), row.get("Date"), amount)
    return Choice(row.get("InvoiceNumber") or row["InvoiceID"], row["InvoiceID"], detail)
