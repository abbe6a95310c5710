from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import BANK, JSON, bill, invoice, line, new_client

NO_ID = "00000000-0000-4000-8000-000000000000"


def batch(*parts, **fields):
    """A batch payment of (invoice, amount) pairs."""
    payments = [
        {"Invoice": {"InvoiceID": one["InvoiceID"]}, "Amount": str(amount)} for one, amount in parts
    ]
    return {
        "Account": {"AccountID": BANK},
        "Date": "2026-11-12",
        "Payments": payments,
        **fields,
    }


@pytest.fixture
def owed(xero):
    return [xero.create("Invoices", invoice()) for _ in range(3)]


@pytest.fixture
def made(xero, owed):
    first, second, _ = owed
    return xero.create("BatchPayments", batch((first, "110.00"), (second, "40.00")))


def path(made):
    return f"BatchPayments/{made['BatchPaymentID']}"


def test_a_batch_pays_every_invoice_in_it(xero, owed, made):
    assert (made["Type"], made["Status"], made["TotalAmount"]) == ("RECBATCH", "AUTHORISED", 150)
    assert made["Account"] == {"AccountID": BANK, "CurrencyCode": "AUD"}
    assert [part["Amount"] for part in made["Payments"]] == [110, 40]
    states = [xero.one(f"Invoices/{one['InvoiceID']}") for one in owed]
    assert [one["Status"] for one in states] == ["PAID", "AUTHORISED", "AUTHORISED"]
    assert [one["AmountDue"] for one in states] == [0, 70, 110]
    assert xero.one(path(made)) == made


def test_each_part_is_an_ordinary_payment_that_names_its_batch(xero, owed, made):
    identifier = made["Payments"][0]["PaymentID"]
    part = xero.one(f"Payments/{identifier}")
    assert part["BatchPaymentID"] == made["BatchPaymentID"]
    assert (part["PaymentType"], part["Amount"]) == ("ACCRECPAYMENT", 110)
    assert part["Date"] == made["Date"] == "/Date(1794441600000+0000)/"
    (seen,) = xero.one(f"Invoices/{owed[0]['InvoiceID']}")["Payments"]
    assert seen["PaymentID"] == identifier


def test_a_part_cannot_be_taken_back_on_its_own(xero, made):
    reply = xero.post(f"Payments/{made['Payments'][0]['PaymentID']}", {"Status": "DELETED"})
    assert reply.status == 400
    assert "batch payment" in reply.messages[0]
    assert xero.one(path(made)) == made


@pytest.mark.parametrize("alone", [True, False])
def test_deleting_the_batch_takes_back_every_payment(xero, owed, made, alone):
    xero.pass_time(hours=1)
    status = {"Status": "DELETED"}
    named = {"BatchPaymentID": made["BatchPaymentID"], **status}
    gone = xero.update(path(made), status) if alone else xero.update("BatchPayments", named)
    assert (gone["Status"], gone["Payments"], gone["TotalAmount"]) == ("DELETED", [], 150)
    assert gone["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    for part in made["Payments"]:
        assert xero.one(f"Payments/{part['PaymentID']}")["Status"] == "DELETED"
    for one in owed:
        state = xero.one(f"Invoices/{one['InvoiceID']}")
        assert (state["Status"], state["AmountDue"]) == ("AUTHORISED", 110)


def test_a_batch_is_deleted_once_and_not_edited(xero, made):
    assert xero.post(path(made), {"Reference": "x"}).messages == [
        "A batch payment cannot be edited: it can only be DELETED."
    ]
    xero.update(path(made), {"Status": "DELETED"})
    assert xero.post(path(made), {"Status": "DELETED"}).messages == [
        "The batch payment has already been deleted."
    ]
    unknown = {"BatchPaymentID": NO_ID, "Status": "DELETED"}
    assert xero.post("BatchPayments", unknown).messages == [
        "The document with the supplied id was not found for this endpoint."
    ]


@pytest.mark.outside_openapi("two batch payments where one is taken")
def test_one_batch_is_deleted_at_a_time(xero, made):
    one = {"BatchPaymentID": made["BatchPaymentID"], "Status": "DELETED"}
    assert xero.post("BatchPayments", [one, one]).status == 400


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Payments": []}, "requires one or more Payments"),
        ({"Payments": None}, "requires one or more Payments"),
        ({"Account": None}, "requires an AccountID or an account Code"),
        ({"Account": {"Code": "970"}}, "must be of type BANK"),
        ({"Details": "x" * 19}, "length of Details must be 18"),
        ({"Particulars": "x" * 13}, "length of Particulars must be 12"),
    ],
)
def test_what_is_wrong_with_a_batch_is_said_and_nothing_is_paid(xero, owed, fields, message):
    before = xero.snapshot()
    reply = xero.put("BatchPayments", batch((owed[0], 1), **fields))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert xero.snapshot() == before


