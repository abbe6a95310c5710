from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import BANK, bill, invoice, line, new_client, payment
from tests.sandbox.accounting.credits import allocation, credit_note

OTHER = {"Name": "Somebody else"}
EXCEEDS_CREDIT = "Credit note cannot be allocated as amount is greater than its remaining credit"
EXCEEDS_DUE = "Credit note cannot be allocated as amount is greater than amount outstanding"


@pytest.fixture
def owed(xero):
    return xero.create("Invoices", invoice())


@pytest.fixture
def credit(xero):
    return xero.create("CreditNotes", credit_note())


def path_of(credit):
    return f"CreditNotes/{credit['CreditNoteID']}"


def allocate(xero, credit, *allocations, **query):
    return xero.put(f"{path_of(credit)}/Allocations", {"Allocations": [*allocations]}, **query)


def made(reply):
    assert reply.status == 200, reply.response
    return reply.json["Allocations"]


def test_a_part_of_a_credit_reduces_what_is_due(xero, owed, credit):
    (one,) = made(allocate(xero, credit, allocation(owed["InvoiceID"], "20.00")))
    assert (one["Amount"], one["Invoice"]["InvoiceID"]) == (20, owed["InvoiceID"])
    assert one["CreditNote"]["CreditNoteID"] == credit["CreditNoteID"]
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["AmountCredited"], after["AmountDue"], after["AmountPaid"]) == (20, 90, 0)
    assert after["Status"] == "AUTHORISED"
    (shown,) = after["CreditNotes"]
    assert (shown["CreditNoteID"], shown["AppliedAmount"]) == (credit["CreditNoteID"], 20)
    assert (shown["CreditNoteNumber"], shown["Total"]) == (credit["CreditNoteNumber"], 55)
    left = xero.one(path_of(credit))
    assert (left["RemainingCredit"], left["Status"]) == (35, "AUTHORISED")
    assert [entry["AllocationID"] for entry in left["Allocations"]] == [one["AllocationID"]]
    assert left["Allocations"][0]["Invoice"]["InvoiceNumber"] == owed["InvoiceNumber"]


def test_a_credit_note_of_which_nothing_remains_is_paid(xero, owed, credit):
    made(allocate(xero, credit, allocation(owed["InvoiceID"], "55.00")))
    after = xero.one(path_of(credit))
    assert (after["Status"], after["RemainingCredit"]) == ("PAID", 0)
    assert after["FullyPaidOnDate"] == "/Date(1794441600000+0000)/"


def test_payments_and_credits_together_make_an_invoice_paid(xero, owed, credit):
    xero.create("Payments", payment(owed["InvoiceID"], "55.00", Date="2026-11-18"))
    made(allocate(xero, credit, allocation(owed["InvoiceID"], "55.00")))
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["Status"], after["AmountDue"]) == ("PAID", 0)
    assert (after["AmountPaid"], after["AmountCredited"]) == (55, 55)
    assert after["FullyPaidOnDate"] == "/Date(1794960000000+0000)/"


