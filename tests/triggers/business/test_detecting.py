"""What each event is, as a pure function of a record before and after."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.component import component
from xero_component.triggers._business.invoices import what_settled
from xero_component.triggers._business.sight import Sight, digits
from xero_component.triggers._business.watch import value_at
from xero_component.triggers.business import BusinessTrigger

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
UNKNOWN, NEW = "unknown", "new"


def told(key: str, before: Any, after: dict[str, Any], **raw: Any) -> list[Any]:
    """Return what an event tells of a record; `before` is NEW, UNKNOWN, or its fields."""
    trigger = component.triggers[key]
    assert isinstance(trigger, BusinessTrigger)
    data = trigger.input(**raw)
    watch = trigger.watcher(data).watch
    known = before if isinstance(before, dict) else None
    values = watch.values(known) if known is not None else None
    return list(trigger.detect(Sight(values, watch.values(after), after, before == NEW), data))


@pytest.mark.parametrize(
    ("key", "before", "after", "expected"),
    [
        ("invoice_approved", "DRAFT", "AUTHORISED", True),
        ("invoice_approved", "SUBMITTED", "AUTHORISED", True),
        ("invoice_approved", "DRAFT", "PAID", True),
        ("invoice_approved", NEW, "AUTHORISED", True),
        ("invoice_approved", NEW, "PAID", True),
        ("invoice_approved", NEW, "DRAFT", False),
        ("invoice_approved", NEW, "VOIDED", False),
        ("invoice_approved", "PAID", "AUTHORISED", False),
        ("invoice_approved", "AUTHORISED", "PAID", False),
        ("invoice_approved", UNKNOWN, "AUTHORISED", False),
        ("invoice_paid", "AUTHORISED", "PAID", True),
        ("invoice_paid", "DRAFT", "PAID", True),
        ("invoice_paid", NEW, "PAID", True),
        ("invoice_paid", "PAID", "PAID", False),
        ("invoice_paid", "PAID", "AUTHORISED", False),
        ("invoice_paid", UNKNOWN, "PAID", False),
        ("invoice_voided", "AUTHORISED", "VOIDED", True),
        ("invoice_voided", "PAID", "VOIDED", True),
        ("invoice_voided", NEW, "VOIDED", True),
        ("invoice_voided", "DRAFT", "DELETED", False),
        ("invoice_voided", "VOIDED", "VOIDED", False),
        ("invoice_voided", UNKNOWN, "VOIDED", False),
        ("bill_awaiting_approval", "DRAFT", "SUBMITTED", True),
        ("bill_awaiting_approval", NEW, "SUBMITTED", True),
        ("bill_awaiting_approval", "SUBMITTED", "AUTHORISED", False),
        ("bill_awaiting_approval", "SUBMITTED", "DRAFT", False),
        ("bill_paid", "AUTHORISED", "PAID", True),
        ("bill_paid", UNKNOWN, "PAID", False),
    ],
)
def test_a_status_tells_an_event_when_it_is_certain(
    key: str, before: str, after: str, expected: bool
):
    known = before if before in (NEW, UNKNOWN) else {"Status": before}

    assert bool(told(key, known, {"Status": after})) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (False, True, True),
        (True, True, False),
        (True, False, False),
        (NEW, True, True),
        (NEW, False, False),
        (UNKNOWN, True, False),
    ],
)
def test_an_invoice_is_sent_when_it_was_not(before: Any, after: bool, expected: bool):
    known = before if before in (NEW, UNKNOWN) else {"SentToContact": before}

    assert bool(told("invoice_sent", known, {"SentToContact": after})) is expected


def money(paid: str, credited: str, due: str, status: str = "AUTHORISED") -> dict[str, Any]:
    amounts = {"AmountPaid": paid, "AmountCredited": credited, "AmountDue": due}
    return {"Status": status, **{name: Decimal(value) for name, value in amounts.items()}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (money("0", "0", "100"), money("40", "0", "60"), True),
        (money("0", "0", "100"), money("0", "40", "60"), True),
        (money("40", "0", "60"), money("40", "0.01", "59.99"), True),
        (money("40", "0", "60"), money("0", "40", "60"), False),
        (money("40", "0", "60"), money("100", "0", "0", "PAID"), False),
        (money("40", "0", "60"), money("30", "0", "70"), False),
        (money("100", "0", "0", "PAID"), money("40", "0", "60"), False),
        (NEW, money("40", "0", "60"), True),
        (NEW, money("0", "0", "100"), False),
        (UNKNOWN, money("40", "0", "60"), False),
    ],
)
def test_an_invoice_is_part_paid_when_more_of_it_is_settled_and_some_is_due(
    before: Any, after: dict[str, Any], expected: bool
):
    assert bool(told("invoice_part_paid", before, after)) is expected


@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES))
def test_no_status_event_is_told_of_what_stays_or_of_what_nobody_knows(before: str, after: str):
    for key in ("invoice_approved", "invoice_paid", "invoice_voided", "bill_paid"):
        assert told(key, UNKNOWN, {"Status": after}) == []
        assert told(key, {"Status": before}, {"Status": before}) == []
        for event in told(key, {"Status": before}, {"Status": after}):
            assert event.changes[0] == {"field": "Status", "before": before, "after": after}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (NEW, "AUTHORISED", True),
        (NEW, "DELETED", False),
        ("AUTHORISED", "AUTHORISED", False),
        (UNKNOWN, "AUTHORISED", False),
    ],
)
def test_a_payment_is_received_when_it_is_new(before: Any, after: str, expected: bool):
    known = before if before in (NEW, UNKNOWN) else {"Status": before}

    assert bool(told("payment_received", known, {"Status": after})) is expected


ALLOCATION = {"AllocationID": "a", "Amount": Decimal(5), "Invoice": {"InvoiceID": "i"}}
NAMELESS = {"Amount": Decimal("5.00"), "Date": "2026-11-20", "Invoice": {"InvoiceID": "i"}}


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ([], [ALLOCATION], 1),
        ([ALLOCATION], [ALLOCATION, NAMELESS], 1),
        ([NAMELESS], [{**NAMELESS, "Amount": Decimal(5)}], 0),
        ([ALLOCATION], [], 0),
        ([], [{**ALLOCATION, "IsDeleted": True}], 0),
        (None, [ALLOCATION], 1),
    ],
)
def test_an_allocation_is_told_when_it_was_not_there(before: Any, after: Any, count: int):
    found = told("credit_note_allocated", {"Allocations": before}, {"Allocations": after})

    assert len(found) == count


def test_allocations_of_an_old_credit_note_that_nobody_knows_are_not_told():
    assert told("credit_note_allocated", UNKNOWN, {"Allocations": [ALLOCATION]}) == []
    assert len(told("credit_note_allocated", NEW, {"Allocations": [ALLOCATION]})) == 1


def test_an_edit_of_a_contact_that_nobody_knows_is_told_without_its_fields():
    after = {"Name": "Ada", "UpdatedDateUTC": "2026-11-20T08:15:30Z"}
    (event,) = told("contact_changed", UNKNOWN, after)

    assert (event.changes, event.details) == ([], {"fields": None})
    assert told("contact_changed", UNKNOWN, after, fields=["Name"]) == []


@pytest.mark.parametrize("empty", [None, "", [], {}, [{}], [{"AddressLine1": ""}]])
def test_what_xero_leaves_out_or_sends_empty_is_the_same(empty: Any):
    assert value_at({"Addresses": empty}, "Addresses") is None
    assert told("contact_changed", {"Addresses": empty}, {"Name": None}) == []


@pytest.mark.parametrize("value", [0, False, Decimal(0), "0"])
def test_zero_and_false_are_values(value: Any):
    assert value_at({"A": {"B": value}}, "A.B") == value
    assert value_at({"A": value}, "A.B") is None


def test_a_whole_amount_that_was_remembered_is_an_amount():
    (change,) = Sight({"A": 5}, {"A": Decimal("5.50")}, {}).changes()
    assert isinstance(change["before"], Decimal)
    (flag,) = Sight({"A": True}, {"A": Decimal(2)}, {}).changes()
    assert flag["before"] is True


PAYMENTS = st.lists(
    st.fixed_dictionaries(
        {"PaymentID": st.uuids().map(str), "Amount": st.decimals(0, 100, places=2)}
    ),
    max_size=3,
)


@given(PAYMENTS, st.randoms())
def test_what_settled_an_invoice_does_not_depend_on_the_order(payments: Any, random: Any):
    shuffled = list(payments)
    random.shuffle(shuffled)

    assert what_settled({"Payments": payments}) == what_settled({"Payments": shuffled})


@given(st.decimals(-1000, 1000, places=2))
def test_equal_amounts_are_written_alike(amount: Decimal):
    assert digits(amount) == digits(amount.quantize(Decimal("0.0001"))) == digits(str(amount))
