from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import BANK, bill, invoice, line, new_client, payment


@pytest.fixture
def owed(xero):
    return xero.create("Invoices", invoice())


def test_a_part_payment_reduces_what_is_due(xero, owed):
    paid = xero.create("Payments", payment(owed["InvoiceID"], "40.00", Reference="Cheque 7"))
    assert (paid["Amount"], paid["BankAmount"], paid["Status"]) == (40, 40, "AUTHORISED")
    assert (paid["PaymentType"], paid["Reference"]) == ("ACCRECPAYMENT", "Cheque 7")
    assert paid["Account"] == {"AccountID": BANK, "Code": "090", "Name": "Business Bank Account"}
    assert paid["Invoice"]["AmountDue"] == 70
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["Status"], after["AmountPaid"], after["AmountDue"]) == ("AUTHORISED", 40, 70)
    assert "FullyPaidOnDate" not in after
    assert [one["PaymentID"] for one in after["Payments"]] == [paid["PaymentID"]]


def test_the_last_part_makes_it_paid_on_the_latest_date(xero, owed):
    xero.create("Payments", payment(owed["InvoiceID"], "40.00", Date="2026-11-15"))
    xero.create("Payments", payment(owed["InvoiceID"], "70.00", Date="2026-11-12"))
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["Status"], after["AmountDue"]) == ("PAID", 0)
    assert after["FullyPaidOnDate"] == "/Date(1794700800000+0000)/"


def test_taking_a_payment_back_opens_the_invoice_again(xero, owed):
    paid = xero.create("Payments", payment(owed["InvoiceID"], "110.00"))
    gone = xero.update(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert gone["Status"] == "DELETED"
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["Status"], after["AmountPaid"], after["AmountDue"]) == ("AUTHORISED", 0, 110)
    assert after["Payments"] == []
    assert "FullyPaidOnDate" not in after


def test_a_wrapped_deletion_works_too_and_deleted_payments_are_listed(xero, owed):
    paid = xero.create("Payments", payment(owed["InvoiceID"], "10.00"))
    xero.update(f"Payments/{paid['PaymentID']}", {"Payments": [{"Status": "DELETED"}]})
    listed = {one["PaymentID"]: one["Status"] for one in xero.all("Payments", page="1")}
    assert listed[paid["PaymentID"]] == "DELETED"


def test_a_payment_cannot_be_taken_back_twice(xero, owed):
    paid = xero.create("Payments", payment(owed["InvoiceID"], "10.00"))
    xero.update(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    before = xero.snapshot()
    reply = xero.post(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert reply.messages == ["The payment has already been deleted."]
    assert xero.snapshot() == before


@pytest.mark.parametrize("body", [{}, {"Amount": 5}, {"Status": "AUTHORISED"}, {"Status": None}])
def test_a_payment_cannot_be_edited(xero, owed, body):
    paid = xero.create("Payments", payment(owed["InvoiceID"], "10.00"))
    reply = xero.post(f"Payments/{paid['PaymentID']}", body)
    assert reply.messages == ["A payment cannot be edited: it can only be DELETED."]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Amount": "110.01"}, "Payment amount exceeds the amount outstanding on this document"),
        ({"Amount": 0}, "The payment Amount must be greater than zero."),
        ({"Amount": "0.004"}, "The payment Amount must be greater than zero."),
        ({"Amount": -1}, "The payment Amount must be greater than zero."),
        ({"Amount": None}, "The payment Amount must be greater than zero."),
        ({"Account": {}}, "A payment requires an AccountID or an account Code."),
        ({"Account": {"Code": "nope"}}, "The account to pay from or into could not be found."),
        ({"Account": {"Code": "200"}}, "Account '200' must be of type BANK or have payments"),
        ({"Invoice": {}}, "A payment requires an InvoiceID or an InvoiceNumber."),
        ({"Invoice": {"InvoiceNumber": "?"}}, "The invoice to pay could not be found."),
        ({"Status": "DELETED"}, "A new payment cannot have the status DELETED."),
        ({"CurrencyRate": -1}, "The CurrencyRate must be greater than zero."),
        (
            {"CreditNote": {"CreditNoteID": BANK}},
            "A payment can be made against one document only.",
        ),
    ],
)
def test_what_is_wrong_with_a_payment_is_said_and_nothing_is_paid(xero, owed, fields, message):
    before = xero.snapshot()
    reply = xero.put("Payments", payment(owed["InvoiceID"], "10.00", **fields))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert xero.snapshot() == before


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_only_approved_invoices_can_be_paid(xero, status):
    made = xero.create("Invoices", invoice(Status=status))
    reply = xero.put("Payments", payment(made["InvoiceID"], "10.00"))
    assert reply.messages == ["Payments can only be made against Authorised documents"]


