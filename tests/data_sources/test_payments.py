from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.payments import payments

ROW = {
    "PaymentID": "p-1",
    "Date": "/Date(1772409600000+0000)/",
    "Amount": 12.5,
    "Reference": "Deposit",
    "Invoice": {"InvoiceNumber": "INV-1", "CurrencyCode": "AUD", "Contact": {"Name": "Acme"}},
}
PAGING = {"page": 1, "pageSize": 50, "pageCount": 2, "itemCount": 60}


async def test_the_newest_payments_are_offered_with_contact_date_and_amount(
    xero: XeroClient, wire: Wire
):
    wire.answer({"pagination": PAGING, "Payments": [ROW]})

    choices = await payments(xero, ChoiceQuery())

    detail = "Acme · 2026-03-02 · 12.5 AUD · Deposit"
    assert choices.items == (Choice("INV-1", "p-1", detail),)
    assert choices.has_more
    assert wire.one.line == "GET /Payments"
    assert wire.one.query == {
        "page": "1",
        "pageSize": "50",
        "where": 'Status=="AUTHORISED"',
        "order": "Date DESC",
    }


async def test_the_search_runs_at_xero_in_number_and_reference(xero: XeroClient, wire: Wire):
    wire.answer({"Payments": []})

    choices = await payments(xero, ChoiceQuery(search="Inv-1", page=2, page_size=5))

    assert (choices.items, choices.has_more) == ((), False)
    assert wire.one.query["where"] == (
        '(Status=="AUTHORISED") AND ('
        '(Reference!=null AND Reference.ToLower().Contains("inv-1"))'
        ' OR (Invoice.InvoiceNumber!=null AND Invoice.InvoiceNumber.ToLower().Contains("inv-1")))'
    )
    assert (wire.one.query["page"], wire.one.query["pageSize"]) == ("2", "5")


async def test_a_payment_without_an_invoice_is_offered_by_reference_or_id(
    xero: XeroClient, wire: Wire
):
    bare = {"PaymentID": "p-3", "Invoice": {"Contact": None}, "Amount": 0}
    wire.answer({"Payments": [{"PaymentID": "p-2", "Reference": "R"}, bare]})

    choices = await payments(xero, ChoiceQuery())

    assert choices.items == (Choice("R", "p-2", ""), Choice("p-3", "p-3", "0"))
