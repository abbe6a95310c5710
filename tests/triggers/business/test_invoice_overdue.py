"""Due dates that pass, by the sandbox's clock; the demo organisation is in Sydney."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conformance.in_process import START, in_process
from tests.triggers.business.flows import Books
from xero_component.errors import InputError, UnavailableError
from xero_component.triggers._business.overdue_state import Told
from xero_component.triggers._business.timezones import known_moment

MINUTE = timedelta(minutes=1)


@pytest.fixture
def books() -> Iterator[Books]:
    with in_process() as world:
        yield Books(world)


def to(books: Books, moment: str) -> None:
    """Move the sandbox's clock to a moment in UTC."""
    wanted = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    books.wait(seconds=(wanted - books.world.clock()).total_seconds())


def test_an_invoice_is_told_when_its_due_date_has_passed_where_the_organisation_is(books: Books):
    invoice = books.invoice(DueDate="2026-11-24")
    flow = books.flow("invoice_overdue")
    to(books, "2026-11-24T12:59:00")  # one minute to midnight in Sydney
    assert [event["number"] for event in flow.poll()] == []
    to(books, "2026-11-24T13:01:00")

    (event,) = (one for one in flow.poll() if one["record_id"] == invoice["InvoiceID"])
    assert (event["due_date"], event["days_overdue"]) == ("2026-11-24", 1)
    assert (event["event"], event["changes"]) == ("invoice_overdue", [])
    assert event["record"]["Status"] == "AUTHORISED"


def test_it_is_told_once_whatever_is_paid_of_it(books: Books):
    invoice = books.invoice(DueDate="2026-11-24")
    flow = books.flow("invoice_overdue")
    to(books, "2026-11-25T01:00:00")
    assert len(flow.poll()) == 1
    books.pay(invoice, "40.00")
    assert flow.poll() == []
    books.wait(days=3)

    assert invoice["InvoiceID"] not in {event["record_id"] for event in flow.poll()}


def test_it_is_told_after_so_many_days(books: Books):
    invoice = books.invoice(DueDate="2026-11-24")
    flow = books.flow("invoice_overdue", days=7, filter="AmountDue == `100`")
    to(books, "2026-11-30T12:00:00")
    assert invoice["InvoiceID"] not in {event["record_id"] for event in flow.poll()}
    to(books, "2026-12-01T01:00:00")

    told = {event["record_id"]: event["days_overdue"] for event in flow.poll()}
    assert told == {invoice["InvoiceID"]: 7}


def test_what_is_overdue_when_the_flow_is_switched_on_is_not_told(books: Books):
    books.invoice(DueDate="2026-11-10")
    flow = books.flow("invoice_overdue")
    books.wait(hours=20)

    assert flow.poll() == []


def test_one_that_is_approved_late_is_told_within_the_day(books: Books):
    flow = books.flow("invoice_overdue")
    late = books.invoice(DueDate="2026-11-10")
    books.invoice(DueDate="2026-11-10", Status="DRAFT")
    books.invoice(DueDate="2026-11-10", Type="ACCPAY", InvoiceNumber="B 1")
    books.pay(books.invoice(DueDate="2026-11-10"), "100.00")

    assert [event["record_id"] for event in flow.poll()] == [late["InvoiceID"]]
    assert flow.poll() == []


def test_what_xero_shows_late_is_not_missed(books: Books):
    flow = books.flow("invoice_overdue")
    assert flow.state is not None
    late = books.invoice(DueDate="2026-11-10")
    flow.state = {**flow.state, "checked_at": (books.world.clock() + MINUTE).isoformat()}

    assert [event["record_id"] for event in flow.poll()] == [late["InvoiceID"]]


def test_another_due_date_is_told_again_when_it_passes(books: Books):
    invoice = books.invoice(DueDate="2026-11-24")
    flow = books.flow("invoice_overdue", filter="AmountDue == `100`")
    to(books, "2026-11-25T01:00:00")
    (first,) = flow.poll()
    books.change_invoice(invoice, DueDate="2026-11-27")
    assert flow.poll() == []
    to(books, "2026-11-28T01:00:00")
    (second,) = flow.poll()

    assert second["record_id"] == invoice["InvoiceID"]
    assert first["id"] != second["id"]


def test_a_due_date_of_a_part_paid_invoice_which_xero_does_not_date_counts_a_day_later(
    books: Books,
):
    invoice = books.invoice(DueDate="2027-01-24")
    books.pay(invoice, "1.00")
    books.wait(hours=1)
    flow = books.flow("invoice_overdue")
    books.change_invoice(invoice, DueDate="2026-11-18")
    books.wait(hours=1)
    assert flow.poll() == []
    books.wait(days=1)

    assert invoice["InvoiceID"] in {event["record_id"] for event in flow.poll()}


def test_an_event_whose_state_was_lost_comes_again_under_the_same_id(books: Books):
    books.invoice(DueDate="2026-11-24")
    flow = books.flow("invoice_overdue")
    to(books, "2026-11-25T01:00:00")
    lost = [event["id"] for event in flow.poll_and_crash()]
    books.wait(days=2)

    assert len(lost) == 1
    assert lost[0] in [event["id"] for event in flow.poll()]


