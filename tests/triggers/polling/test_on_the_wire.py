"""What a poll sends to Xero: the requests, exactly, and how many."""

from datetime import timedelta
from typing import Any, get_args

import httpx
import pytest

from tests.clocks import START
from tests.triggers.polling.conftest import Open
from tests.triggers.polling.model import ModelXero
from xero_component.catalogue.objects import OBJECTS
from xero_component.triggers.new_and_updated_records import PolledObject

EVERY_OBJECT = get_args(PolledObject)
PAGED = {"page": "1", "pageSize": "1000"}
IN_ORDER = {"order": "UpdatedDateUTC ASC", **PAGED}
EXACT = {"unitdp": "4"}

PARAMETERS: dict[str, dict[str, str]] = {
    "accounts": {},
    "bank_transactions": IN_ORDER | EXACT,
    "bank_transfers": {"includeDeleted": "true"},
    "batch_payments": {},
    "contacts": IN_ORDER | {"includeArchived": "true"},
    "credit_notes": IN_ORDER | EXACT,
    "invoices": IN_ORDER | EXACT | {"includeArchived": "true"},
    "items": EXACT,
    "journals": {"offset": "3"},
    "linked_transactions": {"page": "1"},
    "manual_journals": PAGED,
    "overpayments": IN_ORDER | EXACT,
    "payments": IN_ORDER,
    "prepayments": IN_ORDER | EXACT,
    "purchase_orders": IN_ORDER,
    "quotes": {"order": "UpdatedDateUTC ASC", "page": "1"},
    "users": {},
}
"""Query parameters of the one call of a poll that finds nothing."""
UNDATED = {"journals", "linked_transactions"}
"""Objects that are asked for without If-Modified-Since."""


def asked(request: httpx.Request) -> tuple[str, str, dict[str, Any]]:
    return request.method, request.url.path, dict(request.url.params)


def test_every_object_with_a_cursor_can_be_polled():
    with_cursor = {key for key, obj in OBJECTS.items() if obj.cursor_field}
    withdrawn = {key for key, obj in OBJECTS.items() if obj.withdrawn}

    assert set(EVERY_OBJECT) == set(PARAMETERS)
    assert set(EVERY_OBJECT) <= with_cursor
    assert with_cursor - set(EVERY_OBJECT) <= withdrawn


@pytest.mark.parametrize("key", EVERY_OBJECT)
async def test_a_poll_that_finds_nothing_costs_one_call(hosted: Open, key: str):
    xero = ModelXero(key)
    xero.fill(3)
    host = hosted(xero)
    await host.poll()
    xero.requests.clear()
    xero.advance(hours=2)

    assert await host.poll() == []
    [request] = xero.requests
    assert asked(request) == ("GET", f"/api.xro/2.0/{OBJECTS[key].path}", PARAMETERS[key])
    assert request.headers["Accept"] == "application/json"
    since = None if key in UNDATED else xero.rows[3].changed.strftime("%Y-%m-%dT%H:%M:%S")
    assert request.headers.get("If-Modified-Since") == since


@pytest.mark.parametrize("key", EVERY_OBJECT)
async def test_switching_on_asks_for_everything(hosted: Open, key: str):
    xero = ModelXero(key)
    xero.fill(3)
    await hosted(xero).poll()

    first = xero.requests[0]
    assert "If-Modified-Since" not in first.headers
    begun = {"offset": "0"} if key == "journals" else {}
    assert asked(first) == (
        "GET", f"/api.xro/2.0/{OBJECTS[key].path}", PARAMETERS[key] | begun
    )  # fmt: skip


@pytest.mark.parametrize("key", [key for key in EVERY_OBJECT if key != "journals"])
async def test_what_is_found_costs_no_call_more(hosted: Open, key: str):
    xero = ModelXero(key)
    xero.fill(3)
    host = hosted(xero)
    await host.poll()
    xero.requests.clear()
    xero.edit(1)
    made = xero.create()

    found = {event["record_id"]: event["kind"] for event in await host.poll()}
    assert found == {xero.name(1): "updated", xero.name(made): "new"}
    assert len(xero.requests) == 1


async def test_a_comparison_costs_a_count_and_its_pages(hosted: Open):
    xero = ModelXero()
    xero.fill(3)
    host = hosted(xero, compare_every=timedelta(days=1))
    await host.poll()
    xero.requests.clear()
    xero.advance(days=2)
    await host.poll()

    always = {"includeArchived": "true", "unitdp": "4"}
    assert [dict(request.url.params) for request in xero.requests] == [
        IN_ORDER | always,
        {"page": "1", "pageSize": "1", **always},
        {"page": "1", "pageSize": "1000", "order": "InvoiceID ASC", **always},
    ]


async def test_soon_after_a_change_the_poll_begins_two_minutes_before_it_looked(hosted: Open):
    xero = ModelXero()
    xero.rows[1] = xero.rows.get(1) or _row(xero)
    host = hosted(xero)
    await host.poll()
    xero.advance(seconds=30)
    await host.poll()

    since = [request.headers.get("If-Modified-Since") for request in xero.requests]
    assert since == [None, (START - timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M:%S")]


def _row(xero: ModelXero) -> Any:
    return xero.rows[xero.create()]


@pytest.mark.parametrize("key", ["invoices", "quotes", "manual_journals", "items"])
async def test_the_age_of_an_unknown_record_is_asked_of_its_history(hosted: Open, key: str):
    xero = ModelXero(key)
    xero.fill(2)
    start = xero.now - timedelta(hours=1)
    xero.edit(1)
    await hosted(xero, start_from=start).poll()

    histories = [request.url.path for request in xero.requests if "History" in request.url.path]
    assert histories == [f"/api.xro/2.0/{OBJECTS[key].path}/{xero.name(1)}/History"]


async def test_the_age_of_a_transfer_stands_in_it(hosted: Open):
    xero = ModelXero("bank_transfers")
    xero.fill(2)
    key = xero.create()
    [event] = await hosted(xero, start_from=START - timedelta(hours=1)).poll()

    assert (event["record_id"], event["kind"]) == (xero.name(key), "new")
    assert all("History" not in request.url.path for request in xero.requests)
