"""A sandbox with a clock that stands still and a ledger that only echoes."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.sandbox.fake_ledger import FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from tests.sandbox.receiver import Receiver
from xero_component.sandbox import Sandbox, SandboxClock, webhooks


@pytest.fixture
def ledger() -> FakeLedger:
    return FakeLedger()


@pytest.fixture
def sandbox(ledger: FakeLedger) -> Sandbox:
    clock = SandboxClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    return Sandbox(clock=clock, ledger=ledger)


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def app(http: httpx.AsyncClient) -> OAuthClient:
    return OAuthClient(http)


@pytest.fixture
async def connected(app: OAuthClient) -> OAuthClient:
    """An app that both organisations let in."""
    await app.connect()
    return app


@pytest.fixture(scope="module")
def socket() -> Iterator[Receiver]:
    with Receiver().listening() as receiver:
        yield receiver


@pytest.fixture
def receiver(socket: Receiver) -> Receiver:
    socket.checks, socket.status, socket.body = True, 200, b""
    socket.cookie, socket.failures = "", 0
    while not socket.bodies.empty():
        socket.bodies.get()
    return socket


@pytest.fixture
def listened(sandbox: Sandbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A sandbox whose webhooks go to the receiver, with no time between the tries."""
    monkeypatch.setattr(webhooks, "TRIES", (0.0, 0.0, 0.0))
    sandbox.webhooks.url = receiver.url
    return sandbox
