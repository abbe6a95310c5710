from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.sandbox.accounting.client import JSON, invoice, line, new_client
from tests.sandbox.accounting.credits import credit_note, overpaid, spent

SHAPES = [
    {"Name": "Zed"},
    [{"Name": "Zed"}],
    {"Contacts": [{"Name": "Zed"}]},
    {"Contacts": {"Name": "Zed"}},
]


@pytest.mark.parametrize("body", SHAPES)
def test_an_element_may_come_bare_in_a_list_or_wrapped(xero, body):
    assert xero.create("Contacts", body)["Name"] == "Zed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"Name=Zed",
        b'{"Name": NaN}',
        b'{"Name": Infinity}',
        b"\xff\xfe",
        b"null",
        b'"Zed"',
        b"5",
        b"[]",
        b"[[]]",
        b'{"Contacts": []}',
        b'{"Contacts": null}',
        b'{"Contacts": ["Zed"]}',
        b"[" * 100_000,
        b'{"Name":' * 60 + b"1" + b"}" * 60,
    ],
)
def test_a_body_that_cannot_be_read_is_refused_as_post_data(xero, body):
    reply = xero.put("Contacts", body)
    assert reply.status == 400
    assert (reply.json["ErrorNumber"], reply.json["Type"]) == (14, "PostDataInvalidException")


def test_numbers_are_read_exactly(xero):
    body = b'{"Code": "X1", "SalesDetails": {"UnitPrice": 1234567890123.4567}}'
    made = xero.create("Items", body, unitdp="4")
    assert made["SalesDetails"]["UnitPrice"] == Decimal("1234567890123.4567")


def test_numbers_stand_for_text_where_text_is_wanted(xero):
    assert xero.create("Items", {"Code": 42})["Code"] == "42"


def test_enormous_numbers_are_refused_and_not_choked_on(xero):
    for digits in (b"1e400000", b"1" * 5000, b'"' + b"9" * 6000 + b'"', b"-1e-400000"):
        body = b'{"Code":"X1","SalesDetails":{"UnitPrice":' + digits + b"}}"
        assert xero.put("Items", body).json["ErrorNumber"] == 14


def test_an_enormous_number_in_a_field_that_is_ignored_can_be_echoed(xero):
    body = b'{"Name":"","Unknown":' + b"1" * 200 + b"}"
    reply = xero.put("Contacts", body, summarizeErrors="false")
    assert reply.status == 200
    assert reply.json["Contacts"][0]["Unknown"] == int("1" * 200)


def test_unknown_fields_are_ignored(xero):
    assert "Colour" not in xero.create("Contacts", {"Name": "Zed", "Colour": "red"})


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "Type", "Contact", "LineItems", "Date", "DueDate", "Status", "InvoiceNumber", "InvoiceID",
        "CurrencyRate", "Name", "ContactID", "Addresses", "Phones", "ContactPersons", "Code",
        "SalesDetails", "PurchaseDetails", "IsSold", "Amount", "Account", "Invoice", "PaymentTerms",
        "EmailAddress", "LineAmountTypes", "Tracking", "HistoryRecords", "Details", "BatchPayments",
    ]
)  # fmt: skip
ELEMENTS = st.dictionaries(NAMES, JSON_VALUES, max_size=6)
PATHS = st.sampled_from(
    [
        "Accounts", "Contacts", "Invoices", "Items", "Payments", "Currencies", "Invoices/INV-0008",
        "Items/BOOK", "Contacts/C-0001", "Invoices/INV-0001/History", "Invoices/INV-0003/Email",
        "BankTransactions", "CreditNotes", "CreditNotes/CN-0001", "CreditNotes/CN-0001/Allocations",
    ]
)  # fmt: skip
SHARED = new_client()


@given(st.sampled_from(["PUT", "POST", "DELETE"]), PATHS, ELEMENTS)
def test_whatever_a_client_sends_it_gets_an_answer(method, path, element):
    reply = SHARED.call(method, path, element, summarizeErrors="false")
    assert reply.status in (200, 204, 400, 404, 405)
    if reply.status in (200, 400):
        assert reply.json


@given(ELEMENTS, st.sampled_from([credit_note, spent, overpaid]))
def test_a_spoilt_credit_or_bank_transaction_gets_an_answer(element, payload):
    plural = "CreditNotes" if payload is credit_note else "BankTransactions"
    for body in (payload(**element), payload(LineItems=[line(**element)])):
        assert SHARED.put(plural, body, summarizeErrors="false").status in (200, 400)


@given(ELEMENTS)
def test_a_spoilt_invoice_or_line_gets_an_answer(element):
    for body in (invoice(**element), invoice(LineItems=[line(**element)])):
        assert SHARED.put("Invoices", body, summarizeErrors="false").status in (200, 400)


@given(st.text(max_size=20), st.sampled_from(["where", "order", "page", "pageSize", "IDs"]))
@example("0\x1f", "page")  # a separator to strip(), and not to int()
def test_whatever_a_query_says_it_gets_an_answer(text, name):
    assert SHARED.get("Invoices", **{"page": "1", name: text}).status in (200, 400)


@given(st.text(max_size=30))
def test_whatever_the_header_says_it_gets_an_answer(text):
    headers = {**JSON, "if-modified-since": text, "content-type": text}
    assert SHARED.call("GET", "Invoices", headers=headers).status == 200
