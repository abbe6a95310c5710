"""What nobody accepts is tried again by the sandbox's clock, for a day."""

import anyio
import httpx
import pytest

from tests.sandbox.fake_ledger import change
from tests.sandbox.receiver import Receiver
from xero_component.sandbox import Sandbox
from xero_component.sandbox.webhook_outbox import KEPT_FOR, RETRIED_FOR, RETRY_EVERY

QUARTER = RETRY_EVERY.total_seconds()
DAY = RETRIED_FOR.total_seconds()


@pytest.fixture
async def failed(listened: Sandbox, receiver: Receiver) -> Sandbox:
    """A sandbox with a delivery that was refused three times."""
    receiver.failures = 10**6
    listened.webhooks.note(change(1))
    await listened.webhooks.flush()
    return listened


async def advance(http: httpx.AsyncClient, seconds: float) -> None:
    assert (await http.post("/sandbox/clock", json={"advance": seconds})).status_code == 200


async def test_refused_delivery_is_tried_again_after_a_quarter_of_an_hour(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    assert failed.webhooks.state()["next_retry"] == "2026-03-02T09:45:00+00:00"
    receiver.failures = 0
    await advance(http, QUARTER - 1)
    assert receiver.all() == []
    await advance(http, 1)
    assert len(receiver.all()) == 1
    assert failed.webhooks.state()["undelivered"] == 0
    await advance(http, DAY)
    assert receiver.all() == []


async def test_each_quarter_of_an_hour_is_one_try(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    before = receiver.failures
    for _ in range(4):
        await advance(http, QUARTER)
    assert before - receiver.failures == 4
    await advance(http, 0)
    assert before - receiver.failures == 4


async def test_after_a_day_the_webhook_is_disabled_and_events_are_kept(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    await advance(http, DAY - 1)
    assert failed.webhooks.state()["enabled"] is True
    await advance(http, QUARTER)
    assert failed.webhooks.state()["enabled"] is False
    assert failed.webhooks.state()["next_retry"] is None
    before = receiver.failures
    failed.webhooks.note(change(2))
    await failed.webhooks.flush()
    await advance(http, DAY)
    assert receiver.failures == before
    state = failed.webhooks.state()
    assert (state["pending_events"], state["undelivered"]) == (1, 1)


async def test_enabling_again_brings_what_was_kept_in_order(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    await advance(http, DAY)
    failed.webhooks.note(change(2))
    refused = (await http.post("/sandbox/webhooks/enable")).json()
    assert (refused["passed"], refused["enabled"]) == (False, False)
    receiver.failures = 0
    enabled = (await http.post("/sandbox/webhooks/enable")).json()
    assert (enabled["passed"], enabled["enabled"]) == (True, True)
    assert (enabled["pending_events"], enabled["undelivered"]) == (0, 0)
    checks = [receiver.next()["events"] for _ in range(2)]
    assert checks == [[], []]
    assert [receiver.next()["firstEventSequence"] for _ in range(2)] == [1, 2]


async def test_the_day_is_counted_anew_after_the_webhook_was_enabled(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    await advance(http, DAY)
    failed.webhooks.url = receiver.url
    await advance(http, QUARTER)
    assert failed.webhooks.state()["enabled"] is True
    await advance(http, DAY)
    assert failed.webhooks.state()["enabled"] is False


async def test_events_are_kept_for_a_month(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    await advance(http, DAY)
    failed.webhooks.note(change(2))
    await advance(http, KEPT_FOR.total_seconds() - DAY + 1)
    receiver.failures = 0
    await http.post("/sandbox/webhooks/enable")
    delivered = [body for body in receiver.all() if b'"events":[]' not in body]
    assert len(delivered) == 1
    assert b'"resourceId":"2"' in delivered[0]
    failed.webhooks.note(change(3))
    failed.clock.advance(KEPT_FOR.total_seconds() + 1)
    assert await failed.webhooks.retry() == 0
    assert failed.webhooks.state()["pending_events"] == 0


async def test_without_a_url_nothing_is_tried(
    failed: Sandbox, receiver: Receiver, http: httpx.AsyncClient
) -> None:
    failed.webhooks.url = None
    before = receiver.failures
    await advance(http, QUARTER)
    assert receiver.failures == before
    assert (await http.post("/sandbox/webhooks/enable")).status_code == 400


async def test_running_sandbox_tries_again_when_its_clock_is_moved(
    failed: Sandbox, receiver: Receiver
) -> None:
    receiver.failures = 0
    with failed.serve():
        failed.clock.advance(QUARTER)
        delivered = await anyio.to_thread.run_sync(receiver.next)
    assert delivered["firstEventSequence"] == 1
