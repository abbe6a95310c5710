"""How a call is authorised: bearer token, organisation id, another token for one that expired."""

from collections.abc import AsyncGenerator, Callable
from typing import Protocol

import httpx

from xero_component.api.bodies import read_body

RENEWALS = 2
"""Tokens asked for during one call. The first may be one that another process got a while ago, and
that has ended as well without this machine's clock saying so; the second was made just now."""


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
    """Adds token and tenant header; on `TokenExpired`, and nothing else, gets another token.

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
        """Send the request, and again with another token while its own has expired."""
        token = await self._authorisation.access_token()
        self._sign(request, token)
        response = yield request
        for _ in range(RENEWALS):
            if not await _has_expired(response):
                return
            token = await self._authorisation.access_token(rejected=token)
            self._sign(request, token)
            self._before_resending()
            response = yield request

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["Authorization"] = f"Bearer {token}"
        if self._tenanted and self._authorisation.tenant_id is not None:
            request.headers["xero-tenant-id"] = self._authorisation.tenant_id


async def _has_expired(response: httpx.Response) -> bool:
    """Tell whether Xero calls the token of a request expired."""
    if response.status_code != httpx.codes.UNAUTHORIZED:
        return False
    await read_body(response)
    return says_expired(response.content.decode("utf-8", "replace"))


def says_expired(text: str) -> bool:
    """Tell whether Xero's words about a 401 are that the token has expired."""
    return "tokenexpired" in text.lower().replace(" ", "")
