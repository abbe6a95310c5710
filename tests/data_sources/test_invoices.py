from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.invoices import invoices

ROW = {
    "InvoiceID": "i-1",
    "InvoiceNumber": "INV-1",
    "Contact": {"Name": "Acme"},
    "Date": "/Date(1772409600000+0000)/",
    "CurrencyCode": "AUD",
}


async def test_the_newest_invoices_are_offered_with_contact_date_and_amount(
    xero: XeroClient, wire: Wire
):
    wire.answer(
        {
            "pagination": {"page": 1, "pageSize": 50, "pageCount": 2, "itemCount": 60},
            "Invoices": [{**ROW, "Total": 12.5}],
        }
    )

    choices = await invoices(xero, ChoiceQuery())

    assert choices.items == (Choice("INV-1", "i-1", "Acme · 2026-03-02 · 12.5 AUD"),)
    assert choices.has_more
    assert wire.one.line == "GET /Invoices"
    assert wire.one.query == {
        "page": "1",
        "pageSize": "50",
        "order": "Date DESC",
        "summaryOnly": "true",
        "unitdp": "4",
    }


async def test_the_search_runs_at_xero(xero: XeroClient, wire: Wire):
    wire.answer({"Invoices": []})

    choices = await invoices(xero, ChoiceQuery(search="PO 1", page=2, page_size=5))

    assert (choices.items, choices.has_more) == ((), False)
    assert wire.one.query["searchTerm"] == "PO 1"
    assert (wire.one.query["page"], wire.one.query["pageSize"]) == ("2", "5")


async def test_an_invoice_with_nothing_but_an_id_is_offered(xero: XeroClient, wire: Wire):
    bare = {"InvoiceID": "i-2", "InvoiceNumber": "", "Contact": None, "Date": None}
    wire.answer({"Invoices": [{"InvoiceID": "i-1"}, {**bare, "CurrencyCode": None}]})

    choices = await invoices(xero, ChoiceQuery())

    assert choices.items == (Choice("i-1", "i-1", ""), Choice("i-2", "i-2", ""))
