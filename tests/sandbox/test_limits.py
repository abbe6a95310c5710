"""Rate limits: windows, headers, and what a refusal says."""

import threading
from datetime import UTC, datetime, timedelta

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.fake_ledger import OTHER, FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from xero_component.sandbox import Limits, Sandbox, SandboxClock
from xero_component.sandbox.limits import LimitKeeper

LIMITS = Limits(per_minute=4, per_day=6, concurrent=2, app_per_minute=5)
REMAINING = ("x-minlimit-remaining", "x-daylimit-remaining", "x-appminlimit-remaining")


@pytest.fixture
def sandbox(ledger: FakeLedger) -> Sandbox:
    clock = SandboxClock(datetime(2026, 3, 2, tzinfo=UTC))
    return Sandbox(clock=clock, ledger=ledger, limits=LIMITS)


@pytest.fixture
async def fresh(connected: OAuthClient, sandbox: Sandbox) -> OAuthClient:
    """A client at the very start of a minute of its tenant."""
    while True:
        answer = await connected.call("GET", "/Invoices")
        if answer.status_code == 429:
            break
    sandbox.clock.advance(int(answer.headers["retry-after"]))
    sandbox.reset()
    return connected


def left(response: httpx.Response) -> tuple[int, ...]:
    return tuple(int(response.headers[name]) for name in REMAINING)


async def use_up(app: OAuthClient, calls: int) -> None:
    for _ in range(calls):
        assert (await app.call("GET", "/Invoices")).status_code == 200


async def test_every_reply_says_what_is_left(fresh: OAuthClient) -> None:
    assert left(await fresh.call("GET", "/Invoices")) == (3, 5, 4)
    refused = await fresh.call("GET", "/Payments")
    assert refused.status_code == 401
    assert left(refused) == (2, 4, 3)


async def test_minute_limit_is_a_fixed_window_with_retry_after(
    fresh: OAuthClient, sandbox: Sandbox
) -> None:
    await use_up(fresh, 3)
    sandbox.clock.advance(58)
    await use_up(fresh, 1)
    refused = await fresh.call("GET", "/Invoices")
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-problem"] == "minute"
    assert refused.headers["retry-after"] == "2"
    assert left(refused)[0] == 0
    sandbox.clock.advance(2)
    assert left(await fresh.call("GET", "/Invoices"))[0] == 3


async def test_windows_start_at_another_moment_for_each_tenant(
    fresh: OAuthClient, sandbox: Sandbox
) -> None:
    fresh.tenant_id = OTHER.id
    waits = set()
    for _ in range(5):
        answer = await fresh.call("GET", "/Invoices")
        waits.add(answer.headers.get("retry-after"))
    assert None in waits
    assert waits - {None, "60"}


async def test_day_limit_says_how_long_to_wait(fresh: OAuthClient, sandbox: Sandbox) -> None:
    await use_up(fresh, 4)
    sandbox.clock.advance(60)
    await use_up(fresh, 2)
    refused = await fresh.call("GET", "/Invoices")
    assert refused.headers["x-rate-limit-problem"] == "day"
    wait = int(refused.headers["retry-after"])
    assert 60 < wait <= 86_400
    sandbox.clock.advance(wait - 1)
    assert (await fresh.call("GET", "/Invoices")).status_code == 401
    await fresh.connect()
    assert (await fresh.call("GET", "/Invoices")).status_code == 429
    sandbox.clock.advance(1)
    await use_up(fresh, 1)


async def test_app_limit_counts_all_tenants_and_has_no_retry_after(fresh: OAuthClient) -> None:
    await use_up(fresh, 3)
    fresh.tenant_id = OTHER.id
    await use_up(fresh, 2)
    refused = await fresh.call("GET", "/Invoices")
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-problem"] == "appminute"
    assert "retry-after" not in refused.headers


async def test_calls_at_once_are_limited(fresh: OAuthClient, ledger: FakeLedger) -> None:
    gate = ledger.demo.gate = threading.Event()
    statuses = []

    async def call() -> None:
        statuses.append((await fresh.call("GET", "/Invoices")).status_code)

    async with anyio.create_task_group() as tasks:
        for _ in range(LIMITS.concurrent):
            tasks.start_soon(call)
        for _ in range(LIMITS.concurrent):
            await anyio.to_thread.run_sync(ledger.demo.wait_for_call)
        refused = await fresh.call("GET", "/Invoices")
        gate.set()
    assert statuses == [200, 200]
    assert refused.status_code == 429
    assert refused.headers["x-rate-limit-problem"] == "concurrent"
    assert "retry-after" not in refused.headers
    assert (await fresh.call("GET", "/Invoices")).status_code == 200


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 5), st.integers(1, 20))
def test_no_window_ever_lets_more_through(waits: list[int], minute: int, day: int) -> None:
    clock = SandboxClock(datetime(2026, 3, 2, tzinfo=UTC))
    keeper = LimitKeeper(Limits(per_minute=minute, per_day=day), clock)
    refused_until: dict[str, datetime] = {}
    run = 0
    for wait in waits:
        now = clock.advance(wait)
        verdict = keeper.admit("app", "tenant")
        if verdict.problem is None:
            keeper.release("app", "tenant")
            run += 1
            assert all(now >= until for until in refused_until.values())
            assert int(verdict.headers["X-MinLimit-Remaining"]) < minute
            continue
        until = now + timedelta(seconds=int(verdict.headers["Retry-After"]))
        refused_until[verdict.problem] = until
    assert run <= min(day, minute * (sum(waits) // 60 + 2))


async def test_limits_can_be_off(ledger: FakeLedger) -> None:
    sandbox = Sandbox(limits=None, ledger=ledger)
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = OAuthClient(http)
        await app.connect()
        await use_up(app, 70)
        assert "x-minlimit-remaining" not in (await app.call("GET", "/Invoices")).headers


async def test_limits_are_xero_s_by_default(ledger: FakeLedger) -> None:
    sandbox = Sandbox(ledger=ledger)
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = OAuthClient(http)
        await app.connect()
        assert left(await app.call("GET", "/Invoices")) == (59, 4999, 9999)
