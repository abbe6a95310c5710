"""A server with an app, the sandbox that is its Xero, and browsers that go between the two."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from fastapi import FastAPI

from tests.databases import KEY
from xero_component.connections import TokenStore
from xero_component.core import Effect
from xero_component.runtimes.http import create_app
from xero_component.runtimes.http.server import Server
from xero_component.runtimes.settings import Settings
from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import CLIENT_ID, CLIENT_SECRET, PKCE_CLIENT_ID
from xero_component.store import schema

XERO = "http://127.0.0.1:8787"
PUBLIC = "https://flows.example"
LOCAL = "http://localhost:8080"
BUILDER = "https://builder.example"
FIRST, SECOND = "Demo Company (AU)", "Northwind Traders Ltd"
SCOPES = "offline_access accounting.contacts"
APPS = {
    "main": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "scopes": SCOPES},
    "other": {"client_id": PKCE_CLIENT_ID, "scopes": SCOPES},
}


@dataclass
class SharedClock:
    """The sandbox's time, for the server too."""

    sandbox: Sandbox

    def now(self) -> datetime:
        return self.sandbox.clock()

    def monotonic(self) -> float:
        return self.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


Tamper = Callable[[httpx.Request, httpx.Response], httpx.Response]


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """The way from the server to the sandbox, where a test can change what comes back."""

    inner: httpx.ASGITransport
    tamper: Tamper | None = None
    seen: list[str] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(f"{request.method} {request.url.path}")
        assert request.url.host == "127.0.0.1", "a request left for another host"
        reply = await self.inner.handle_async_request(request)
        await reply.aread()
        return self.tamper(request, reply) if self.tamper else reply


@dataclass
class World:
    """All of it."""

    sandbox: Sandbox
    app: FastAPI
    wire: Wire
    public: str

    @property
    def server(self) -> Server:
        server: Server = self.app.state.server
        return server

    @property
    def store(self) -> TokenStore:
        return self.server.store

    def browser(self, base_url: str | None = None) -> "Browser":
        return Browser(self, base_url or self.public)

    def api_key(
        self, connections: list[str] | None = None, effects: tuple[Effect, ...] = tuple(Effect)
    ) -> dict[str, str]:
        count = len(self.server.keys.list())
        key, _ = self.server.keys.create(f"k{count}", connections=connections, effects=effects)
        return {"Authorization": f"Bearer {key}"}

    async def link(
        self, app: str = "main", key: Mapping[str, str] | None = None, **wanted: Any
    ) -> str:
        """Make a link as a program does; return its address."""
        async with self.program() as http:
            path = f"/connect/{app}/links"
            reply = await http.post(path, json=wanted, headers=key or self.api_key())
        assert reply.status_code == 201, reply.text
        url: str = reply.json()["url"]
        return url

    def program(self) -> httpx.AsyncClient:
        """Return a client that is no browser."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url=self.public, trust_env=False
        )

    def names(self) -> dict[str, str | None]:
        """Return the organisation of each stored connection."""
        return {one.name: one.tenant_name for one in self.store.list()}


class Browser:
    """A browser with cookies of its own, which a test leads from page to page."""

    def __init__(self, world: World, base_url: str) -> None:
        self.world = world
        self._site = base_url
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(world.app), base_url=base_url, trust_env=False
        )

    async def get(self, url: str, site: str = "none", **more: Any) -> httpx.Response:
        headers = {"Sec-Fetch-Site": site, **more.pop("headers", {})}
        return await self.http.get(url, headers=headers, **more)

    async def submit(self, page: httpx.Response, **fields: Any) -> httpx.Response:
        """Send a page's form, as a browser does that was told to send no Referer."""
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        assert action is not None, page.text
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text)
        return await self.post(action[1], dict(hidden) | fields)

    async def post(self, path: str, fields: Mapping[str, Any], **headers: str) -> httpx.Response:
        usual = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
        return await self.http.post(path, data=dict(fields), headers=usual | headers)

    async def to_xero(
        self, app: str = "main", connection: str | None = None, return_to: str | None = None
    ) -> httpx.Response:
        """Start where no link is needed."""
        given = {"connection": connection, "return_to": return_to}
        query = {name: value for name, value in given.items() if value is not None}
        reply = await self.get(f"/connect/{app}", params=query)
        assert reply.status_code == 303, reply.text
        return reply

    async def consent(self, at_xero: httpx.Response, who: str = FIRST) -> str:
        """Answer Xero's page; return the address that it leads to."""
        transport = self.world.wire.inner
        async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
            url = httpx.URL(at_xero.headers["location"]).copy_add_param("sandbox_consent", who)
            reply = await http.get(url)
        location: str = reply.headers["location"]
        return location

    async def back(self, address: str) -> httpx.Response:
        """Come back from Xero, and on to the page that this ends at."""
        reply = await self.get(address, site="cross-site")
        if reply.status_code == 303:
            reply = await self.get(reply.headers["location"], site="cross-site")
        return reply

    async def connect(self, who: str = FIRST, **given: Any) -> httpx.Response:
        """Do all of it; return the last page."""
        return await self.back(await self.consent(await self.to_xero(**given), who))

    async def aclose(self) -> None:
        await self.http.aclose()


def state_of(address: str) -> str:
    """Return the state in an address."""
    return parse_qs(urlsplit(address).query)["state"][0]


@contextmanager
def opened(folder: Path, sandbox: Sandbox, *, public: str = LOCAL, **given: Any) -> Iterator[World]:
    """Open a server on a store in a folder; with a public address it needs keys and links."""
    wire = Wire(httpx.ASGITransport(sandbox.app))
    settings = {
        "store": f"sqlite:///{folder / 'store.db'}",
        "key": KEY,
        "base_url": XERO,
        "allowed_hosts": (urlsplit(public).hostname or "",),
        "public_url": public,
        "return_origins": (BUILDER,),
        "apps": APPS,
    } | given
    http = httpx.AsyncClient(transport=wire, trust_env=False)
    clock = SharedClock(sandbox)
    app = create_app(Settings.model_validate(settings), http=http, clock=clock)
    try:
        yield World(sandbox, app, wire, public)
    finally:
        app.state.server.close()


def forget(world: World) -> None:
    """Empty the store and undo what a test changed."""
    world.wire.tamper = None
    world.wire.seen.clear()
    with world.server.database.write() as work:
        for table in reversed(schema.metadata.sorted_tables):
            work.execute(table.delete())