def test_a_paid_invoice_cannot_be_paid_again(xero, owed):
    xero.create("Payments", payment(owed["InvoiceID"], "110.00"))
    reply = xero.put("Payments", payment(owed["InvoiceID"], "0.01"))
    assert reply.status == 400
    assert "Payment amount exceeds the amount outstanding on this document" in reply.messages


def test_a_bill_is_paid_from_an_account_that_takes_payments(xero):
    made = xero.create("Invoices", bill())
    paid = xero.create(
        "Payments", payment(made["InvoiceID"], "110.00", Account={"Code": "970"}, Date=None)
    )
    assert paid["PaymentType"] == "ACCPAYPAYMENT"
    assert paid["Date"] == "/Date(1795132800000+0000)/"


def test_invoice_and_account_can_be_named_by_number_and_code(xero, owed):
    paid = xero.create(
        "Payments", {"InvoiceNumber": owed["InvoiceNumber"], "Code": "091", "Amount": 1}
    )
    assert paid["Invoice"]["InvoiceID"] == owed["InvoiceID"]
    assert paid["Account"]["Code"] == "091"


def test_two_payments_in_one_request_cannot_exceed_the_invoice_together(xero, owed):
    both = [payment(owed["InvoiceID"], "60.00"), payment(owed["InvoiceID"], "60.00")]
    before = xero.snapshot()
    assert xero.put("Payments", {"Payments": both}).status == 400
    assert xero.snapshot() == before
    reply = xero.put("Payments", {"Payments": both}, summarizeErrors="false")
    assert [one["StatusAttributeString"] for one in reply.json["Payments"]] == ["OK", "ERROR"]
    assert xero.one(f"Invoices/{owed['InvoiceID']}")["AmountDue"] == 50


def test_post_creates_one_payment_and_only_one(xero, owed):
    one = payment(owed["InvoiceID"], "10.00")
    assert xero.post("Payments", {"Payments": [one]}).status == 200
    assert xero.post("Payments", {"Payments": [one, one]}).status == 400


def test_a_single_post_fails_with_400_whatever_summarize_errors_says(xero, owed):
    reply = xero.post("Payments", payment(owed["InvoiceID"], "999"), summarizeErrors="false")
    assert reply.status == 400
    assert reply.json["ErrorNumber"] == 10


def test_a_foreign_payment_is_converted_for_the_bank(xero):
    made = xero.create("Invoices", invoice(CurrencyCode="USD"))
    paid = xero.create("Payments", payment(made["InvoiceID"], "100.00", CurrencyRate="0.8"))
    assert (paid["Amount"], paid["BankAmount"]) == (100, 125)
    told = xero.create("Payments", payment(made["InvoiceID"], "10.00", BankAmount="12.99"))
    assert told["BankAmount"] == Decimal("12.99")


def test_payments_can_be_filtered_by_their_invoice(xero, owed):
    xero.create("Payments", payment(owed["InvoiceID"], "10.00"))
    found = xero.all("Payments", where=f'Invoice.InvoiceID==guid("{owed["InvoiceID"]}")')
    assert [one["Amount"] for one in found] == [10]


PARTS = st.lists(st.integers(min_value=1, max_value=5000), min_size=1, max_size=6)
SHARED = new_client()


@settings(deadline=None, max_examples=50)
@given(PARTS, st.randoms(use_true_random=False))
def test_paid_in_any_parts_and_taken_back_in_any_order_an_invoice_is_as_before(parts, shuffler):
    total = Decimal(sum(parts)) / 100
    lines = [line(Quantity=1, UnitAmount=str(total), TaxType="NONE")]
    before = SHARED.create("Invoices", invoice(LineItems=lines))
    path = f"Invoices/{before['InvoiceID']}"
    made = []
    for part in parts:
        amount = Decimal(part) / 100
        made.append(SHARED.create("Payments", payment(before["InvoiceID"], amount))["PaymentID"])
        state = SHARED.one(path)
        assert state["AmountPaid"] + state["AmountDue"] == total
        assert state["Status"] == ("AUTHORISED" if state["AmountDue"] else "PAID")
    assert SHARED.one(path)["Status"] == "PAID"
    shuffler.shuffle(made)
    for identifier in made:
        SHARED.update(f"Payments/{identifier}", {"Status": "DELETED"})
    after = SHARED.one(path)
    assert {**after, "Contact": None} == {**before, "Contact": None}
