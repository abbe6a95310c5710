import pytest

from tests.sandbox.accounting.client import invoice, payment

NOT_MODIFIABLE = "Invoice not of valid status for modification"
HAS_PAYMENT = "This document cannot be edited as it has a payment or credit note allocated to it."
STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
ALLOWED = {
    ("DRAFT", "SUBMITTED"),
    ("DRAFT", "AUTHORISED"),
    ("DRAFT", "DELETED"),
    ("SUBMITTED", "DRAFT"),
    ("SUBMITTED", "AUTHORISED"),
    ("SUBMITTED", "DELETED"),
    ("AUTHORISED", "VOIDED"),
    *((status, status) for status in ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID")),
}


def in_status(xero, status):
    entered = status if status in ("DRAFT", "SUBMITTED") else "AUTHORISED"
    made = xero.create("Invoices", invoice(Status="DRAFT" if status == "DELETED" else entered))
    if status == "PAID":
        xero.create("Payments", payment(made["InvoiceID"], "110.00"))
    if status in ("VOIDED", "DELETED"):
        xero.update(f"Invoices/{made['InvoiceID']}", {"Status": status})
    return xero.one(f"Invoices/{made['InvoiceID']}")


@pytest.mark.parametrize("current", STATUSES)
@pytest.mark.parametrize("wanted", STATUSES)
def test_an_invoice_moves_only_along_the_known_ways(xero, current, wanted):
    before = in_status(xero, current)
    assert before["Status"] == current
    reply = xero.post(f"Invoices/{before['InvoiceID']}", {"Status": wanted})
    after = xero.one(f"Invoices/{before['InvoiceID']}")
    if (current, wanted) in ALLOWED:
        assert reply.status == 200
        assert after["Status"] == wanted
    else:
        assert reply.status == 400
        assert reply.messages[0] == NOT_MODIFIABLE
        assert after == before


@pytest.mark.parametrize(("current", "status"), [("DRAFT", "DELETED"), ("AUTHORISED", "VOIDED")])
@pytest.mark.parametrize("more", [{}, {"LineItems": []}, {"LineItems": [], "Contact": {}}])
def test_deleting_and_voiding_leave_the_lines_and_owe_nothing(xero, current, status, more):
    made = in_status(xero, current)
    ended = xero.update(
        f"Invoices/{made['InvoiceID']}",
        {"InvoiceID": made["InvoiceID"], "Status": status, **more},
    )
    assert (ended["Status"], ended["AmountDue"], ended["Total"]) == (status, 0, 110)
    assert len(ended["LineItems"]) == 1


def test_deleted_and_voided_invoices_are_listed_as_changed(xero):
    made = in_status(xero, "AUTHORISED")
    xero.pass_time(hours=1)
    xero.update(f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    assert xero.all("Invoices")[-1]["InvoiceID"] == made["InvoiceID"]


def test_the_number_of_a_deleted_invoice_is_free_again(xero):
    made = in_status(xero, "DELETED")
    again = xero.create("Invoices", invoice(InvoiceNumber=made["InvoiceNumber"]))
    assert again["InvoiceID"] != made["InvoiceID"]


def test_the_number_of_a_voided_invoice_stays_taken(xero):
    made = in_status(xero, "VOIDED")
    reply = xero.put("Invoices", invoice(InvoiceNumber=made["InvoiceNumber"]))
    assert reply.messages == ["Invoice # must be unique."]


def test_a_part_paid_invoice_cannot_be_voided(xero):
    made = in_status(xero, "AUTHORISED")
    xero.create("Payments", payment(made["InvoiceID"], "0.01"))
    reply = xero.post(f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
    assert reply.messages == [NOT_MODIFIABLE, HAS_PAYMENT]


def test_an_invoice_whose_payment_was_taken_back_can_be_voided(xero):
    made = in_status(xero, "AUTHORISED")
    paid = xero.create("Payments", payment(made["InvoiceID"], "110.00"))
    xero.update(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    assert xero.update(f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})["Status"] == "VOIDED"


def test_approving_a_draft_checks_what_approval_needs(xero):
    made = xero.create("Invoices", invoice(Status="DRAFT", DueDate=None))
    reply = xero.post(f"Invoices/{made['InvoiceID']}", {"Status": "AUTHORISED"})
    assert reply.messages == ["An approved invoice requires a DueDate."]
    approved = xero.update(
        f"Invoices/{made['InvoiceID']}", {"Status": "AUTHORISED", "DueDate": "2026-12-01"}
    )
    assert approved["Status"] == "AUTHORISED"
