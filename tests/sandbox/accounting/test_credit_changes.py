"""What webhooks are told of credits, and of the invoices that they are given to."""

import pytest

from tests.sandbox.accounting.client import BANK, invoice
from tests.sandbox.accounting.credits import allocation, credit_note, overpaid, prepaid, spent


def seen(xero):
    """What was told since the last time: category, event, id, type and status."""
    told = [
        (one.category, one.event_type, one.resource_id, one.data.get("Type"),
         one.data.get("Status"))
        for one in xero.changes
    ]  # fmt: skip
    xero.changes.clear()
    return told


@pytest.fixture
def owed(xero):
    made = xero.create("Invoices", invoice())["InvoiceID"]
    xero.changes.clear()
    return made


def test_a_credit_note_is_told_of_with_its_type_and_its_status(xero):
    made = xero.create("CreditNotes", credit_note(Status="DRAFT"))["CreditNoteID"]
    (change,) = xero.changes
    assert change.resource_path == f"/api.xro/2.0/CreditNotes/{made}"
    assert change.data == {
        "Type": "ACCRECCREDIT", "Status": "DRAFT", "UpdatedDateUTCString": "2026-11-20T01:30:15Z",
    }  # fmt: skip
    seen(xero)
    xero.update(f"CreditNotes/{made}", {"Status": "DELETED"})
    assert seen(xero) == [("CREDITNOTE", "UPDATE", made, "ACCRECCREDIT", "DELETED")]


def test_an_allocation_updates_both_sides_and_so_does_taking_it_back(xero, owed):
    credit = xero.create("CreditNotes", credit_note())["CreditNoteID"]
    seen(xero)
    path = f"CreditNotes/{credit}/Allocations"
    halves = [allocation(owed, "27.50"), allocation(owed, "27.50")]
    made = xero.put(path, {"Allocations": halves}).json["Allocations"]
    assert seen(xero) == [
        ("CREDITNOTE", "UPDATE", credit, "ACCRECCREDIT", "PAID"),
        ("INVOICE", "UPDATE", owed, None, None),
    ]
    xero.call("DELETE", f"{path}/{made[0]['AllocationID']}")
    assert seen(xero) == [
        ("CREDITNOTE", "UPDATE", credit, "ACCRECCREDIT", "AUTHORISED"),
        ("INVOICE", "UPDATE", owed, None, None),
    ]


@pytest.mark.parametrize(
    ("payload", "key", "category"),
    [(prepaid, "PrepaymentID", "PREPAYMENT"), (overpaid, "OverpaymentID", "OVERPAYMENT")],
)
def test_bank_transactions_are_told_of_by_the_credits_that_they_make(
    xero, owed, payload, key, category
):
    transaction = xero.create("BankTransactions", payload())
    kind, identifier = transaction["Type"], transaction[key]
    assert seen(xero) == [(category, "CREATE", identifier, kind, "AUTHORISED")]
    path = f"{key.removesuffix('ID')}s/{identifier}/Allocations"
    (made,) = xero.put(path, allocation(owed, "1.00")).json["Allocations"]
    assert [told[:2] for told in seen(xero)] == [(category, "UPDATE"), ("INVOICE", "UPDATE")]
    xero.call("DELETE", f"{path}/{made['AllocationID']}")
    seen(xero)
    xero.update(f"BankTransactions/{transaction['BankTransactionID']}", {"Status": "DELETED"})
    assert seen(xero) == [(category, "UPDATE", identifier, kind, "VOIDED")]


def test_a_refund_updates_the_credit(xero):
    credit = xero.create("CreditNotes", credit_note())["CreditNoteID"]
    seen(xero)
    refund = {"CreditNote": {"CreditNoteID": credit}, "Account": {"AccountID": BANK}, "Amount": 55}
    made = xero.create("Payments", refund)
    assert seen(xero) == [("CREDITNOTE", "UPDATE", credit, "ACCRECCREDIT", "PAID")]
    xero.update(f"Payments/{made['PaymentID']}", {"Status": "DELETED"})
    assert seen(xero) == [("CREDITNOTE", "UPDATE", credit, "ACCRECCREDIT", "AUTHORISED")]


def test_nothing_is_told_of_refusals_and_of_plain_bank_transactions(xero, owed):
    credit = xero.create("CreditNotes", credit_note())["CreditNoteID"]
    seen(xero)
    xero.put(f"CreditNotes/{credit}/Allocations", allocation(owed, "99.00"))
    xero.create("BankTransactions", spent())
    assert seen(xero) == []


def test_a_list_that_drifts_tells_what_the_credit_is(xero):
    xero.api.drift("CreditNotes")
    ((category, event, _, kind, status),) = seen(xero)
    assert (category, event, kind) == ("CREDITNOTE", "UPDATE", "ACCRECCREDIT")
    assert status == "AUTHORISED"
