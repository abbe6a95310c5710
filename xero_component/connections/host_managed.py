"""The host keeps the tokens itself, and hands over the one to use."""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated

from anyio import to_thread
from pydantic import Field, SecretStr

from xero_component.api.clock import Clock, SystemClock
from xero_component.connections._form_fields import Secret
from xero_component.connections._oauth.claims import read_claims
from xero_component.connections._oauth.flight import flight_lock
from xero_component.core.connection import ConnectionInput, ConnectionType, Flow
from xero_component.core.inputs import Form
from xero_component.errors import ConfigurationError, ReconnectError

KEY = "host_managed"

Refresh = Callable[[], Awaitable[str]] | Callable[[], str]


class HostManagedInput(ConnectionInput):
    """A token of the host, and the organisation it is for."""

    access_token: Annotated[Secret, Form(secret=True)] = Field()
    """A valid access token of Xero, without the word Bearer."""
    tenant_id: str | None = None
    """Id of the organisation. Leave it out only for the token of a custom connection."""


class HostManagedConnection:
    """Authorises calls with a token that the host looks after.

    `refresh` is called, once at a time in an event loop, when Xero says that the token has expired;
    it returns the next token. A plain function runs in a thread, so it may block.
    """

    def __init__(
        self,
        access_token: str | SecretStr,
        tenant_id: str | None,
        refresh: Refresh | None = None,
        scopes: Iterable[str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Take a token over; raise `ConfigurationError` for one that cannot be sent in a header."""
        self._token = _checked(access_token)
        self._tenant_id = tenant_id
        self._refresh = refresh
        self._scopes = None if scopes is None else frozenset(scopes)
        self._clock = clock or SystemClock()

    @property
    def tenant_id(self) -> str | None:
        """The organisation's id; None where the token itself stands for one."""
        return self._tenant_id

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes that the host named, else those that the token names.

        None once the token has ended: the next one may have others.
        """
        claims = read_claims(self._token)
        if claims.expires_at is not None and claims.expires_at <= self._clock.now():
            return None
        return claims.scopes if self._scopes is None else self._scopes

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return the host's token, or the next one when this one was rejected.

        Raises `ReconnectError` when the host gives no other token.
        """
        if self._token != rejected:
            return self._token
        async with flight_lock(self):
            if self._token == rejected:
                self._token = await self._next_token()
            if self._token == rejected:
                raise ReconnectError("The host gave the token again that Xero called expired.")
            return self._token

    async def aclose(self) -> None:
        """Do nothing: the host keeps what it gave."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(tenant_id={self._tenant_id!r})"

    async def _next_token(self) -> str:
        if self._refresh is None:
            raise ReconnectError(
                "The access token has expired, and the host gave no way to renew it.",
                advice="Hand over a new token, or give the connection a refresh function.",
            )
        if inspect.iscoroutinefunction(self._refresh):
            return _checked(await self._refresh())
        answer = await to_thread.run_sync(self._refresh)
        return _checked(await answer if inspect.isawaitable(answer) else answer)


def _checked(token: object) -> str:
    text = token.get_secret_value() if isinstance(token, SecretStr) else token
    if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable():
        raise ConfigurationError("The host's access token is not text that fits a header.")
    if " " in text:
        raise ConfigurationError("The host's access token holds a space: leave out Bearer.")
    return text


host_managed = ConnectionType(
    key=KEY,
    title="Xero Access Token",
    description="Use an access token that the host obtains and renews itself.",
    flow=Flow.HOST_MANAGED,
    input=HostManagedInput,
    open=HostManagedConnection,
    documentation="https://developer.xero.com/documentation/guides/oauth2/auth-flow",
    module=__name__,
)
