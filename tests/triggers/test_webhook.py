from typing import Any

import pytest

from tests.triggers.deliveries import (
    EVENT,
    HEADER,
    INTENT_TO_RECEIVE,
    KEY,
    NEXT_KEY,
    body_of,
    hmac_by_hand,
)
from xero_component.core import HttpDelivery, TriggerReply
from xero_component.core.inputs import read_input
from xero_component.errors import InputError
from xero_component.triggers._events import WebhookDelivery
from xero_component.triggers.webhook import WebhookInput, webhook


def settings(**values: Any) -> WebhookInput:
    return read_input(WebhookInput, {"webhook_key": KEY, **values}, subject="Webhook")


def deliver(
    body: bytes, key: str | None = KEY, data: WebhookInput | None = None
) -> TriggerReply[WebhookDelivery]:
    headers = {} if key is None else {HEADER: hmac_by_hand(body, key)}
    return webhook(HttpDelivery(headers, body), data or settings())


def payload_of(body: bytes) -> WebhookDelivery:
    reply = deliver(body)
    assert reply.status == 200
    assert reply.payload is not None
    return reply.payload


def test_signed_events_start_a_flow():
    reply = deliver(body_of(EVENT, EVENT, first=7))

    assert (reply.status, reply.body, dict(reply.headers)) == (200, b"", {})
    assert reply.payload is not None
    assert len(reply.payload["events"]) == 2
    assert (reply.payload["firstEventSequence"], reply.payload["lastEventSequence"]) == (7, 8)


@pytest.mark.parametrize("key", [None, "another", "", KEY.upper()])
def test_without_the_right_signature_nothing_runs(key: str | None):
    reply = deliver(body_of(EVENT), key)

    assert (reply.status, reply.payload, reply.body) == (401, None, b"")


def test_the_signature_is_found_whatever_the_capitals_of_its_header():
    body = body_of(EVENT)
    delivery = HttpDelivery({"X-XERO-Signature": hmac_by_hand(body, KEY)}, body)

    assert webhook(delivery, settings()).status == 200


def test_intent_to_receive_is_answered_and_nothing_runs():
    assert deliver(INTENT_TO_RECEIVE) == TriggerReply(200)
    assert deliver(INTENT_TO_RECEIVE, "another") == TriggerReply(401)


BROKEN = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b'{"events":{}}',
    b'{"events":[1]}',
    b'{"events":"x"}',
    b"\xff\xfe",
    b"[" * 100_000,
    b"<html></html>",
]


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:20]))
def test_a_body_that_is_no_delivery_is_a_bad_request_when_it_is_signed(body: bytes):
    assert deliver(body) == TriggerReply(400)


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:20]))
def test_a_body_is_not_even_read_when_it_is_not_signed(body: bytes):
    assert deliver(body, "another") == TriggerReply(401)


def test_the_raw_bytes_are_signed_and_not_what_they_mean():
    body = body_of(EVENT)
    spaced = body.replace(b": ", b":")
    delivery = HttpDelivery({HEADER: hmac_by_hand(body, KEY)}, spaced)

    assert spaced != body
    assert webhook(delivery, settings()).status == 401


@pytest.mark.parametrize("key", [KEY, NEXT_KEY])
def test_both_keys_are_accepted_while_the_key_is_changed(key: str):
    data = settings(next_webhook_key=NEXT_KEY)

    assert deliver(body_of(EVENT), key, data).status == 200
    assert deliver(body_of(EVENT), "another", data).status == 401


@pytest.mark.parametrize("absent", [None, "", "  "])
def test_an_empty_second_key_is_none(absent: str | None):
    data = settings(next_webhook_key=absent)

    assert deliver(body_of(EVENT), KEY, data).status == 200
    assert deliver(body_of(EVENT), absent or "", data).status == 401


@pytest.mark.parametrize("key", ["", "  ", "\n"])
def test_an_empty_key_is_refused_before_any_delivery(key: str):
    with pytest.raises(InputError, match="webhook_key: must not be empty"):
        settings(webhook_key=key)


@pytest.mark.parametrize("pasted", [f" {KEY}", f"{KEY}\n", f"\t{KEY} \r\n"])
def test_space_around_a_pasted_key_is_no_part_of_it(pasted: str):
    assert deliver(body_of(EVENT), KEY, settings(webhook_key=pasted)).status == 200
    both = settings(webhook_key="another", next_webhook_key=pasted)
    assert deliver(body_of(EVENT), KEY, both).status == 200


def test_the_key_does_not_show():
    data = settings(next_webhook_key=NEXT_KEY)

    assert KEY not in repr(data)
    assert NEXT_KEY not in repr(data)


@pytest.mark.parametrize("category", ["CREDITNOTE", "PREPAYMENT", "SOMETHING_NEW", ""])
@pytest.mark.parametrize("kind", ["CREATE", "DELETE", "SOMETHING_NEW"])
def test_unknown_categories_and_types_pass(category: str, kind: str):
    event = {**EVENT, "eventCategory": category, "eventType": kind, "data": {"Type": "ACCREC"}}

    read = payload_of(body_of(event))["events"][0]

    assert (read["eventCategory"], read["eventType"]) == (category, kind)
    assert read["data"] == {"Type": "ACCREC"}


def test_fields_that_are_not_known_stay():
    payload: Any = payload_of(body_of({**EVENT, "newField": [1, 2]}, batchId="b-1"))

    assert payload["events"][0]["newField"] == [1, 2]
    assert payload["batchId"] == "b-1"


def test_what_only_varies_the_signature_is_left_out():
    assert "entropy" not in payload_of(body_of(EVENT, entropy="S0m3r4Nd0mt3xt"))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-06-21T01:15:39.902", "2026-06-21T01:15:39.902Z"),
        ("2026-06-21T01:15:39", "2026-06-21T01:15:39Z"),
        ("2026-06-21T01:15:39.902Z", "2026-06-21T01:15:39.902Z"),
        ("2026-06-21T11:15:39+10:00", "2026-06-21T01:15:39Z"),
        ("soon", "soon"),
    ],
)
def test_the_date_of_an_event_is_a_moment_in_utc(sent: str, read: str):
    assert payload_of(body_of({**EVENT, "eventDateUtc": sent}))["events"][0]["eventDateUtc"] == read


@pytest.mark.parametrize("number", [None, "1", True, 1.5, []])
def test_a_sequence_number_that_is_none_counts_as_zero(number: Any):
    payload = payload_of(body_of(EVENT, firstEventSequence=number))

    assert payload["firstEventSequence"] == 0


@pytest.mark.parametrize("body", [b"{}", b'{"events":null}'])
def test_a_signed_delivery_without_events_runs_nothing(body: bytes):
    assert deliver(body) == TriggerReply(200)
