"""Deliveries that come twice, out of order, late or not at all."""

import json
from itertools import groupby
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.fake_ledger import FakeLedger, change
from tests.sandbox.receiver import Receiver
from xero_component.sandbox import Sandbox, parse_fault

KINDS = ("webhook-repeat", "webhook-repeat-events", "webhook-reorder", "webhook-lose")


async def deliver(sandbox: Sandbox, *numbers: int) -> None:
    """Send each number as a delivery of its own."""
    for number in numbers:
        sandbox.webhooks.note(change(number))
        await sandbox.webhooks.flush()


def numbers(body: bytes) -> list[str]:
    return [event["resourceId"] for event in json.loads(body)["events"]]


def sequences(bodies: list[bytes]) -> list[int]:
    return [json.loads(body)["firstEventSequence"] for body in bodies]


async def test_repeated_delivery_is_the_same_byte_for_byte(
    listened: Sandbox, receiver: Receiver
) -> None:
    listened.faults.add(parse_fault("webhook-repeat"))
    await deliver(listened, 1, 2)
    first, again, second = receiver.all()
    assert first == again
    assert (numbers(first), numbers(second)) == (["1"], ["2"])


async def test_repeated_events_come_in_a_delivery_with_numbers_of_its_own(
    listened: Sandbox, receiver: Receiver
) -> None:
    listened.faults.add(parse_fault("webhook-repeat-events"))
    await deliver(listened, 1, 2)
    bodies = receiver.all()
    assert sequences(bodies) == [1, 2, 3]
    first, again, _ = (json.loads(body) for body in bodies)
    assert first["events"] == again["events"]
    assert first["entropy"] != again["entropy"]


async def test_reordered_delivery_comes_after_the_next(
    listened: Sandbox, receiver: Receiver
) -> None:
    listened.faults.add(parse_fault("webhook-reorder*2"))
    await deliver(listened, 1)
    assert receiver.all() == []
    assert listened.webhooks.state()["held_back"] == 1
    await deliver(listened, 2, 3, 4, 5)
    assert sequences(receiver.all()) == [2, 1, 4, 3, 5]
    assert listened.webhooks.state()["held_back"] == 0


async def test_delivery_that_waits_for_a_next_one_comes_when_time_passes(
    listened: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    listened.faults.add(parse_fault("webhook-reorder"))
    await deliver(listened, 1)
    await http.post("/sandbox/clock", json={"advance": 899})
    assert receiver.all() == []
    await http.post("/sandbox/clock", json={"advance": 1})
    assert sequences(receiver.all()) == [1]


async def test_lost_delivery_leaves_a_gap_until_it_is_asked_for(
    listened: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    listened.faults.add(parse_fault("webhook-lose"))
    await deliver(listened, 1, 2)
    await http.post("/sandbox/clock", json={"advance": 3600})
    assert sequences(receiver.all()) == [2]
    assert listened.webhooks.state()["undelivered"] == 1
    answer = (await http.post("/sandbox/webhooks/redeliver")).json()
    assert (answer["delivered"], answer["undelivered"]) == (1, 0)
    assert sequences(receiver.all()) == [1]


async def test_held_delivery_can_be_asked_for(listened: Sandbox, receiver: Receiver) -> None:
    listened.faults.add(parse_fault("webhook-reorder"))
    await deliver(listened, 1)
    assert await listened.webhooks.redeliver() == 1
    assert sequences(receiver.all()) == [1]


async def test_reset_forgets_what_was_held_back(listened: Sandbox) -> None:
    listened.faults.add(parse_fault("webhook-reorder"))
    await deliver(listened, 1)
    listened.reset()
    assert listened.webhooks.state()["held_back"] == 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*KINDS, ""]), max_size=8))
def test_whatever_goes_wrong_everything_arrives_in_the_end(
    receiver: Receiver, kinds: list[str]
) -> None:
    sandbox = Sandbox(ledger=FakeLedger(), webhook_url=receiver.url)
    receiver.all()

    async def go_wrong() -> None:
        for number, kind in enumerate(kinds):
            if kind:
                sandbox.faults.add(parse_fault(kind))
            await deliver(sandbox, number)
        await sandbox.webhooks.redeliver()

    anyio.run(go_wrong)
    bodies: dict[int, Any] = {}
    for body in receiver.all():
        first = json.loads(body)["firstEventSequence"]
        assert bodies.setdefault(first, body) == body
    arrived = [number for first in sorted(bodies) for number in numbers(bodies[first])]
    assert [number for number, _ in groupby(arrived)] == [str(one) for one in range(len(kinds))]
    assert sorted(bodies) == list(range(1, len(bodies) + 1))


@pytest.mark.parametrize("kind", KINDS)
async def test_fault_strikes_deliveries_until_it_is_used_up(
    listened: Sandbox, receiver: Receiver, kind: str
) -> None:
    listened.faults.add(parse_fault(f"{kind}*2"))
    await deliver(listened, 1, 2, 3, 4, 5)
    assert listened.faults.pending() == []
    receiver.all()
    await deliver(listened, 6)
    assert [numbers(body) for body in receiver.all()] == [["6"]]