def test_a_look_within_the_day_costs_one_call(books: Books):
    flow = books.flow("invoice_overdue")
    books.world.sandbox.requests.clear()
    flow.poll()
    assert books.world.sent() == ["GET"]

    books.wait(days=1)
    books.world.sandbox.requests.clear()
    flow.poll()
    assert books.world.sent() == ["GET"] * 3


def test_more_than_a_poll_tells_are_all_told_once(books: Books, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("xero_component.triggers._business.overdue.MOST_EVENTS", 2)
    made = [books.invoice(DueDate="2026-11-24")["InvoiceID"] for _ in range(5)]
    flow = books.flow("invoice_overdue")
    to(books, "2026-11-25T01:00:00")

    assert sorted(event["record_id"] for event in flow.poll()) == sorted(made)
    assert flow.poll() == []


def test_a_reply_as_long_as_a_page_makes_it_read_everything(
    books: Books, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("xero_component.triggers._business.overdue._PAGE", 2)
    monkeypatch.setattr("xero_component.triggers._business.overdue.MOST_EVENTS", 2)
    flow = books.flow("invoice_overdue")
    made = [books.invoice(DueDate="2026-11-10")["InvoiceID"] for _ in range(5)]

    assert sorted(event["record_id"] for event in flow.poll()) == sorted(made)


@pytest.mark.outside_openapi("no such time zone")
def test_an_unknown_time_zone_is_taken_as_utc_and_said(books: Books):
    books.world.organisation.details["Timezone"] = "MARSSTANDARDTIME"
    flow = books.flow("invoice_overdue")

    assert any("MARSSTANDARDTIME" in note for note in flow.notes)
    assert flow.state is not None
    assert flow.state["zone"] == "UTC"


def test_other_days_or_another_organisation_start_anew(books: Books):
    flow = books.flow("invoice_overdue")
    flow.raw = {"days": 2}
    books.invoice(DueDate="2026-11-10")

    assert flow.poll() == []
    assert any("started anew" in note for note in flow.notes)


def test_latest_shows_what_is_overdue_now(books: Books):
    invoice = books.invoice("7.77", DueDate="2026-11-18")
    flow = books.flow("invoice_overdue", filter="Total == `7.77`")
    events = flow.latest()

    assert [event["record_id"] for event in events] == [invoice["InvoiceID"]]
    assert events[0]["days_overdue"] == (START.date() - datetime(2026, 11, 18).date()).days  # noqa: DTZ001 - a day


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 3},
        {"told": "?"},
        {"day": "soon"},
        {"day": None},
        {"zone": "Mars/Olympus"},
        {"days": "many"},
        {"checked_at": 5},
    ],
    ids=str,
)
def test_a_state_that_cannot_be_read_is_an_error_that_says_so(books: Books, damage: Any):
    flow = books.flow("invoice_overdue")
    assert flow.state is not None
    flow.state = {**flow.state, **damage}

    with pytest.raises(InputError, match="trigger's state"):
        flow.poll()


@pytest.mark.parametrize("days", [0, -1, 4000, None, "x", 1.5])
def test_a_number_of_days_that_makes_no_sense_is_refused(books: Books, days: Any):
    with pytest.raises(InputError, match="days"):
        books.flow("invoice_overdue", days=days)


def test_the_oldest_are_forgotten_and_count_as_told():
    told = Told(most=2)
    for number in range(4):
        told.put(f"invoice {number}", f"2026-11-0{number + 1}")
    told.trim()

    assert told.horizon == "2026-11-02"
    assert told.knows("invoice 0", "2026-11-01")
    assert told.knows("one that nobody has seen", "2026-11-02")
    assert told.knows("invoice 3", "2026-11-04")
    assert not told.knows("invoice 3", "2026-11-05")
    assert not told.knows("one that nobody has seen", "2026-11-03")


def test_what_is_paid_or_put_off_is_forgotten():
    told = Told()
    for number in range(3):
        told.put(f"invoice {number}", "2026-11-01")
    told.keep_only({"invoice 0": "2026-11-01", "invoice 1": "2026-11-02"})

    assert told.knows("invoice 0", "2026-11-01")
    assert not told.knows("invoice 1", "2026-11-01")
    assert not told.knows("invoice 2", "2026-11-01")


def test_what_was_due_before_the_horizon_counts_as_told_and_that_is_said(books: Books):
    flow = books.flow("invoice_overdue")
    assert flow.state is not None
    flow.state = {**flow.state, "horizon": "2026-11-15"}
    books.invoice(DueDate="2026-11-10")
    later = books.invoice(DueDate="2026-11-16")
    assert [event["record_id"] for event in flow.poll()] == [later["InvoiceID"]]
    books.wait(days=1)
    flow.poll()

    assert any("2026-11-15" in note for note in flow.notes)


def test_without_xero_s_own_time_nothing_is_said_to_be_overdue():
    with pytest.raises(UnavailableError, match="what time it is"):
        known_moment(None)
