from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from tests.clocks import START
from tests.triggers.polling.model import ModelXero
from xero_component.catalogue.objects import OBJECTS
from xero_component.component import component
from xero_component.core import poll
from xero_component.core.inputs import read_input
from xero_component.errors import InputError
from xero_component.triggers._polling.payload import RecordEvent, event_of
from xero_component.triggers._polling.poller import Change, Kind
from xero_component.triggers.new_and_updated_records import (
    NewAndUpdatedRecordsInput,
    new_and_updated_records,
)

KEY = "new_and_updated_records"


def read(**raw: Any) -> NewAndUpdatedRecordsInput:
    return read_input(NewAndUpdatedRecordsInput, raw, subject="Trigger")


def change(kind: Kind, record: dict[str, Any] | None = None) -> Change:
    return Change(kind, "297c2dc5-cc47-4afd-8ec8-74990b8761e9", record, b"12345678", START)


def test_only_the_object_is_required():
    data = read(object="invoices")

    assert (data.show_new, data.show_updated, data.show_deleted) == (True, True, False)
    assert (data.interval_minutes, data.compare_every_hours) == (5, 168)
    assert (data.start_from, data.filter) == (None, None)


def test_a_start_without_a_zone_is_utc():
    read_from = read(object="invoices", start_from="2026-11-20T09:00:00").start_from

    assert read_from == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"object": "reports"},
        {"object": None},
        {"object": ["invoices"]},
        {"object": "invoices", "start_from": "yesterday"},
        {"object": "invoices", "interval_minutes": 0},
        {"object": "invoices", "interval_minutes": 1441},
        {"object": "invoices", "compare_every_hours": -1},
        {"object": "invoices", "filter": 7},
        {"object": "invoices", "show_new": False, "show_updated": False},
        {"object": "invoices", "show": True},
    ],
)
def test_what_makes_no_sense_is_refused(raw: dict[str, Any]):
    with pytest.raises(InputError):
        read(**raw)


@pytest.mark.parametrize(
    ("inputs", "shown"),
    [
        ({}, [Kind.NEW, Kind.UPDATED]),
        ({"show_new": False}, [Kind.UPDATED]),
        ({"show_updated": False}, [Kind.NEW]),
        ({"show_deleted": True}, [Kind.NEW, Kind.UPDATED, Kind.DELETED]),
        ({"filter": "Type == 'ACCREC'", "show_deleted": True}, [Kind.DELETED]),
    ],
)
def test_what_starts_the_flow_is_what_was_chosen(inputs: dict[str, Any], shown: list[Kind]):
    data = read(object="invoices", **inputs)
    changes = [change(kind, None if kind is Kind.DELETED else {}) for kind in Kind]

    assert [one.kind for one in changes if data.shows(one)] == shown


@pytest.mark.parametrize("key", ["invoices", "journals", "users"])
def test_the_scope_is_the_one_that_reads_the_object(key: str):
    assert new_and_updated_records.scopes(read(object=key)) == {OBJECTS[key].read_scope}


def test_the_sample_fits_the_payload_s_schema():
    adapter = TypeAdapter(RecordEvent)
    sample = new_and_updated_records.sample

    assert adapter.validate_python(sample) == sample
    assert set(sample) == set(event_of(change(Kind.NEW, {}), "invoices", None))


@pytest.mark.parametrize(
    ("one", "moment"),
    [
        (change(Kind.NEW, {"CreatedDateUTC": "then"}), "2026-03-02T09:00:00.000Z"),
        (change(Kind.UPDATED, {"UpdatedDateUTC": "then"}), "2026-03-02T09:00:00.000Z"),
        (change(Kind.UPDATED, {"CreatedDateUTC": "then"}), None),
        (replace(change(Kind.UPDATED, {"UpdatedDateUTC": "then"}), swept=True), None),
        (replace(change(Kind.NEW, {}), moment=None), None),
        (change(Kind.DELETED), None),
    ],
)
def test_a_change_has_the_moment_that_xero_gives_it(one: Change, moment: str | None):
    assert event_of(one, "invoices", None)["changed_at"] == moment


def test_an_event_s_id_tells_records_kinds_organisations_and_versions_apart():
    one = change(Kind.NEW, {})
    ids = {
        event_of(one, "invoices", None)["id"],
        event_of(one, "contacts", None)["id"],
        event_of(one, "invoices", "tenant")["id"],
        event_of(change(Kind.UPDATED, {}), "invoices", None)["id"],
        event_of(Change(Kind.NEW, one.identifier, {}, b"other", START), "invoices", None)["id"],
    }

    assert len(ids) == 5
    assert event_of(one, "invoices", None)["id"] in ids


async def test_the_whole_trigger_takes_a_state_as_json_and_returns_one():
    xero = ModelXero()
    xero.fill(2)
    raw = {"object": "invoices"}
    async with xero.client() as client:
        first = await poll(component, KEY, raw, client)
        xero.create()
        second = await poll(component, KEY, raw, client, first.state)

    assert (first.events, first.more, list(first.notes)) == ([], False, [])
    [event] = second.events
    assert event["kind"] == "new"
    assert event["changed_at"] == "2026-03-02T09:00:00.000Z"
    assert event["tenant_id"] is not None
