"""A consent of a sandbox that covers both of its organisations, for the tests of the store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import anyio
import httpx

from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    Grant,
    OAuth2Input,
    Tenant,
    begin_authorisation,
    complete_authorisation,
    list_tenants,
)
from xero_component.sandbox import Sandbox

REDIRECT = "http://localhost:8765/callback"
SCOPES = "openid email offline_access accounting.contacts"


@dataclass(frozen=True)
class Home:
    """A sandbox on a socket."""

    sandbox: Sandbox
    base_url: str

    def consent(self) -> tuple[Grant, Sequence[Tenant]]:
        """Return a new consent whose access token has ended, with its organisations."""
        grant, tenants = anyio.run(self._consent)
        self.sandbox.requests.clear()
        return replace(grant, expires_at=datetime.now(UTC) - timedelta(hours=1)), tenants

    def token_calls(self) -> int:
        """Count what the token endpoint was asked since the consent."""
        listed = self.sandbox.requests.listing()
        return sum(str(one["path"]).endswith("/connect/token") for one in listed)

    def organisation(self, token: str, tenant_id: str) -> str:
        """Return the name of an organisation, read with a token."""
        headers = {
            "Authorization": f"Bearer {token}",
            "xero-tenant-id": tenant_id,
            "Accept": "application/json",
        }
        with httpx.Client(trust_env=False) as http:
            reply = http.get(f"{self.base_url}/connections", headers=headers).raise_for_status()
        names = {one["tenantId"]: one["tenantName"] for one in reply.json()}
        return str(names[tenant_id])

    async def _consent(self) -> tuple[Grant, Sequence[Tenant]]:
        told = self.sandbox.announcement(self.base_url)
        endpoints = Endpoints.at(self.base_url)
        settings = OAuth2Input.model_validate(
            {"client_id": told["client_id"], "client_secret": told["client_secret"]}
            | {"scopes": SCOPES}
        )
        pending = begin_authorisation(settings, REDIRECT, endpoints)
        async with httpx.AsyncClient(trust_env=False) as http:
            page = await http.get(f"{pending.url}&sandbox_consent=all")
            grant = await complete_authorisation(pending, page.headers["location"], http, endpoints)
            tenants = await list_tenants(str(grant.access_token), http, endpoints)
        return grant, tenants


@contextmanager
def served() -> Iterator[Home]:
    """Serve a sandbox without limits."""
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        yield Home(sandbox, base_url)
