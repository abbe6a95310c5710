"""Idempotency keys: replays, misuse, expiry and the same key twice at once."""

import threading

import anyio
import httpx
import pytest

from tests.sandbox.fake_ledger import OTHER, FakeLedger
from tests.sandbox.oauth_client import CUSTOM, OAuthClient
from xero_component.sandbox import Sandbox, parse_fault

KEY = {"Idempotency-Key": "run-1"}


async def put(app: OAuthClient, path: str = "/Invoices", body: bytes = b"{}") -> httpx.Response:
    return await app.call("PUT", path, content=body, headers=KEY)


async def test_same_request_gets_the_first_reply_and_counts_against_the_limits(
    connected: OAuthClient, ledger: FakeLedger
) -> None:
    first, second = await put(connected), await put(connected)
    assert first.content == second.content
    assert len(ledger.demo.calls) == 1
    assert int(first.headers["x-minlimit-remaining"]) - 1 == int(
        second.headers["x-minlimit-remaining"]
    )


async def test_errors_are_replayed_too(app: OAuthClient, ledger: FakeLedger) -> None:
    await app.connect()
    first, second = await put(app, "/Broken"), await put(app, "/Broken")
    assert first.status_code == second.status_code == 400
    assert len(ledger.demo.calls) == 1


async def test_server_error_stays_with_the_key(
    connected: OAuthClient, sandbox: Sandbox, ledger: FakeLedger
) -> None:
    sandbox.faults.add(parse_fault("500"))
    assert [(await put(connected)).status_code for _ in range(2)] == [500, 500]
    sandbox.clock.advance(360)
    assert (await put(connected)).status_code == 200
    assert len(ledger.demo.calls) == 1


async def test_refusals_before_the_ledger_are_not_kept(
    connected: OAuthClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(parse_fault("429-minute"), parse_fault("503-text"))
    assert [(await put(connected)).status_code for _ in range(3)] == [429, 503, 200]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/Invoices", b"{}"),
        ("PUT", "/Contacts", b"{}"),
        ("PUT", "/Invoices?unitdp=4", b"{}"),
        ("PUT", "/Invoices", b"{ }"),
    ],
)
async def test_key_with_another_request_is_refused(
    connected: OAuthClient, ledger: FakeLedger, method: str, path: str, body: bytes
) -> None:
    await put(connected)
    answer = await connected.call(method, path, content=body, headers=KEY)
    assert answer.status_code == 400
    assert "used with a different request" in answer.json()["Detail"]
    assert len(ledger.demo.calls) == 1


async def test_another_tenant_is_another_request(connected: OAuthClient) -> None:
    await put(connected)
    connected.tenant_id = OTHER.id
    assert (await put(connected)).status_code == 400


async def test_keys_of_another_app_are_its_own(connected: OAuthClient, ledger: FakeLedger) -> None:
    await put(connected)
    tokens = (await connected.token("client_credentials", CUSTOM)).json()
    connected.access_token = tokens["access_token"]
    assert (await put(connected, body=b"other")).status_code == 200
    assert len(ledger.demo.calls) == 2


async def test_key_is_forgotten_after_six_minutes(
    connected: OAuthClient, sandbox: Sandbox, ledger: FakeLedger
) -> None:
    await put(connected)
    sandbox.clock.advance(359)
    await put(connected)
    assert len(ledger.demo.calls) == 1
    sandbox.clock.advance(1)
    assert (await put(connected, body=b"other")).status_code == 200
    assert len(ledger.demo.calls) == 2


async def test_reads_and_empty_keys_are_not_kept(
    connected: OAuthClient, ledger: FakeLedger
) -> None:
    for _ in range(2):
        await connected.call("GET", "/Invoices", headers=KEY)
        await connected.call("PUT", "/Invoices", headers={"Idempotency-Key": ""})
    assert len(ledger.demo.calls) == 4


@pytest.mark.parametrize(("length", "status"), [(128, 200), (129, 400)])
async def test_key_has_at_most_128_characters(
    connected: OAuthClient, length: int, status: int
) -> None:
    answer = await connected.call("PUT", "/Invoices", headers={"Idempotency-Key": "k" * length})
    assert answer.status_code == status


async def test_same_key_at_once_executes_once(connected: OAuthClient, ledger: FakeLedger) -> None:
    gate = ledger.demo.gate = threading.Event()
    replies: list[bytes] = []

    async def call() -> None:
        replies.append((await put(connected)).content)

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(call)
        await anyio.to_thread.run_sync(ledger.demo.wait_for_call)
        await anyio.wait_all_tasks_blocked()
        gate.set()
    assert len(replies) == 4
    assert len(set(replies)) == 1
    assert len(ledger.demo.calls) == 1


async def test_key_is_free_again_when_the_ledger_breaks_down(
    connected: OAuthClient, ledger: FakeLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.delattr(type(ledger.demo), "handle")
        with pytest.raises(AttributeError):
            await put(connected)
    assert (await put(connected)).status_code == 200
