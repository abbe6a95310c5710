"""The endpoints under /sandbox: faults, time, the log of requests, reset."""

import json

import anyio
import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.sandbox.fake_ledger import DEMO, OTHER, FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from xero_component.sandbox import Sandbox
from xero_component.sandbox.edits import EDITS, Edit
from xero_component.sandbox.identity.applications import CLIENT_SECRET, WEBHOOK_KEY
from xero_component.sandbox.transport import FaultyTransport


async def test_faults_are_added_listed_and_cleared(
    connected: OAuthClient, http: httpx.AsyncClient
) -> None:
    texts = ["503-text*2@GET /Invoices", "drift*always"]
    added = await http.post("/sandbox/faults", json={"faults": texts})
    assert added.json()["faults"] == texts
    assert (await connected.call("GET", "/Invoices")).status_code == 503
    listed = (await http.get("/sandbox/faults")).json()
    assert listed["faults"] == ["503-text@GET /Invoices", "drift*always"]
    assert "reset-after" in listed["kinds"]
    assert (await http.delete("/sandbox/faults")).status_code == 204
    assert (await http.get("/sandbox/faults")).json()["faults"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/faults", b""),
        ("POST", "/faults", b"[]"),
        ("POST", "/faults", b"\xff"),
        ("POST", "/faults", b'{"faults": "500"}'),
        ("POST", "/faults", b'{"faults": [1]}'),
        ("POST", "/faults", b'{"faults": ["500", "nonsense"]}'),
        ("POST", "/clock", b'{"advance": "60"}'),
        ("POST", "/clock", b'{"advance": true}'),
        ("POST", "/clock", b'{"advance": -1}'),
        ("POST", "/clock", b'{"advance": 1e300}'),
        ("POST", "/clock", b"{}"),
        ("PUT", "/webhooks", b"{}"),
        ("PUT", "/webhooks", b'{"url": 1}'),
        ("PUT", "/webhooks", b'{"url": "https://example.com/hook"}'),
        ("POST", "/webhooks/intent-to-receive", b""),
        ("POST", "/webhooks/enable", b""),
        ("POST", "/edits", b""),
        ("POST", "/edits", b"[]"),
        ("POST", "/edits", b"\xff"),
        ("POST", "/edits", b'{"edit": "touch"}'),
        ("POST", "/edits", b'{"object": "Invoices"}'),
        ("POST", "/edits", b'{"edit": "burn", "object": "Invoices"}'),
        ("POST", "/edits", b'{"edit": "touch", "object": 7}'),
        ("POST", "/edits", b'{"edit": "touch", "object": "Invoices", "count": true}'),
        ("POST", "/edits", b'{"edit": "touch", "object": "Invoices", "count": 0}'),
        ("POST", "/edits", b'{"edit": "touch", "object": "Invoices", "often": 2}'),
        ("POST", "/edits", b'{"edit": "touch", "object": "Invoices", "tenant": "?"}'),
    ],
)
async def test_bad_input_is_400_with_a_message(
    http: httpx.AsyncClient, ledger: FakeLedger, method: str, path: str, body: bytes
) -> None:
    answer = await http.request(method, "/sandbox" + path, content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert ledger.demo.edits == []
    assert (await http.get("/sandbox/faults")).json()["faults"] == []


async def test_clock_moves_forward(http: httpx.AsyncClient) -> None:
    assert (await http.get("/sandbox/clock")).json() == {"now": "2026-03-02T09:30:00+00:00"}
    moved = await http.post("/sandbox/clock", json={"advance": 90.5})
    assert moved.json() == {"now": "2026-03-02T09:31:30.500000+00:00"}
    assert (await http.get("/sandbox/clock")).json() == moved.json()


async def test_edits_are_made_in_the_organisation_that_is_named(
    http: httpx.AsyncClient, sandbox: Sandbox, ledger: FakeLedger
) -> None:
    body = {"edit": "void", "object": "Invoices", "id": "INV-1"}
    answer = await http.post("/sandbox/edits", json=body)
    assert (answer.status_code, answer.json()) == (200, {"edited": ["INV-1"]})
    more = {"edit": "touch", "object": "Items", "tenant": OTHER.id, "count": 2, "seed": 5}
    assert (await http.post("/sandbox/edits", json=more)).json() == {"edited": ["oldest"]}
    assert sandbox.edit("silent", "Invoices", "INV-2", field="DueDate") == ["INV-2"]
    first, second = ledger.opened[-1]
    assert first.edits == [
        Edit(kind="void", plural="Invoices", identifier="INV-1"),
        Edit(kind="silent", plural="Invoices", identifier="INV-2", field="DueDate"),
    ]
    assert second.edits == [Edit(kind="touch", plural="Items", count=2, seed=5)]
    with pytest.raises(ValueError, match="no organisation"):
        sandbox.edit("touch", "Invoices", tenant="elsewhere")


async def test_kinds_of_edits_are_listed(http: httpx.AsyncClient) -> None:
    assert (await http.get("/sandbox/edits")).json() == {"kinds": dict(EDITS)}


async def test_log_tells_what_was_asked_without_secrets(
    app: OAuthClient, http: httpx.AsyncClient
) -> None:
    tokens = await app.connect()
    await http.get(f"/connections?access_token={app.access_token}")
    await app.call("PUT", "/Invoices?page=1", headers={"Idempotency-Key": "run-1"})
    log = (await http.get("/sandbox/requests")).json()["requests"]
    assert [entry["path"] for entry in log] == [
        "/identity/connect/authorize",
        "/connect/token",
        "/connections",
        "/api.xro/2.0/Invoices",
    ]
    assert log[-1] == {
        "time": "2026-03-02T09:30:00+00:00",
        "method": "PUT",
        "path": "/api.xro/2.0/Invoices",
        "query": "page=1",
        "tenant": DEMO.id,
        "idempotency_key": "run-1",
        "status": 200,
        "faults": [],
    }
    text = json.dumps(log)
    for secret in (CLIENT_SECRET, tokens["access_token"], tokens["refresh_token"]):
        assert secret not in text
    assert (await http.delete("/sandbox/requests")).status_code == 204
    assert (await http.get("/sandbox/requests")).json() == {"requests": []}


async def test_log_keeps_the_last_thousand(http: httpx.AsyncClient) -> None:
    for number in range(1001):
        await http.get(f"/{number}")
    log = (await http.get("/sandbox/requests")).json()["requests"]
    assert (len(log), log[0]["path"], log[-1]["path"]) == (1000, "/1", "/1000")


async def test_a_request_that_goes_on_while_the_log_is_cleared_is_not_in_it(
    sandbox: Sandbox,
) -> None:
    asked, go = anyio.Event(), anyio.Event()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        await go.wait()
        await Response()(scope, receive, send)

    served = FaultyTransport(answer, sandbox.faults, sandbox.requests, {}, sandbox.clock)
    transport = httpx.ASGITransport(served)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
        anyio.create_task_group() as tasks,
    ):
        tasks.start_soon(client.get, "/api.xro/2.0/Invoices")
        await asked.wait()
        sandbox.requests.clear()
        go.set()
    assert sandbox.requests.listing() == []


