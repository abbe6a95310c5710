"""Every secret of a whole run is looked for in all that the run leaves behind."""

import base64
import hashlib
import hmac
import io
import logging
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.databases import KEY
from tests.runtimes.http_connect.driving import FIRST, PUBLIC, World, opened
from tests.triggers.deliveries import EVENT, HEADER, body_of
from xero_component.component import component
from xero_component.connections import open_connection
from xero_component.core.manifest import manifest_json
from xero_component.errors import XeroComponentError
from xero_component.runtimes.logs import LogFormat, LogLevel, writing_logs
from xero_component.runtimes.settings import Settings, listed_settings
from xero_component.sandbox import Sandbox, parse_fault
from xero_component.sandbox.identity.applications import CLIENT_ID, CLIENT_SECRET

WEBHOOK_KEY = "webhook-key-of-the-run-0123456789"
NEXT_WEBHOOK_KEY = "next-webhook-key-of-the-run-01234"
GONE = "00000000-0000-0000-0000-00000000dead"
EMAIL = "alex@sandbox.example"

pytestmark = pytest.mark.outside_openapi(reason="the run is about secrets")


@dataclass
class Run:
    """What a run used that is secret, and what it left for others to see."""

    secrets: dict[str, str] = field(default_factory=dict)
    seen: dict[str, bytes] = field(default_factory=dict)

    def keep(self, name: str, secret: str) -> None:
        assert len(secret) >= 16, name
        self.secrets[f"{name} {len(self.secrets)}"] = secret

    def show(self, place: str, content: str | bytes) -> None:
        shown = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        self.seen[place] = self.seen.get(place, b"") + b"\n" + shown

    def watch(self, request: httpx.Request, reply: httpx.Response) -> httpx.Response:
        """Note the secrets that go to Xero and come from it."""
        if request.url.path == "/connect/token":
            for name, values in parse_qs(request.content.decode()).items():
                if name in {"code", "code_verifier", "refresh_token"}:
                    self.keep(name, values[0])
            for name in ("access_token", "refresh_token", "id_token"):
                if name in reply.json():
                    self.keep(name, reply.json()[name])
        return reply


def show_error(run: Run, error: BaseException) -> None:
    run.show("error", f"{error}\n{error!r}")
    if isinstance(error, XeroComponentError):
        run.show("error as JSON", repr(error.as_dict()))
    run.show("traceback", "".join(traceback.format_exception(error)))


async def connect(run: Run, world: World) -> None:
    """Connect by a link, as a person does; note the secrets of the way."""
    browser = world.browser()
    link = await world.link(connection="acme")
    run.keep("link", parse_qs(urlsplit(link).query)["link"][0])
    at_xero = await browser.submit(await browser.get(link))
    asked = parse_qs(urlsplit(at_xero.headers["location"]).query)
    for name in ("state", "nonce"):
        run.keep(name, asked[name][0])
    page = await browser.back(await browser.consent(at_xero, FIRST))
    run.show("page", page.text)
    run.keep("cookie", "".join(browser.http.cookies.values()))
    assert world.names() == {"acme": FIRST}


async def act(run: Run, world: World, headers: dict[str, str]) -> None:
    """Run actions that end in all kinds of ways."""
    async with world.program() as http:

        async def send(key: str, body: Any, **more: Any) -> int:
            given = {**headers, **more.pop("headers", {})}
            reply = await http.post(f"/actions/{key}", json=body, headers=given, **more)
            run.show("answer", reply.content + repr(reply.headers).encode())
            return reply.status_code

        same = {"headers": {"Idempotency-Key": "one-key"}}
        assert await send("create_contact", {"name": "Sunrise"}, **same) == 200
        assert await send("create_contact", {"name": "Sunrise"}, **same) == 200
        assert await send("create_contact", {"name": "Bayside Club"}) == 422
        assert await send("create_contact", {"name": "Dry"}, params={"dry_run": "true"}) == 200
        assert await send("get_contact", {"contact_id": GONE}) == 404
        assert await send("create_contact", {"nme": 1}) == 422
        assert await send("list_invoices", {}) == 403, "the consent has no scope for it"
        raw = {"url": "/Contacts", "method": "GET", "header": {"X-Mine": "1"}}
        assert await send("raw_request", raw) == 200
        for fault, status in (("500-html", 502), ("token-expired", 200)):
            world.sandbox.faults.add(parse_fault(f"{fault}@GET /Contacts"))
            assert await send("list_contacts", {}) == status, fault
        world.sandbox.faults.add(parse_fault("revoked@GET /Contacts"))
        assert await send("list_contacts", {}) == 424
        assert await send("list_contacts", {}, headers={"Authorization": KEY}) == 401