def test_a_payment_taken_back_leaves_the_credit_applied(xero, owed, credit):
    paid = xero.create("Payments", payment(owed["InvoiceID"], "55.00"))
    made(allocate(xero, credit, allocation(owed["InvoiceID"], "55.00")))
    xero.update(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    after = xero.one(f"Invoices/{owed['InvoiceID']}")
    assert (after["Status"], after["AmountDue"], after["AmountCredited"]) == ("AUTHORISED", 55, 55)


def test_what_a_credit_covers_cannot_be_paid_again(xero, owed, credit):
    made(allocate(xero, credit, allocation(owed["InvoiceID"], "55.00")))
    reply = xero.put("Payments", payment(owed["InvoiceID"], "55.01"))
    assert reply.messages == ["Payment amount exceeds the amount outstanding on this document"]


def test_an_allocation_taken_back_leaves_both_as_they_were(xero, owed, credit):
    (one,) = made(allocate(xero, credit, allocation(owed["InvoiceID"], "55.00")))
    reply = xero.call("DELETE", f"{path_of(credit)}/Allocations/{one['AllocationID']}")
    (gone,) = made(reply)
    assert (gone["AllocationID"], gone["IsDeleted"]) == (one["AllocationID"], True)
    assert gone["Invoice"]["InvoiceID"] == owed["InvoiceID"]
    assert xero.one(path_of(credit)) == credit
    assert xero.one(f"Invoices/{owed['InvoiceID']}") == owed
    again = xero.call("DELETE", f"{path_of(credit)}/Allocations/{one['AllocationID']}")
    assert again.status == 404


def test_an_allocation_is_not_found_below_another_credit(xero, owed, credit):
    (one,) = made(allocate(xero, credit, allocation(owed["InvoiceID"], "5.00")))
    other = xero.create("CreditNotes", credit_note())
    path = f"{path_of(other)}/Allocations/{one['AllocationID']}"
    assert xero.call("DELETE", path).status == 404
    assert xero.one(path_of(credit))["RemainingCredit"] == 50


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"Amount": "55.01"}, [EXCEEDS_CREDIT]),
        ({"Amount": 0}, ["The Amount of an allocation must be greater than zero."]),
        ({"Amount": -1}, ["The Amount of an allocation must be greater than zero."]),
        ({"Amount": None}, ["The Amount of an allocation must be greater than zero."]),
        ({"Invoice": {}}, ["An allocation requires an InvoiceID."]),
        ({"Invoice": None}, ["An allocation requires an InvoiceID."]),
        ({"Invoice": {"InvoiceID": BANK}}, ["The invoice to allocate to could not be found."]),
    ],
)
def test_what_is_wrong_with_an_allocation_is_said_and_nothing_moves(
    xero, owed, credit, fields, messages
):
    before = xero.snapshot()
    reply = allocate(xero, credit, allocation(owed["InvoiceID"], "10.00", **fields))
    assert (reply.status, reply.messages) == (400, messages)
    assert xero.snapshot() == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Contact": OTHER}, "only be allocated to an invoice of the same contact"),
        ({"CurrencyCode": "USD"}, "only be allocated to an invoice in the same currency"),
        ({"Status": "DRAFT"}, "Invoice not of valid status for allocation"),
        ({"Status": "SUBMITTED"}, "Invoice not of valid status for allocation"),
        ({"Type": "ACCPAY"}, "Credit note cannot be allocated to an incorrect invoice type"),
        ({"LineItems": [line(UnitAmount=1)]}, EXCEEDS_DUE),
    ],
)
def test_only_what_a_contact_owes_in_one_currency_can_be_credited(xero, credit, fields, message):
    other = xero.create("Invoices", invoice(**fields))
    reply = allocate(xero, credit, allocation(other["InvoiceID"], "10.00"))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_only_approved_credit_notes_can_be_allocated(xero, owed, status):
    credit = xero.create("CreditNotes", credit_note(Status=status))
    reply = allocate(xero, credit, allocation(owed["InvoiceID"], "10.00"))
    assert reply.messages == ["Credit note not of valid status for allocation"]


def test_a_paid_invoice_takes_no_credit(xero, owed, credit):
    xero.create("Payments", payment(owed["InvoiceID"], "110.00"))
    reply = allocate(xero, credit, allocation(owed["InvoiceID"], "10.00"))
    assert "The invoice you are trying to allocate to has already been paid off" in reply.messages


def test_a_credit_note_of_purchases_goes_to_bills(xero):
    lines = [line(Quantity=1, AccountCode="400")]
    credit = xero.create("CreditNotes", credit_note(Type="ACCPAYCREDIT", LineItems=lines))
    owed = xero.create("Invoices", bill())
    made(allocate(xero, credit, allocation(owed["InvoiceID"], "55.00")))
    assert xero.one(f"Invoices/{owed['InvoiceID']}")["AmountDue"] == 55


def test_two_allocations_in_one_request_cannot_exceed_the_credit_together(xero, owed, credit):
    both = [allocation(owed["InvoiceID"], "30.00"), allocation(owed["InvoiceID"], "30.00")]
    before = xero.snapshot()
    assert allocate(xero, credit, *both).status == 400
    assert xero.snapshot() == before
    reply = allocate(xero, credit, *both, summarizeErrors="false")
    assert [one["StatusAttributeString"] for one in reply.json["Allocations"]] == ["OK", "ERROR"]
    assert xero.one(path_of(credit))["RemainingCredit"] == 25


