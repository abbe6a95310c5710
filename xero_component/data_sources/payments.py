"""https://developer.xero.com/documentation/api/accounting/payments#get-payments"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.where import all_of, any_of, clause
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import Payment
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import contact_name, line, money, served
from xero_component.data_sources._search import containing


@data_source(title="Payments", scopes={"accounting.payments.read"})
async def payments(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a payment that stands, newest first, by invoice number or reference."""
    where, search = clause("Status", "==", "AUTHORISED"), query.search.strip()
    if search:
        named = any_of(containing("Reference", search), containing("Invoice.InvoiceNumber", search))
        where = all_of(where, named)
    found = await xero.list_page(
        PAYMENTS,
        Query(page=query.page, page_size=query.page_size, where=where, order="Date DESC"),
    )
    return served(map(_choice, found["records"]), query, found["paging"])


def _choice(row: Payment) -> Choice:
    number = name = currency = None
    if invoice := row.get("Invoice"):
        number, currency = invoice.get("InvoiceNumber"), invoice.get("CurrencyCode")
        name = contact_name(invoice)
    reference = row.get("Reference")
    label = number or reference or row["PaymentID"]
    other = reference if reference != label else None
    detail = line(name, row.get("Date"), money(row.get("Amount"), currency), other)
    return Choice(label, row["PaymentID"], detail)
