"""Retries and time as a user sets them, on a clock that a test moves."""

from typing import Any

import anyio
import httpx
import pytest

from tests.actions.wire import Held, Run, Wire
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.limits import Limits
from xero_component.component import component
from xero_component.core import invoke
from xero_component.errors import (
    OutcomeUnknownError,
    RateLimitError,
    UnavailableError,
    XeroComponentError,
)

READ = {"url": "/X", "method": "GET"}
WRITE = {"url": "/X", "method": "POST", "data": {"a": 1}}


async def test_nothing_is_retried_unless_asked_for(run: Run, wire: Wire, clock: FakeClock):
    wire.answer(status=503, content=b"")

    with pytest.raises(UnavailableError):
        await run("raw_request", **READ)

    assert (len(wire.sent), clock.sleeps) == (1, [])


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failure_of_xero_is_retried_after_the_delay(
    run: Run, wire: Wire, clock: FakeClock, status: int
):
    for _ in range(2):
        wire.answer(status=status, content=b"")
    wire.answer({"ok": True})

    output = await run("raw_request", **READ, max_retry_count=2, retry_delay_ms=1500)

    assert output["data"] == {"ok": True}
    assert clock.sleeps == [1.5, 1.5]


async def test_a_network_error_is_retried(run: Run, wire: Wire):
    wire.fail(httpx.ConnectError("refused"))
    wire.fail(httpx.ReadError("reset"))
    wire.answer({})

    await run("raw_request", **READ, max_retry_count=2)

    assert len(wire.sent) == 3


async def test_the_count_is_how_many_times_it_is_tried_again(
    run: Run, wire: Wire, clock: FakeClock
):
    for _ in range(4):
        wire.answer(status=503, content=b"")

    with pytest.raises(UnavailableError):
        await run("raw_request", **READ, max_retry_count=3, retry_delay_ms=10)

    assert len(wire.sent) == 4
    assert clock.sleeps == [0.01] * 3


@pytest.mark.parametrize("status", [302, 400, 404, 429])
async def test_what_xero_refuses_is_retried_only_when_asked_for(run: Run, wire: Wire, status: int):
    wire.answer({}, status=status)
    with pytest.raises(XeroComponentError) as found:
        await run("raw_request", **READ, max_retry_count=3)
    assert found.value.status == status
    assert len(wire.sent) == 1

    wire.answer({}, status=status)
    wire.answer({"ok": True})
    output = await run("raw_request", **READ, max_retry_count=3, retry_on_all_errors=True)
    assert output["data"] == {"ok": True}
    assert len(wire.sent) == 3


async def test_backoff_doubles_the_wait_and_ignores_the_delay(
    run: Run, wire: Wire, clock: FakeClock
):
    for _ in range(4):
        wire.answer(status=503, content=b"")
    wire.answer({})

    await run(
        "raw_request",
        **READ,
        max_retry_count=4,
        retry_delay_ms=60_000,
        use_exponential_backoff=True,
    )

    for wait, middle in zip(clock.sleeps, (0.5, 1.0, 2.0, 4.0), strict=True):
        assert middle * 0.75 <= wait <= middle * 1.25


async def test_a_wait_that_xero_asks_for_is_kept(run: Run, wire: Wire, clock: FakeClock):
    wire.answer({}, status=429, headers={"Retry-After": "20", "X-Rate-Limit-Problem": "concurrent"})
    wire.answer({})

    await run(
        "raw_request", **READ, max_retry_count=1, retry_delay_ms=100, retry_on_all_errors=True
    )

    assert clock.sleeps == [20.0]


async def test_a_used_up_day_is_never_waited_for(run: Run, wire: Wire, clock: FakeClock):
    wire.answer({}, status=429, headers={"Retry-After": "9", "X-Rate-Limit-Problem": "day"})

    with pytest.raises(RateLimitError):
        await run("raw_request", **READ, max_retry_count=5, retry_on_all_errors=True)

    assert (len(wire.sent), clock.sleeps) == (1, [])


async def test_a_write_is_repeated_with_the_same_key_and_bytes(run: Run, wire: Wire):
    form: dict[str, Any] = {"url": "/X", "method": "PUT", "file_data": {"f": b"1"}}
    wire.answer(status=500, content=b"")
    wire.fail(httpx.ReadTimeout("slow"))
    wire.answer({})

    await run("raw_request", **form, max_retry_count=2)

    assert len({sent.headers["idempotency-key"] for sent in wire.sent}) == 1
    assert len({sent.content for sent in wire.sent}) == 1


async def test_a_write_is_not_repeated_once_its_key_may_be_forgotten(
    run: Run, wire: Wire, clock: FakeClock
):
    for _ in range(11):
        wire.answer(status=500, content=b"")

    with pytest.raises(OutcomeUnknownError):
        await run("raw_request", **WRITE, max_retry_count=10, retry_delay_ms=60_000)

    assert sum(clock.sleeps) <= 300


async def test_a_delete_takes_no_key_and_is_not_repeated_when_its_outcome_is_unknown(
    run: Run, wire: Wire
):
    wire.answer(status=500, content=b"")

    with pytest.raises(OutcomeUnknownError):
        await run("raw_request", url="/X", method="DELETE", max_retry_count=5)

    assert len(wire.sent) == 1


async def test_the_whole_answer_must_come_within_the_timeout(held: Held, clock: FakeClock):
    async def never(request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as http:
        xero = XeroClient(held, http=http, clock=clock, limits=Limits(clock=clock))
        with pytest.raises(UnavailableError, match="did not answer in time to GET /X"):
            await invoke(component, "raw_request", {**READ, "timeout": 0.001}, xero)
        with pytest.raises(OutcomeUnknownError, match="did not answer in time to POST /X"):
            await invoke(component, "raw_request", {**WRITE, "timeout": 0.001}, xero)