async def test_reset_opens_new_books_and_keeps_tokens(
    connected: OAuthClient, http: httpx.AsyncClient, ledger: FakeLedger
) -> None:
    first = await connected.call("PUT", "/Invoices")
    await http.post("/sandbox/faults", json={"faults": ["500"]})
    assert (await http.post("/sandbox/reset")).status_code == 204
    assert len(ledger.opened) == 2
    again = await connected.call("PUT", "/Invoices")
    assert first.content == again.content
    assert first.headers["x-minlimit-remaining"] == again.headers["x-minlimit-remaining"]
    assert len((await http.get("/sandbox/requests")).json()["requests"]) == 1


async def test_control_shows_no_secret(http: httpx.AsyncClient) -> None:
    for path in ("/faults", "/clock", "/requests", "/webhooks"):
        text = (await http.get("/sandbox" + path)).text
        assert CLIENT_SECRET not in text
        assert WEBHOOK_KEY not in text


def test_announcement_tells_a_client_all_it_needs(sandbox: Sandbox) -> None:
    told = sandbox.announcement("http://127.0.0.1:1234")
    assert told["base_url"] == "http://127.0.0.1:1234"
    assert told["tenants"] == sandbox.tenants
    assert {"id": DEMO.id, "name": DEMO.name} in sandbox.tenants
    for name in ("client_id", "client_secret", "pkce_client_id", "webhook_key"):
        assert str(told[name]).startswith("sandbox")
    assert isinstance(told["custom_connection"], dict)
    assert set(told["custom_connection"]) == {"client_id", "client_secret"}