async def hear(run: Run, world: World) -> None:
    """Take a delivery of Xero's, and a forged one."""
    body = body_of(EVENT)
    signature = hmac.new(WEBHOOK_KEY.encode(), body, hashlib.sha256).digest()
    async with world.program() as http:
        for signed, status in ((signature, 200), (b"forged", 401)):
            headers = {HEADER: base64.b64encode(signed).decode()}
            reply = await http.post("/webhooks/xero", content=body, headers=headers)
            assert reply.status_code == status
            run.show("answer", reply.content + repr(reply.headers).encode())


async def look(run: Run, world: World, headers: dict[str, str]) -> None:
    """Read all that the server tells of itself, and the representation of all that it holds."""
    async with world.program() as http:
        for path in ("/manifest", "/openapi.json", "/health", "/ready"):
            run.show(path, (await http.get(path)).content)
        for path in ("/metrics", "/connections", "/inbox/events", "/nothing/here"):
            run.show(path, (await http.get(path, headers=headers)).content)
    run.show("manifest", manifest_json(component))
    server = world.server
    connection = open_connection("acme", server.store, endpoints=server.clients._endpoints)
    things = (server, *vars(server).values(), server.settings.apps, connection)
    for thing in (
        *things,
        *server.store.load("acme"),
        *server.keys.list(),
        *vars(server.store).values(),
    ):
        run.show("repr", f"{thing!r}\n{thing}")
    try:
        await connection.access_token()
    except XeroComponentError as error:
        show_error(run, error)
    with pytest.raises(XeroComponentError) as raised:
        open_connection("nobody", server.store)
    show_error(run, raised.value)


def files_of(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def whole_run(folder: Path) -> Run:
    run = Run()
    for name, secret in (("key", KEY), ("webhook key", WEBHOOK_KEY), ("secret", CLIENT_SECRET)):
        run.keep(name, secret)
    run.keep("next webhook key", NEXT_WEBHOOK_KEY)
    run.keep("basic", base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode())
    log = io.StringIO()
    given = {"webhook_key": WEBHOOK_KEY, "next_webhook_key": NEXT_WEBHOOK_KEY}
    with (
        writing_logs(LogFormat.JSON, LogLevel.DEBUG, log),
        opened(folder, Sandbox(limits=None), public=PUBLIC, **given) as world,
    ):
        world.wire.tamper = run.watch
        headers = world.api_key()
        run.keep("API key", headers["Authorization"].removeprefix("Bearer "))
        await connect(run, world)
        await act(run, world, headers)
        await hear(run, world)
        await look(run, world, headers)
        run.show("database", files_of(folder))
    run.show("database after the end", files_of(folder))
    run.show("log", log.getvalue())
    return run


def is_the_test_s_own(record: logging.LogRecord) -> bool:
    """Tell whether a line is from the client that plays browser and caller."""
    line = record.getMessage()
    return record.name == "httpx" and (PUBLIC in line or "/connect/authorize" in line)


async def test_no_secret_of_a_run_is_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    run = await whole_run(tmp_path)
    for record in caplog.records:
        if not is_the_test_s_own(record):
            run.show("other logs", f"{record.getMessage()}\n{record.exc_text or ''}")
    assert {"log", "other logs", "database", "repr", "traceback", "/openapi.json"} <= set(run.seen)
    kinds = {name.rpartition(" ")[0] for name in run.secrets}
    assert kinds >= {"key", "webhook key", "secret", "API key", "cookie", "state", "code", "link"}
    assert kinds >= {"access_token", "refresh_token", "id_token", "code_verifier", "nonce"}
    assert b'"connection": "acme"' in run.seen["log"]
    assert CLIENT_ID.encode() in run.seen["database"], "what is no secret is found in this way"
    found = [
        f"{name} in {place}"
        for name, secret in run.secrets.items()
        for place, content in run.seen.items()
        for part in (secret, secret.rpartition(".")[2])
        if part.encode() in content
    ]
    assert found == []


def test_the_list_of_settings_shows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = {"client_id": "app", "client_secret": CLIENT_SECRET, "scopes": "offline_access"}
    file = tmp_path / "settings.yaml"
    file.write_text(f"webhook_key: {WEBHOOK_KEY}\napps: {{main: {app}}}\n")
    monkeypatch.setenv("XERO_COMPONENT_KEY", KEY)
    monkeypatch.setenv("XERO_COMPONENT_STORE", "postgresql://me:hunter-two-password@db/xero")
    shown = repr(listed_settings(file))
    assert "webhook_key" in shown
    for secret in (WEBHOOK_KEY, CLIENT_SECRET, KEY, "hunter-two-password"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "not-a-port-but-a-SECRET"),
        ("apps", {"main": {"client_id": "x", "client_secret": "SECRET", "scopes": 5}}),
        ("apps", {"main": {"client_id": "x", "client_secret": ["SECRET"], "scopes": "x"}}),
        ("webhook_key", ["SECRET"]),
        ("key", {"SECRET": 1}),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name) as raised:
        Settings.model_validate({name: value})
    assert "SECRET" not in str(raised.value)
