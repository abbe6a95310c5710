"""The server and a sandbox in one process: what a test asks goes all the way without a socket."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import jsonschema
from fastapi import FastAPI

from tests.conformance.world import World
from xero_component.api.client import XeroClient
from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits, LineLimiter
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    OAuth2Input,
    begin_authorisation,
    choose_tenant,
    complete_authorisation,
    list_tenants,
)
from xero_component.runtimes.http import create_app
from xero_component.runtimes.http.server import Server
from xero_component.runtimes.settings import load_settings
from xero_component.sandbox import Sandbox

SANDBOX_URL = "http://localhost"
URL = "http://127.0.0.1:8080"
REDIRECT = "http://localhost:8765/callback"
CONNECTION = "acme"


class Site:
    """A server, the sandbox behind it, and a caller."""

    def __init__(
        self,
        app: FastAPI,
        sandbox: Sandbox,
        caller: httpx.AsyncClient,
        to_sandbox: httpx.AsyncClient,
    ) -> None:
        self.app = app
        self.sandbox = sandbox
        self.caller = caller
        self.to_sandbox = to_sandbox
        self.server: Server = app.state.server
        self.endpoints = Endpoints.at(SANDBOX_URL)

    def connect(self, name: str = CONNECTION) -> ClientCredentialsConnection:
        """Store a connection to the sandbox."""
        announced: Any = self.sandbox.announcement(SANDBOX_URL)
        return ClientCredentialsConnection.from_settings(
            ClientCredentialsInput.model_validate(announced["custom_connection"]),
            store=self.server.store,
            name=name,
            http=self.to_sandbox,
            endpoints=self.endpoints,
        )

    async def consent(self, name: str, organisation: str) -> None:
        """Store a connection that a person has consented to."""
        told = self.sandbox.announcement(SANDBOX_URL)
        form = OAuth2Input.model_validate(
            {"client_id": told["client_id"], "client_secret": told["client_secret"]}
        )
        pending = begin_authorisation(form, REDIRECT, self.endpoints)
        page = await self.to_sandbox.get(f"{pending.url}&sandbox_consent=all")
        callback = page.headers["location"]
        grant = await complete_authorisation(pending, callback, self.to_sandbox, self.endpoints)
        token = str(grant.access_token)
        tenants = await list_tenants(token, self.to_sandbox, self.endpoints)
        self.server.store.save(name, grant, choose_tenant(tenants, organisation))

    def world(self) -> World:
        """Return what makes the records that examples need."""
        authorisation = self.connect()
        xero = XeroClient(
            authorisation, endpoints=self.endpoints, limits=unpaced(), http=self.to_sandbox
        )
        return World(self.sandbox, xero, authorisation)

    async def act(self, key: str, body: Any = None, **more: Any) -> httpx.Response:
        """Call an action."""
        return await self.caller.post(f"/actions/{key}", json=body or {}, **more)

    def sent(self) -> list[dict[str, Any]]:
        """Return the calls to Xero's APIs."""
        listed = self.sandbox.requests.listing()
        return [one for one in listed if one["path"] != "/connect/token"]

    def written(self) -> list[dict[str, Any]]:
        """Return the writes among them."""
        return [one for one in self.sent() if one["method"] != "GET"]


def unpaced() -> Limits:
    return Limits(per_minute=100_000, app_per_minute=1_000_000)


@asynccontextmanager
async def opened_site(
    folder: Path,
    sandbox: Sandbox | None = None,
    *,
    clock: Clock | None = None,
    limits: LineLimiter | None = None,
    **given: Any,
) -> AsyncIterator[Site]:
    """Open a server whose store is in a folder, on a sandbox of its own or the given one."""
    sandbox = sandbox or Sandbox(limits=None)
    url = given.pop("store", f"sqlite:///{folder / 'store' / 'tokens.db'}")
    settings = load_settings(store=url, base_url=SANDBOX_URL, **given)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.app)) as to_sandbox:
        app = create_app(settings, http=to_sandbox, clock=clock, limits=limits or unpaced())
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=URL) as caller,
        ):
            yield Site(app, sandbox, caller, to_sandbox)


def assert_fits(document: Mapping[str, Any], schema: Mapping[str, Any], body: bytes) -> None:
    """Hold an answer against a schema of the OpenAPI document."""
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(json.loads(body))


def assert_problem(reply: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """Hold an answer to be a problem document of a kind; return it."""
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = reply.json()
    assert problem["status"] == status
    assert problem["type"].endswith(f"/docs/server.md#{kind}"), problem
    assert problem["title"]
    assert problem["detail"]
    return problem
