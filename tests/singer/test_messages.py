"""The messages: schemas before rows, states after them, versions for what is gone."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from tests.singer.conftest import Reads, Run, selected
from tests.singer.home import Home
from xero_component.errors import InputError
from xero_component.runtimes.singer import chosen_streams, discover
from xero_component.sync import STREAMS, Outcome

LONG_AGO = {"looked_at": "2026-01-01T00:00:00+00:00", "swept_at": "2026-01-01T00:00:00+00:00"}


def checked(run: Run) -> Run:
    """Hold every record against the schema that came before it, and the order of the rest."""
    validators: dict[str, jsonschema.Draft7Validator] = {}
    unstated = 0
    for message in run.messages:
        match message["type"]:
            case "SCHEMA":
                jsonschema.Draft7Validator.check_schema(message["schema"])
                checker = jsonschema.Draft7Validator.FORMAT_CHECKER
                validators[message["stream"]] = jsonschema.Draft7Validator(
                    message["schema"], format_checker=checker
                )
            case "RECORD":
                validators[message["stream"]].validate(message["record"])
                unstated += 1
            case "STATE":
                unstated = 0
    assert unstated == 0, "rows came after the last state"
    return run


def sweep_is_due(state: Any, stream: str) -> Any:
    state["bookmarks"][stream] |= LONG_AGO
    return state


async def test_every_record_fits_its_schema_and_stands_before_a_state(read: Reads):
    run = checked(await read(*STREAMS))

    complete = [key for key, one in run.report.streams.items() if one.outcome is Outcome.COMPLETE]
    assert len(complete) > 15
    for key in complete:
        [schema] = run.of("SCHEMA", key)
        assert schema["key_properties"] == [STREAMS[key].primary_key]
        assert schema["bookmark_properties"] == (
            [STREAMS[key].cursor] if STREAMS[key].cursor else []
        )
        assert len(run.records(key)) == run.report.streams[key].written > 0


async def test_amounts_have_every_digit_and_days_stay_days(read: Reads):
    run = await read("invoices")
    exact = [
        one["record"]
        for one in map(msgspec.json.Decoder(float_hook=Decimal).decode, run.lines.splitlines())
        if one["type"] == "RECORD"
    ]
    assert str(exact[0]["Total"]) == "6050.00"
    assert str(exact[0]["LineItems"][0]["UnitAmount"]) == "5500.0000"
    assert exact[0]["Date"] == datetime.fromisoformat(exact[0]["Date"]).date().isoformat()


async def test_a_stream_that_is_closed_is_told_and_stops_no_other(read: Reads):
    run = checked(await read("budgets", "items", "receipts"))

    outcomes = {key: one.outcome for key, one in run.report.streams.items()}
    assert outcomes == {
        "budgets": Outcome.UNAVAILABLE,
        "items": Outcome.COMPLETE,
        "receipts": Outcome.UNAVAILABLE,
    }
    assert run.records("items")


async def test_the_next_run_sends_what_changed_alone(read: Reads, home: Home):
    first = await read("contacts")
    home.sandbox.edit("touch", "Contacts")
    second = checked(await read("contacts", state=first.state))

    assert len(first.records("contacts")) > 5
    assert len(second.records("contacts")) < len(first.records("contacts"))
    assert second.of("ACTIVATE_VERSION") == []
    versions = {one["version"] for one in (*first.of("RECORD"), *second.of("RECORD"))}
    assert versions == {first.of("ACTIVATE_VERSION")[0]["version"]}


async def test_a_list_without_a_cursor_comes_whole_under_a_new_version(read: Reads):
    first = checked(await read("currencies"))
    second = checked(await read("currencies", state=first.state))

    [before], [after] = first.of("ACTIVATE_VERSION"), second.of("ACTIVATE_VERSION")
    assert after["version"] > before["version"]
    assert second.records("currencies") == first.records("currencies")
    assert {one["version"] for one in second.of("RECORD")} == {after["version"]}
    assert [one["type"] for one in second.messages[-3:]] == ["ACTIVATE_VERSION", "STATE", "STATE"]


async def test_a_sweep_sends_everything_anew_so_that_the_target_drops_what_is_gone(
    read: Reads, home: Home
):
    first = await read("items")
    home.sandbox.edit("delete", "Items")
    second = checked(await read("items", state=sweep_is_due(first.state, "items")))

    [activated] = second.of("ACTIVATE_VERSION")
    alive = [one for one in second.of("RECORD") if one["version"] == activated["version"]]
    assert len(alive) == len(first.records("items")) - 1
    assert second.state["bookmarks"]["items"]["version"] == activated["version"]


async def test_without_sweeps_no_version_is_told_of_streams_with_a_cursor(read: Reads):
    run = checked(await read("items", "currencies", sweep_days=0))

    assert [one["stream"] for one in run.of("ACTIVATE_VERSION")] == ["currencies"]
    assert all("version" not in one for one in run.of("RECORD", "items"))
    again = await read("items", state=sweep_is_due(run.state, "items"), sweep_days=0)
    assert again.of("ACTIVATE_VERSION") == []


async def test_a_stream_that_is_wanted_whole_comes_whole_each_time(read: Reads):
    catalog = selected("items", whole={"replication-method": "FULL_TABLE"})
    first = checked(await read(catalog=catalog, start_date="2030-01-01T00:00:00Z"))
    second = checked(await read(catalog=catalog, state=first.state))

    assert len(second.records("items")) == len(first.records("items")) > 0
    versions = [run.of("ACTIVATE_VERSION")[0]["version"] for run in (first, second)]
    assert versions[0] < versions[1]


async def test_the_start_date_leaves_older_rows_out_until_it_is_moved(read: Reads):
    late = await read("invoices", start_date="2026-11-01")
    moved = checked(await read("invoices", state=late.state, start_date="2020-01-01T00:00:00Z"))

    start = datetime(2026, 11, 1, tzinfo=UTC)
    moments = [datetime.fromisoformat(one["UpdatedDateUTC"]) for one in late.records("invoices")]
    assert moments
    assert min(moments) >= start
    everything = {one["InvoiceID"] for one in moved.records("invoices")}
    assert everything > {one["InvoiceID"] for one in late.records("invoices")}


async def test_a_state_of_another_tap_for_xero_is_taken_over(read: Reads):
    state = {"bookmarks": {"invoices": {"UpdatedDateUTC": "2026-10-01T00:00:00.000000Z"}}}
    run = checked(await read("invoices", state=state))

    assert 0 < len(run.records("invoices")) < len((await read("invoices")).records("invoices"))
    assert run.of("ACTIVATE_VERSION") == []
    swept = checked(await read("invoices", state=sweep_is_due(run.state, "invoices")))
    assert len(swept.of("ACTIVATE_VERSION")) == 1


async def test_fields_that_are_not_wanted_stay_out(read: Reads):
    fields = {"LineItems": {"selected": False}, "InvoiceID": {"selected": False}}
    catalog = selected("invoices", fields=fields)
    entry = next(one for one in catalog["streams"] if one["stream"] == "invoices")
    inner = ["properties", "Contact", "properties", "Name"]
    entry["metadata"].append({"breadcrumb": inner, "metadata": {"selected": False}})
    del entry["schema"]["properties"]["Url"]
    run = checked(await read(catalog=catalog))

    [schema] = run.of("SCHEMA")
    assert not {"LineItems", "Url"} & schema["schema"]["properties"].keys()
    for record in run.records("invoices"):
        assert "LineItems" not in record
        assert "InvoiceID" in record, "the key is always there"
        assert record["Contact"].keys() >= {"ContactID"}
        assert "Name" not in record["Contact"]


async def test_a_run_begins_with_the_stream_at_which_the_last_one_stopped(read: Reads):
    state = {"bookmarks": {}, "currently_syncing": "currencies"}
    run = await read("accounts", "currencies", "items", state=state)

    streams = [one["stream"] for one in run.of("SCHEMA")]
    assert streams == ["currencies", "items", "accounts"]
    assert "currently_syncing" not in run.state


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"bookmarks": {"invoices": {"UpdatedDateUTC": "tomorrow"}}}, "bookmark of invoices"),
        ({"bookmarks": {"invoices": {"UpdatedDateUTC": 5}}}, "bookmark of invoices"),
        ({"bookmarks": {"invoices": [1]}}, "bookmark of invoices"),
        ({"bookmarks": []}, None),
        ({"bookmarks": "x"}, "no bookmarks"),
        ([], "not a JSON object"),
        ({"tenant_id": "0000", "bookmarks": {}}, "another"),
    ],
)
async def test_a_state_that_makes_no_sense_is_refused(read: Reads, state: Any, said: str | None):
    if said is None:
        assert (await read("invoices", state=state)).records("invoices")
        return
    with pytest.raises(InputError) as refused:
        await read("invoices", state=state)
    assert said in str(refused.value) or "organisation 0000" in str(refused.value)


def test_the_catalog_tells_keys_cursors_and_what_is_open():
    catalog = {one["stream"]: one for one in discover({"accounting.settings.read"})["streams"]}

    assert catalog.keys() == STREAMS.keys()
    accounts, currencies = catalog["accounts"], catalog["currencies"]
    assert accounts["metadata"][0]["metadata"] == {
        "inclusion": "available",
        "selected-by-default": True,
        "table-key-properties": ["AccountID"],
        "valid-replication-keys": ["UpdatedDateUTC"],
    }
    assert currencies["replication_method"] == "FULL_TABLE"
    assert catalog["invoices"]["metadata"][0]["metadata"]["selected-by-default"] is False
    chosen = {one.stream.key for one in chosen_streams({"streams": list(catalog.values())})}
    assert "accounts" in chosen
    assert not {"invoices", "journals", "receipts"} & chosen


@pytest.mark.parametrize(
    "catalog",
    [
        [],
        {"streams": {}},
        {"streams": ["invoices"]},
        {"streams": [{"stream": "invices", "selected": True}]},
        {
            "streams": [
                {
                    "stream": "invoices",
                    "metadata": [
                        {
                            "breadcrumb": [],
                            "metadata": {"selected": True, "replication-method": "LOG_BASED"},
                        }
                    ],
                }
            ]
        },
    ],
)
def test_a_catalog_that_makes_no_sense_is_refused(catalog: Any):
    with pytest.raises(InputError):
        chosen_streams(catalog)


async def test_nothing_chosen_sends_nothing(read: Reads, tmp_path: Path):
    run = await read(catalog={"streams": []})

    assert run.messages == []
