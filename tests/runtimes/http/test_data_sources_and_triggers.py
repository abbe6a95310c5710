"""Pickers and polling triggers over HTTP, each answer held against the OpenAPI document."""

from decimal import Decimal
from typing import Any

import pytest

from tests.runtimes.http.site import Site, assert_fits, assert_problem
from xero_component.component import component
from xero_component.core import PollingTrigger

INPUTS: dict[str, dict[str, Any]] = {
    "contact_changed": {"fields": ["EmailAddress"]},
    "field_changed": {"object": "contacts", "field": "EmailAddress"},
    "new_and_updated_records": {"object": "invoices"},
}
"""What a trigger cannot do without."""
POLLING = [key for key, one in component.triggers.items() if isinstance(one, PollingTrigger)]


def answer_schema(site: Site, path: str, method: str) -> tuple[dict[str, Any], dict[str, Any]]:
    document = site.app.openapi()
    answers = document["paths"][path][method]["responses"]["200"]["content"]
    return document, answers["application/json"]["schema"]


@pytest.mark.parametrize("key", component.data_sources)
async def test_a_picker_offers_choices(quiet: Site, key: str) -> None:
    path = f"/data-sources/{key}"
    reply = await quiet.caller.get(path, params={"page_size": 3})
    assert reply.status_code == 200, reply.text
    assert_fits(*answer_schema(quiet, path, "get"), reply.content)
    assert len(reply.json()["items"]) <= 3


async def test_a_picker_is_searched_and_paged(site: Site) -> None:
    path = "/data-sources/contacts"
    pages = [
        (await site.caller.get(path, params={"page": page, "page_size": 5})).json()["items"]
        for page in (1, 2)
    ]
    assert pages[0] != pages[1]
    label = pages[0][0]["label"]
    found = (await site.caller.get(path, params={"search": label})).json()["items"]
    assert label in [one["label"] for one in found]
    wrong = await site.caller.get(path, params={"page_size": 101})
    assert_problem(wrong, 422, "parameters")


@pytest.mark.parametrize("key", POLLING)
async def test_a_trigger_is_switched_on_polled_and_tested(quiet: Site, key: str) -> None:
    given = {"input": INPUTS.get(key, {})}
    first = await quiet.caller.post(f"/triggers/{key}/poll", json=given)
    assert first.status_code == 200, first.text
    assert_fits(*answer_schema(quiet, f"/triggers/{key}/poll", "post"), first.content)
    again = {**given, "state": first.json()["state"]}
    second = await quiet.caller.post(f"/triggers/{key}/poll", json=again)
    assert second.status_code == 200, second.text
    assert_fits(*answer_schema(quiet, f"/triggers/{key}/poll", "post"), second.content)
    tested = await quiet.caller.post(f"/triggers/{key}/latest", json=given)
    assert tested.status_code == 200, tested.text
    assert_fits(*answer_schema(quiet, f"/triggers/{key}/latest", "post"), tested.content)


async def test_what_happened_is_told_once_with_all_its_digits(site: Site) -> None:
    path = "/triggers/new_and_updated_records/poll"
    asked: dict[str, Any] = {"input": {"object": "items"}, "state": None}
    asked["state"] = (await site.caller.post(path, json=asked)).json()["state"]
    site.sandbox.clock.advance(600)
    item = {"item_code": "LAMP", "sales_unit_price": "9876543210.1250"}
    made = await site.act("create_item", item)
    assert made.status_code == 200, made.text
    site.sandbox.clock.advance(600)
    found = await site.caller.post(path, json=asked)
    [event] = found.json(parse_float=Decimal)["events"]
    assert "LAMP" in str(event)
    assert "9876543210.1250" in found.text
    later = await site.caller.post(path, json={**asked, "state": found.json()["state"]})
    assert later.json()["events"] == []


@pytest.mark.parametrize(
    "state", [{}, {"version": 99}, {"version": 1}, {"version": 1, "known": {"a": 1}}]
)
async def test_a_state_that_is_none_is_refused(quiet: Site, state: dict[str, Any]) -> None:
    asked = {"input": {"object": "items"}, "state": state}
    reply = await quiet.caller.post("/triggers/new_and_updated_records/poll", json=asked)
    assert_problem(reply, 422, "input")


@pytest.mark.parametrize("body", [{}, {"input": []}, {"input": {}, "stat": {}}, {"input": None}])
async def test_a_poll_without_an_input_is_refused(quiet: Site, body: dict[str, Any]) -> None:
    reply = await quiet.caller.post("/triggers/new_and_updated_records/poll", json=body)
    assert_problem(reply, 422, "input")
    assert quiet.sent() == []