def test_a_credit_given_twice_to_an_invoice_is_listed_once_with_its_sum(xero, owed, credit):
    parts = [allocation(owed["InvoiceID"], "10.00"), allocation(owed["InvoiceID"], "5.00")]
    assert len(made(allocate(xero, credit, *parts))) == 2
    (shown,) = xero.one(f"Invoices/{owed['InvoiceID']}")["CreditNotes"]
    assert shown["AppliedAmount"] == 15


def test_what_is_allocated_can_be_neither_voided_nor_changed_in_money(xero, owed, credit):
    made(allocate(xero, credit, allocation(owed["InvoiceID"], "10.00")))
    for path in (path_of(credit), f"Invoices/{owed['InvoiceID']}"):
        for change in ({"Status": "VOIDED"}, {"LineItems": [line(UnitAmount=60)]}):
            reply = xero.post(path, change)
            assert "it has a payment or credit note allocated to it" in reply.messages[-1]
        assert xero.update(path, {"Reference": "Still open to this"})["Reference"]


def test_the_bare_element_and_the_invoice_number_are_taken_too(xero, owed, credit):
    element = {"Invoice": {"InvoiceNumber": owed["InvoiceNumber"]}, "Amount": 1}
    (one,) = made(xero.put(f"{path_of(credit)}/Allocations", element))
    assert one["Date"] == "/Date(1795132800000+0000)/"


@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_allocations_are_put_and_nothing_else(xero, credit, verb):
    assert xero.call(verb, f"{path_of(credit)}/Allocations", {}).status == 405


def test_both_sides_tell_of_it_in_their_history(xero, owed, credit):
    (one,) = made(allocate(xero, credit, allocation(owed["InvoiceID"], "10.00")))
    xero.call("DELETE", f"{path_of(credit)}/Allocations/{one['AllocationID']}")
    for path in (path_of(credit), f"Invoices/{owed['InvoiceID']}"):
        entries = xero.get(f"{path}/History").json["HistoryRecords"]
        labels = [entry["Changes"] for entry in entries]
        assert labels == ["Credit Removed", "Credit Applied", "Created"]


PARTS = st.lists(
    st.tuples(st.integers(min_value=1, max_value=9000), st.booleans()), min_size=1, max_size=6
)
SHARED = new_client()


@settings(deadline=None, max_examples=40)
@given(PARTS, st.randoms(use_true_random=False))
def test_credited_and_paid_in_any_parts_and_undone_in_any_order_all_is_as_before(parts, shuffler):
    total = Decimal(sum(amount for amount, _ in parts)) / 100
    lines = [line(Quantity=1, UnitAmount=str(total), TaxType="NONE")]
    owed = SHARED.create("Invoices", invoice(LineItems=lines))
    credit = SHARED.create("CreditNotes", credit_note(LineItems=lines))
    path = f"Invoices/{owed['InvoiceID']}"
    undo: list[tuple[str, str, dict[str, str] | None]] = []
    for cents, credited in parts:
        amount = Decimal(cents) / 100
        if credited:
            (one,) = made(allocate(SHARED, credit, allocation(owed["InvoiceID"], amount)))
            undo.append(("DELETE", f"{path_of(credit)}/Allocations/{one['AllocationID']}", None))
        else:
            one = SHARED.create("Payments", payment(owed["InvoiceID"], amount))
            undo.append(("POST", f"Payments/{one['PaymentID']}", {"Status": "DELETED"}))
        state, left = SHARED.one(path), SHARED.one(path_of(credit))
        assert state["AmountPaid"] + state["AmountCredited"] + state["AmountDue"] == total
        assert left["RemainingCredit"] == total - state["AmountCredited"]
        assert state["Status"] == ("AUTHORISED" if state["AmountDue"] else "PAID")
        assert left["Status"] == ("AUTHORISED" if left["RemainingCredit"] else "PAID")
    assert SHARED.one(path)["Status"] == "PAID"
    shuffler.shuffle(undo)
    for step in undo:
        assert SHARED.call(*step).status == 200
    assert SHARED.one(path) == owed
    assert SHARED.one(path_of(credit)) == credit
