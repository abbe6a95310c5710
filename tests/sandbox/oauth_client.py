"""An app that goes through the sandbox's consent and uses its tokens."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.sandbox.fake_ledger import DEMO
from xero_component.sandbox.identity.applications import (
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)

AUTHORIZE = "/identity/connect/authorize"
REDIRECT_URI = "http://localhost:8080/callback"
SCOPES = "openid offline_access accounting.invoices accounting.contacts accounting.settings.read"
BASIC = httpx.BasicAuth(CLIENT_ID, CLIENT_SECRET)
CUSTOM = httpx.BasicAuth(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET)


@dataclass
class OAuthClient:
    """One app on one HTTP client."""

    http: httpx.AsyncClient
    access_token: str = ""
    tenant_id: str = DEMO.id

    async def authorize(self, **changes: str | None) -> httpx.Response:
        asked = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "scope": SCOPES,
            "state": "s-1",
            "sandbox_consent": "all",
        } | changes
        query = {name: value for name, value in asked.items() if value is not None}
        return await self.http.get(AUTHORIZE, params=query)

    async def code(self, **changes: str | None) -> str:
        return redirected(await self.authorize(**changes))["code"]

    async def token(
        self, grant_type: str, auth: httpx.Auth | None = BASIC, **form: str
    ) -> httpx.Response:
        # httpx takes None for "the client's own", so no authentication is an empty hook.
        return await self.http.post(
            "/connect/token", data={"grant_type": grant_type, **form}, auth=auth or httpx.Auth()
        )

    async def redeem(self, code: str, **form: str) -> httpx.Response:
        form = {"code": code, "redirect_uri": REDIRECT_URI, **form}
        return await self.token("authorization_code", BASIC, **form)

    async def connect(self, **changes: str | None) -> dict[str, Any]:
        tokens: dict[str, Any] = (await self.redeem(await self.code(**changes))).json()
        self.access_token = tokens["access_token"]
        return tokens

    async def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.access_token}"}
        if self.tenant_id:
            headers["xero-tenant-id"] = self.tenant_id
        headers |= request.pop("headers", {})
        base = "/api.xro/2.0" if not path.startswith(("/connections", "/Connections")) else ""
        return await self.http.request(method, base + path, headers=headers, **request)


def redirected(response: httpx.Response) -> dict[str, str]:
    """Read the parameters that a redirect carries back to the app."""
    assert response.status_code == 302, response.text
    location = response.headers["location"]
    assert location.startswith(REDIRECT_URI)
    return dict(parse_qsl(urlsplit(location).query))
