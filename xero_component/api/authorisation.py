"""How a call is authorised: bearer token, organisation id, one refresh when the token expired."""

from collections.abc import AsyncGenerator, Callable
from typing import Protocol

import httpx


class Authorisation(Protocol):
    """What the client needs of a connection."""

    @property
    def tenant_id(self) -> str | None:
        """The organisation's id; None where the token stands for one (custom connection)."""
        ...

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes of the present token, or None when they are not known."""
        ...

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is still valid.

        `rejected` is a token that Xero called expired: another one is needed. Raises
        `ReconnectError` when only a person's consent can bring one.
        """
        ...


class BearerAuth(httpx.Auth):
    """Adds token and tenant header; on `TokenExpired`, and nothing else, gets a new token once.

    https://developer.xero.com/documentation/guides/oauth2/auth-flow
    """

    def __init__(
        self,
        authorisation: Authorisation,
        *,
        tenanted: bool,
        before_resending: Callable[[], None] = lambda: None,
    ) -> None:
        self._authorisation = authorisation
        self._tenanted = tenanted
        self._before_resending = before_resending

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request, and once more when its token has expired meanwhile."""
        token = await self._authorisation.access_token()
        self._sign(request, token)
        response = yield request
        if response.status_code != httpx.codes.UNAUTHORIZED:
            return
        await response.aread()
        if b"tokenexpired" in response.content.lower():
            self._sign(request, await self._authorisation.access_token(rejected=token))
            self._before_resending()
            yield request

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["Authorization"] = f"Bearer {token}"
        if self._tenanted and self._authorisation.tenant_id is not None:
            request.headers["xero-tenant-id"] = self._authorisation.tenant_id
