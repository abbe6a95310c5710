"""The trigger against the sandbox: each promise once, over the whole way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from xero_component.core.invoke import blocking_portal
from xero_component.runtimes.harness import TriggerHarness
from xero_component.sandbox import parse_fault
from xero_component.triggers._polling.looking import look_at
from xero_component.triggers._polling.payload import event_of

KEY = "new_and_updated_records"
LINES = [{"description": "Hire", "quantity": 1, "unit_amount": 100, "account_code": "200"}]


def driving(**inputs: Any) -> TriggerHarness:
    return TriggerHarness(KEY, inputs)


@pytest.fixture
def invoices() -> Iterator[TriggerHarness]:
    with driving(object="invoices") as harness:
        harness.activate()
        harness.advance(minutes=5)
        yield harness


def told(events: list[Any]) -> list[tuple[str, str]]:
    return sorted((event["record_id"], event["kind"]) for event in events)


def old_invoice(harness: TriggerHarness, status: str = "AUTHORISED") -> dict[str, Any]:
    where = {"statuses": [status]}
    found: dict[str, Any] = harness.run("list_invoices", where)["records"][0]
    return found


def contact_of(harness: TriggerHarness) -> str:
    found: str = harness.run("list_contacts", {"page_size": 1})["records"][0]["ContactID"]
    return found


def make_invoice(harness: TriggerHarness) -> str:
    made: str = harness.run(
        "create_invoice",
        {"invoice_type": "ACCREC", "contact_id": contact_of(harness), "line_items": LINES},
    )["InvoiceID"]
    return made


def test_a_created_invoice_is_new_once(invoices: TriggerHarness):
    made = make_invoice(invoices)
    invoices.advance(minutes=5)
    [event] = invoices.poll()

    assert (event["record_id"], event["kind"]) == (made, "new")
    assert event["record"]["LineItems"][0]["UnitAmount"] == 100
    assert invoices.poll() == []


def test_the_first_edit_of_an_old_record_is_an_update(invoices: TriggerHarness):
    [edited] = invoices.sandbox.edit("touch", "Invoices")

    assert told(invoices.poll()) == [(edited, "updated")]


def test_a_voided_invoice_and_an_archived_contact_are_updates(invoices: TriggerHarness):
    [voided] = invoices.sandbox.edit("void", "Invoices")
    [event] = invoices.poll()
    assert (event["record_id"], event["record"]["Status"]) == (voided, "VOIDED")

    with driving(object="contacts") as contacts:
        contacts.activate()
        contacts.advance(minutes=5)
        [archived] = contacts.sandbox.edit("archive", "Contacts")
        [event] = contacts.poll()
        assert (event["record_id"], event["record"]["ContactStatus"]) == (archived, "ARCHIVED")
        assert event["kind"] == "updated"


@pytest.mark.parametrize("kind", ["equal-times", "same-second"])
def test_records_of_one_moment_are_all_told(invoices: TriggerHarness, kind: str):
    edited = invoices.sandbox.edit(kind, "Invoices")

    assert told(invoices.poll()) == sorted((one, "updated") for one in edited)
    assert invoices.poll() == []


def test_an_edit_that_xero_does_not_date_is_found_by_the_comparison():
    with driving(object="invoices", compare_every_hours=24) as harness:
        harness.activate()
        harness.advance(hours=23)
        edited = harness.sandbox.edit("silent", "Invoices", field="DueDate")
        assert harness.poll() == []
        harness.advance(hours=2)

        events = harness.poll()
        assert told(events) == [(edited[0], "updated")]
        assert events[0]["found_by"] == "sweep"
        harness.advance(hours=25)
        assert harness.poll() == []


def test_an_item_that_is_deleted_is_told_as_gone():
    inputs = {"object": "items", "show_deleted": True, "compare_every_hours": 1}
    with TriggerHarness(KEY, inputs) as harness:
        made = harness.run("create_item", {"item_code": "GONE-SOON"})["ItemID"]
        harness.activate()
        harness.run("delete_item", {"item_id": made})
        harness.advance(hours=2)

        assert told(harness.poll()) == [(made, "deleted")]
        assert harness.poll() == []


def test_a_start_in_the_past_tells_what_happened_since():
    with driving(object="contacts") as harness:
        moment = harness.advance(minutes=5)
        made = harness.run("create_contact", {"name": "Sunrise"})["ContactID"]
        [touched] = harness.sandbox.edit("touch", "Contacts")
        with TriggerHarness(
            KEY,
            {"object": "contacts", "start_from": moment.isoformat()},
            sandbox=harness.sandbox,
        ) as later:
            assert told(later.poll()) == sorted([(made, "new"), (touched, "updated")])
            assert later.poll() == []


def test_what_is_not_shown_starts_nothing():
    choices = {"show_new": False, "filter": "Name != 'Sunrise'"}
    with TriggerHarness(KEY, {"object": "contacts", **choices}) as harness:
        harness.activate()
        harness.advance(minutes=5)
        harness.run("create_contact", {"name": "Moonlight"})
        edited = harness.sandbox.edit("touch", "Contacts", count=2)
        made = harness.run("create_contact", {"name": "Sunrise"})["ContactID"]
        assert told(harness.poll()) == sorted((one, "updated") for one in edited)
        harness.advance(minutes=5)
        harness.sandbox.edit("touch", "Contacts", made)
        assert harness.poll() == []


def test_a_crash_brings_the_same_events_again(invoices: TriggerHarness):
    make_invoice(invoices)
    invoices.sandbox.edit("touch", "Invoices")
    first = invoices.poll()
    invoices.crash()
    invoices.advance(minutes=30)

    assert invoices.poll() == first
    assert invoices.poll() == []


def test_drift_while_paging_hides_nothing(invoices: TriggerHarness):
    edited = invoices.sandbox.edit("same-second", "Invoices", count=20)
    invoices.sandbox.faults.add(parse_fault("drift*4@GET /Invoices"))
    state, seen_all = invoices.state, []
    for _ in range(3):
        seen = blocking_portal().call(look_at, invoices.xero, "invoices", state)
        state = seen.state.written()
        seen_all += [event_of(change, "invoices", None) for change in seen.changes]

    assert {event["record_id"] for event in seen_all} >= set(edited)
    assert {event["kind"] for event in seen_all} == {"updated"}
    assert len({event["id"] for event in seen_all}) == len(seen_all)


def test_a_list_too_long_to_remember_stays_right(invoices: TriggerHarness):
    def look(state: Any) -> Any:
        return blocking_portal().call(
            lambda: look_at(
                invoices.xero, "invoices", state, most_known=3, compare_every=timedelta(hours=1)
            )
        )

    state = look(None).state.written()
    for hours in range(6):
        invoices.advance(hours=1)
        made = make_invoice(invoices)
        edited = invoices.sandbox.edit("touch", "Invoices", old_invoice(invoices)["InvoiceID"])
        seen = look(state)
        kinds = {change.identifier: str(change.kind) for change in seen.changes}
        assert kinds == {made: "new", edited[0]: "updated"}, hours
        state = seen.state.written()
        assert look(state).changes == []

    assert len(state["known"]) < 28 * 4 * 8


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_component_whose_clock_is_hours_off_tells_the_same(hours: int):
    with driving(object="contacts", compare_every_hours=24) as harness:
        clock: Any = harness.xero.clock
        right = clock.now
        clock.now = lambda: right() + timedelta(hours=hours)
        harness.activate()
        harness.advance(minutes=5)
        made = harness.run("create_contact", {"name": "Sunrise"})["ContactID"]

        assert told(harness.poll()) == [(made, "new")]
        assert harness.poll() == []
