from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import BANK, invoice, line
from tests.sandbox.accounting.credits import allocation, credit_note, overpaid, prepaid


def refund(kind, identifier, amount, **fields):
    return {
        kind: {f"{kind}ID": identifier},
        "Account": {"AccountID": BANK},
        "Amount": amount,
        "Date": "2026-11-13",
        **fields,
    }


@pytest.fixture
def credit(xero):
    return xero.create("CreditNotes", credit_note())


def test_a_refund_reduces_what_remains_and_can_be_taken_back(xero, credit):
    identifier = credit["CreditNoteID"]
    made = xero.create("Payments", refund("CreditNote", identifier, "20.00"))
    assert made["PaymentType"] == "ARCREDITPAYMENT"
    shown = made["Invoice"]
    assert (shown["Type"], shown["InvoiceID"]) == ("ACCRECCREDIT", identifier)
    assert (shown["AmountDue"], shown["AmountPaid"], shown["Total"]) == (35, 20, 55)
    after = xero.one(f"CreditNotes/{identifier}")
    assert (after["RemainingCredit"], after["Status"]) == (35, "AUTHORISED")
    assert [one["PaymentID"] for one in after["Payments"]] == [made["PaymentID"]]
    xero.update(f"Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert xero.one(f"CreditNotes/{identifier}") == credit


def test_a_credit_note_refunded_and_allocated_to_the_end_is_paid(xero, credit):
    owed = xero.create("Invoices", invoice())
    path = f"CreditNotes/{credit['CreditNoteID']}"
    xero.put(f"{path}/Allocations", allocation(owed["InvoiceID"], "25.00"))
    xero.create("Payments", refund("CreditNote", credit["CreditNoteID"], "30.00"))
    after = xero.one(path)
    assert (after["Status"], after["RemainingCredit"]) == ("PAID", 0)
    assert after["FullyPaidOnDate"] == "/Date(1794528000000+0000)/"
    reply = xero.post(path, {"Status": "VOIDED"})
    assert "it has a payment or credit note allocated to it" in reply.messages[-1]


def test_no_more_can_be_refunded_than_remains(xero, credit):
    before = xero.snapshot()
    reply = xero.put("Payments", refund("CreditNote", credit["CreditNoteID"], "55.01"))
    assert reply.messages == ["Payment amount exceeds the amount outstanding on this document"]
    assert xero.snapshot() == before


def test_a_draft_cannot_be_refunded_and_an_unknown_one_is_not_found(xero):
    draft = xero.create("CreditNotes", credit_note(Status="DRAFT"))
    reply = xero.put("Payments", refund("CreditNote", draft["CreditNoteID"], 1))
    assert reply.messages == ["Payments can only be made against Authorised documents"]
    reply = xero.put("Payments", refund("CreditNote", BANK, 1))
    assert reply.messages == ["The credit note to pay could not be found."]


def test_a_credit_note_can_be_named_by_its_number(xero, credit):
    number = credit["CreditNoteNumber"]
    for named in ({"CreditNoteNumber": number}, {"CreditNote": {"CreditNoteNumber": number}}):
        made = xero.create("Payments", {**named, "Code": "090", "Amount": 1})
        assert made["Invoice"]["InvoiceNumber"] == number


def test_a_credit_note_of_purchases_is_refunded_by_the_supplier(xero):
    lines = [line(Quantity=1, AccountCode="400")]
    credit = xero.create("CreditNotes", credit_note(Type="ACCPAYCREDIT", LineItems=lines))
    made = xero.create("Payments", refund("CreditNote", credit["CreditNoteID"], 55))
    assert (made["PaymentType"], made["Invoice"]["Type"]) == ("APCREDITPAYMENT", "ACCPAYCREDIT")


@pytest.mark.parametrize(
    ("kind", "payload", "direction", "payment_type", "shown"),
    [
        ("Prepayment", prepaid, "RECEIVE", "ARPREPAYMENTPAYMENT", "ARPREPAYMENT"),
        ("Prepayment", prepaid, "SPEND", "APPREPAYMENTPAYMENT", "APPREPAYMENT"),
        ("Overpayment", overpaid, "RECEIVE", "AROVERPAYMENTPAYMENT", "AROVERPAYMENT"),
        ("Overpayment", overpaid, "SPEND", "APOVERPAYMENTPAYMENT", "APOVERPAYMENT"),
    ],
)
def test_prepayments_and_overpayments_are_refunded_too(
    xero, kind, payload, direction, payment_type, shown
):
    given = payload(Type=f"{direction}-{kind.upper()}")
    identifier = xero.create("BankTransactions", given)[f"{kind}ID"]
    made = xero.create("Payments", refund(kind, identifier, "10.00"))
    assert (made["PaymentType"], made["Invoice"]["Type"]) == (payment_type, shown)
    after = xero.one(f"{kind}s/{identifier}")
    assert after["RemainingCredit"] == after["Total"] - 10
    assert [one["Amount"] for one in after["Payments"]] == [10]
    found = xero.all("Payments", where=f'PaymentType=="{payment_type}"')
    assert [one["Invoice"]["InvoiceID"] for one in found] == [identifier]


def test_a_foreign_refund_is_converted_for_the_bank(xero):
    credit = xero.create("CreditNotes", credit_note(CurrencyCode="USD"))
    made = xero.create("Payments", refund("CreditNote", credit["CreditNoteID"], 13))
    assert (made["Amount"], made["BankAmount"]) == (13, 20)
    assert made["CurrencyRate"] == Decimal("0.65")