def test_one_bad_part_refuses_the_whole_batch(xero, owed):
    before = xero.snapshot()
    reply = xero.put("BatchPayments", batch((owed[0], 10), (owed[1], 0), (owed[2], 111)))
    assert reply.messages == [
        "The payment Amount must be greater than zero.",
        "Payment amount exceeds the amount outstanding on this document",
    ]
    assert xero.snapshot() == before


def test_an_invoice_is_not_overpaid_by_standing_in_a_batch_twice(xero, owed):
    before = xero.snapshot()
    assert xero.put("BatchPayments", batch((owed[0], 60), (owed[0], 60))).status == 400
    assert xero.snapshot() == before


def test_invoices_and_bills_do_not_mix(xero, owed):
    reply = xero.put("BatchPayments", batch((owed[0], 1), (xero.create("Invoices", bill()), 1)))
    assert reply.messages == ["A batch payment must be of sales invoices alone or of bills alone."]


def test_a_batch_of_bills_pays_out(xero):
    made = xero.create("BatchPayments", batch((xero.create("Invoices", bill()), 110)))
    assert made["Type"] == "PAYBATCH"
    part = xero.one(f"Payments/{made['Payments'][0]['PaymentID']}")
    assert part["PaymentType"] == "ACCPAYPAYMENT"


def test_the_total_is_in_the_currency_of_the_bank_account(xero, owed):
    foreign = xero.create("Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.5"))
    made = xero.create("BatchPayments", batch((owed[0], 10), (foreign, 10)))
    assert [part["BankAmount"] for part in made["Payments"]] == [10, 20]
    assert made["TotalAmount"] == 30


def test_batches_come_in_one_list_by_update_and_if_modified_since_works(xero, made):
    xero.pass_time(hours=1)
    since = {**JSON, "if-modified-since": xero.now.strftime("%Y-%m-%dT%H:%M:%S")}
    assert xero.call("GET", "BatchPayments", headers=since).json["BatchPayments"] == []
    xero.update(path(made), {"Status": "DELETED"})
    body = xero.call("GET", "BatchPayments", headers=since, page="1").json
    assert [one["Status"] for one in body["BatchPayments"]] == ["DELETED"]
    assert "pagination" not in body
    found = xero.all("BatchPayments", where='Type=="PAYBATCH"')
    assert {one["Type"] for one in found} == {"PAYBATCH"}


def test_a_batch_has_a_history_and_its_invoices_are_told_of(xero, owed):
    xero.changes.clear()
    made = xero.create("BatchPayments", batch((owed[0], 1), (owed[1], 1)))
    told = {change.resource_id for change in xero.changes if change.category == "INVOICE"}
    assert told == {owed[0]["InvoiceID"], owed[1]["InvoiceID"]}
    (entry,) = xero.get(f"{path(made)}/History").json["HistoryRecords"]
    assert entry["Changes"] == "Created"


def test_with_summarize_errors_off_good_batches_stay(xero, owed):
    both = [batch((owed[0], 10)), batch((owed[1], 999))]
    reply = xero.put("BatchPayments", {"BatchPayments": both}, summarizeErrors="false")
    statuses = [one["StatusAttributeString"] for one in reply.json["BatchPayments"]]
    assert statuses == ["OK", "ERROR"]


SHARED = new_client()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(min_value=1, max_value=100_000), min_size=1, max_size=6))
def test_a_batch_totals_its_parts_and_deleting_it_leaves_all_as_before(cents):
    amounts = [Decimal(part) / 100 for part in cents]
    owed = [
        SHARED.create(
            "Invoices",
            invoice(LineItems=[line(Quantity=1, UnitAmount=str(amount), TaxType="NONE")]),
        )
        for amount in amounts
    ]
    made = SHARED.create("BatchPayments", batch(*zip(owed, amounts, strict=True)))
    assert made["TotalAmount"] == sum(amounts)
    for one in owed:
        assert SHARED.one(f"Invoices/{one['InvoiceID']}")["Status"] == "PAID"
    SHARED.update(path(made), {"Status": "DELETED"})
    for one in owed:
        after = SHARED.one(f"Invoices/{one['InvoiceID']}")
        assert {**after, "Contact": None} == {**one, "Contact": None}
