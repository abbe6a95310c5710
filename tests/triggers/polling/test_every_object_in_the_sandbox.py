"""Every object that can be polled, against the sandbox."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from xero_component.catalogue.objects import OBJECTS
from xero_component.catalogue.record import reader_of
from xero_component.runtimes.harness import TriggerHarness
from xero_component.triggers.new_and_updated_records import PolledObject

EVERY_OBJECT: tuple[str, ...] = get_args(PolledObject)
ADDED = [key for key in EVERY_OBJECT if key != "journals"]
EDITED = [key for key in ADDED if key != "bank_transfers"]
LINES = [{"description": "Hire", "quantity": 1, "unit_amount": 100, "account_code": "200"}]


@pytest.fixture(params=EVERY_OBJECT)
def watched(request: pytest.FixtureRequest) -> Iterator[TriggerHarness]:
    inputs = {"object": request.param, "compare_every_hours": 24, "show_deleted": True}
    with TriggerHarness("new_and_updated_records", inputs) as harness:
        harness.activate()
        harness.advance(minutes=5)
        yield harness


def told(events: list[Any]) -> list[tuple[str, str]]:
    return sorted((event["record_id"], event["kind"]) for event in events)


def edit(harness: TriggerHarness, kind: str, *identifier: str) -> str:
    [edited] = harness.sandbox.edit(kind, OBJECTS[harness.test()[0]["object"]].path, *identifier)
    return edited


def test_a_poll_that_finds_nothing_costs_one_call(watched: TriggerHarness):
    assert watched.poll() == []
    watched.sandbox.requests.clear()
    watched.advance(minutes=5)

    assert watched.poll() == []
    assert len(watched.sandbox.requests.listing()) == 1


def test_the_test_button_shows_records_as_they_are(watched: TriggerHarness):
    shown = watched.test()

    assert 1 <= len(shown) <= 3
    for event in shown:
        obj = OBJECTS[event["object"]]
        record = event["record"]
        assert record[obj.id_field] == event["record_id"]
        assert reader_of(obj.record)(dict(record)) == record
        assert event["kind"] == "new"


@pytest.mark.parametrize("watched", ADDED, indirect=True)
def test_what_is_added_is_new_and_told_once(watched: TriggerHarness):
    made = edit(watched, "add")

    assert told(watched.poll()) == [(made, "new")]
    watched.advance(hours=25)
    assert watched.poll() == []


@pytest.mark.parametrize("watched", EDITED, indirect=True)
def test_what_is_edited_is_updated_and_told_once(watched: TriggerHarness):
    edited = edit(watched, "touch")

    assert told(watched.poll()) == [(edited, "updated")]
    watched.advance(hours=25)
    assert watched.poll() == []


@pytest.mark.parametrize("watched", ["bank_transfers"], indirect=True)
def test_a_transfer_that_is_deleted_is_updated_and_told_once(watched: TriggerHarness):
    deleted = edit(watched, "delete")
    watched.advance(hours=25)
    [event] = watched.poll()

    assert (event["record_id"], event["kind"]) == (deleted, "updated")
    assert event["record"]["Status"] == "DELETED"
    watched.advance(hours=25)
    assert watched.poll() == []


@pytest.mark.parametrize("watched", ["linked_transactions", "items"], indirect=True)
def test_what_is_deleted_for_good_is_gone(watched: TriggerHarness):
    made = edit(watched, "add")
    watched.poll()
    edit(watched, "delete", made)
    watched.advance(hours=25)

    assert told(watched.poll()) == [(made, "deleted")]


@pytest.mark.parametrize("watched", ["journals"], indirect=True)
def test_what_is_approved_makes_a_new_journal(watched: TriggerHarness):
    contact = watched.run("list_contacts", {"page_size": 1})["records"][0]["ContactID"]
    watched.run(
        "create_invoice",
        {
            "invoice_type": "ACCREC",
            "contact_id": contact,
            "invoice_status": "AUTHORISED",
            "due_date": "2026-12-04",
            "line_items": LINES,
        },
    )
    [event] = watched.poll()

    assert event["kind"] == "new"
    assert event["record"]["JournalLines"]
    assert watched.poll() == []
