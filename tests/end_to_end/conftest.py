"""The component on one side, the sandbox on the other, real HTTP in between."""

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.connections import (
    MemoryTokenStore,
    OAuth2Connection,
    OAuth2Input,
    begin_authorisation,
    choose_tenant,
    complete_authorisation,
    list_tenants,
)
from xero_component.sandbox import Sandbox, parse_fault

REDIRECT = "http://localhost:8765/callback"
ORGANISATION = "Demo Company (AU)"


@dataclass
class World:
    """A connected client, and the sandbox that it talks to."""

    sandbox: Sandbox
    base_url: str
    clock: FakeClock
    xero: XeroClient
    connection: OAuth2Connection
    store: MemoryTokenStore

    def fault(self, text: str) -> None:
        self.sandbox.faults.add(parse_fault(text))

    def requests(self, method: str, path: str) -> list[dict[str, Any]]:
        return [
            one
            for one in self.sandbox.requests.listing()
            if one["method"] == method and str(one["path"]).endswith(path)
        ]

    def books(self, plural: str, **query: str) -> list[dict[str, Any]]:
        """Read the ledger by another way than the component."""
        token = self.store.load("acme")[1].access_token
        assert token is not None
        headers = {
            "Authorization": f"Bearer {token}",
            "xero-tenant-id": str(self.connection.tenant_id),
            "Accept": "application/json",
        }
        params = {"pageSize": "1000", "page": "1", **query}
        with httpx.Client(base_url=self.base_url, trust_env=False) as http:
            reply = http.get(f"/api.xro/2.0/{plural}", params=params, headers=headers)
        rows: list[dict[str, Any]] = reply.raise_for_status().json()[plural]
        return rows


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        yield sandbox, base_url


@pytest.fixture
async def world(
    served: tuple[Sandbox, str], request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    """Connect; a test may ask for other scopes than the default ones."""
    sandbox, base_url = served
    asked = {"scopes": request.param} if hasattr(request, "param") else {}
    sandbox.reset()
    told: Any = sandbox.announcement(base_url)
    endpoints, clock = Endpoints.at(base_url), FakeClock()
    settings = OAuth2Input(
        client_id=told["client_id"],
        client_secret=told["client_secret"],
        tenant_name=ORGANISATION,
        **asked,
    )
    pending = begin_authorisation(settings, REDIRECT, endpoints)
    async with httpx.AsyncClient(trust_env=False) as http:
        consent = await http.get(f"{pending.url}&sandbox_consent=all")
        back = consent.headers["location"]
        grant = await complete_authorisation(pending, back, http, endpoints, clock)
        assert grant.access_token is not None
        tenants = await list_tenants(
            grant.access_token, http, endpoints, auth_event_id=grant.auth_event_id
        )
    store = MemoryTokenStore(clock)
    store.save("acme", grant, choose_tenant(tenants, settings.tenant_name))
    connection = OAuth2Connection(store, "acme", clock=clock)
    xero = XeroClient(
        connection,
        limits=Limits(per_minute=10**6, app_per_minute=10**6, clock=clock),
        clock=clock,
        jitter=random.Random(7),  # noqa: S311 - repeatable waits
    )
    sandbox.requests.clear()
    async with xero:
        yield World(sandbox, base_url, clock, xero, connection, store)
