"""Which events start a flow, and how many runs they make."""

import json
from typing import Any

import pytest

from tests.triggers.deliveries import EVENT, HEADER, KEY, body_of, hmac_by_hand
from xero_component.core import HttpDelivery
from xero_component.core.inputs import read_input
from xero_component.errors import InputError
from xero_component.triggers import (
    WebhookDelivery,
    WebhookInput,
    known_event,
    receive_webhook,
    runs_of,
)
from xero_component.triggers.webhook import SAMPLE, webhook

OTHER = "0f1b2c3d-0000-4c7d-93cc-f02b81b0594f"
CREATED = {**EVENT, "eventType": "CREATE", "eventCategory": "INVOICE", "tenantId": OTHER}
NEW = {**EVENT, "eventCategory": "SOMETHING_NEW", "eventType": "SOMETHING_ELSE"}


def settings(**values: Any) -> WebhookInput:
    return read_input(WebhookInput, {"webhook_key": KEY, **values}, subject="Webhook")


def deliver(data: WebhookInput) -> WebhookDelivery | None:
    body = body_of(EVENT, CREATED, NEW, first=5)
    reply = webhook(HttpDelivery({HEADER: hmac_by_hand(body, KEY)}, body), data)
    assert reply.status == 200
    return reply.payload


@pytest.mark.parametrize(
    ("filters", "categories"),
    [
        ({}, ["CONTACT", "INVOICE", "SOMETHING_NEW"]),
        ({"categories": None, "organisations": None}, ["CONTACT", "INVOICE", "SOMETHING_NEW"]),
        ({"categories": ["invoice"]}, ["INVOICE"]),
        ({"categories": ["Something_New", " CONTACT "]}, ["CONTACT", "SOMETHING_NEW"]),
        ({"event_types": ["create", "update"]}, ["CONTACT", "INVOICE"]),
        ({"organisations": [OTHER.upper()]}, ["INVOICE"]),
        ({"organisations": [OTHER], "event_types": ["UPDATE"]}, []),
    ],
)
def test_filters_say_which_events_start_the_flow(filters: Any, categories: list[str]):
    payload = deliver(settings(**filters))

    found = [one["eventCategory"] for one in payload["events"]] if payload else []
    assert found == categories
    assert payload is None or payload["firstEventSequence"] == 5


@pytest.mark.parametrize("name", ["organisations", "categories", "event_types"])
@pytest.mark.parametrize("value", [[], "INVOICE", [1], [""], ["INVOICE", None]])
def test_a_filter_that_is_none_is_refused(name: str, value: Any):
    with pytest.raises(InputError, match=name):
        settings(**{name: value})


def test_a_run_has_the_whole_delivery_or_one_event():
    payload = deliver(settings())
    assert payload is not None

    assert runs_of(payload, settings()) == [payload]
    single = runs_of(payload, settings(one_run_per_event=True))
    assert [run["events"] for run in single] == [[one] for one in payload["events"]]
    assert {run["lastEventSequence"] for run in single} == {7}


def test_runs_are_made_of_the_events_that_a_flow_wants():
    payload = deliver(settings())
    assert payload is not None
    wanted = settings(categories=["INVOICE"], one_run_per_event=True)

    assert [run["events"][0]["eventType"] for run in runs_of(payload, wanted)] == ["CREATE"]
    assert runs_of(payload, settings(categories=["NOTHING"])) == []


def test_a_known_category_has_a_type_of_its_own():
    body = body_of({**EVENT, "eventCategory": "CREDITNOTE", "data": {"Type": "ACCPAYCREDIT"}}, NEW)
    reply = receive_webhook({HEADER: hmac_by_hand(body, KEY)}, body, [KEY])
    assert reply.payload is not None
    note, unknown = reply.payload["events"]

    found = known_event(note)
    assert found is note
    assert found["eventCategory"] == "CREDITNOTE"
    assert found["data"]["Type"] == "ACCPAYCREDIT"
    assert known_event(unknown) is None
    assert known_event({}) is None


def test_the_sample_is_a_delivery_that_would_be_read():
    body = json.dumps(SAMPLE).encode()
    reply = receive_webhook({HEADER: hmac_by_hand(body, KEY)}, body, [KEY])

    assert reply.payload == SAMPLE
