"""A connection whose tokens are in a store, renewed by one caller at a time anywhere.

Many processes may hold the same connection, and a refresh token works once. So a renewal happens
under a lease in the store, reads again what is stored once it has the lease, and stores the new
tokens before anyone uses them. The lease is a row with an end, not an open transaction: whoever
dies with it delays those who come next for LEASE_SECONDS at most. Dying between Xero's answer and
the store loses nothing, as Xero accepts the old refresh token for 30 minutes more.

https://developer.xero.com/documentation/guides/oauth2/auth-flow#refreshing-access-and-refresh-tokens
"""

from abc import ABC, abstractmethod
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from secrets import token_hex
from types import TracebackType
from typing import Self

import anyio
import httpx
from anyio import to_thread

from xero_component.api.clock import Clock, SystemClock
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limiter
from xero_component.connections._oauth.flight import flight_lock
from xero_component.connections._oauth.home import endpoints_of
from xero_component.connections._oauth.sending import Sender
from xero_component.connections._oauth.token_endpoint import (
    GrantRefusedError,
    TokenReply,
    request_tokens,
)
from xero_component.connections._records import Connection, ConnectionStore, Grant
from xero_component.errors import (
    ConfigurationError,
    ReconnectError,
    UnavailableError,
    XeroComponentError,
)

MARGIN = timedelta(seconds=60)
"""A token that ends sooner than this is renewed before it is used."""
LEASE_SECONDS = 60.0
"""Longer than one attempt at the token endpoint; extended before each further attempt."""
POLL_SECONDS = 0.2
"""How long a caller waits before it looks again whether another one has renewed; each time longer,
up to a second."""
LONGEST_POLL_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 240.0
"""How long a caller waits for another one that renews."""


class _LeaseLostError(Exception):
    """Another owner took the lease, as this one was away for longer than it lasts."""


class StoredAuthorisation(ABC):
    """An `Authorisation` whose grant is in a store."""

    connection_type = ""

    def __init__(
        self,
        store: ConnectionStore,
        name: str,
        http: httpx.AsyncClient | None = None,
        endpoints: Endpoints | None = None,
        clock: Clock | None = None,
        *,
        close_store: bool = False,
    ) -> None:
        """Read the connection; raise `ConfigurationError` when there is none of this type."""
        self.name = name
        self._store = store
        self._close_store = close_store
        self._clock = clock or SystemClock()
        connection, self._grant = store.load(name)
        self.endpoints = endpoints or endpoints_of(self._grant, name)
        """Where its calls go."""
        self._sender = Sender(http, self._clock, self.endpoints)
        self._check_home(self._grant)
        self._tenant_id = connection.tenant_id
        self._failures = 0
        self._failure: XeroComponentError | None = None
        """What the last attempt ended with: those who waited for it fail with it."""
        if connection.connection_type != self.connection_type:
            raise ConfigurationError(
                f"The connection {name!r} is of the type {connection.connection_type!r},"
                f" not {self.connection_type!r}."
            )

    @property
    def tenant_id(self) -> str | None:
        """The organisation's id; None where the token itself stands for one."""
        return self._tenant_id

    @property
    def client_id(self) -> str:
        """The app that calls, for which Xero counts the calls."""
        return self._grant.client_id

    @property
    def limits(self) -> Limiter | None:
        """The limits that all who use the store share; None for a store in memory."""
        return getattr(self._store, "limits", None)

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes of the token read last, or None when they are not known."""
        return self._grant.scopes or None

    async def reread(self) -> None:
        """Take over what the store holds now, such as the scopes of a consent given meanwhile."""
        await self._read()

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a token that is valid for a minute at least and is not the rejected one.

        Raises `ReconnectError` when only a person's consent can bring one, `UnavailableError` when
        the token endpoint cannot be reached, `ConfigurationError` when it refuses the app.
        """
        token = self._usable(self._grant, rejected)
        if token is not None:
            return token
        failures = self._failures
        async with flight_lock(self):
            token = self._usable(self._grant, rejected)
            if token is not None:
                return token
            if self._failure is not None and self._failures != failures:
                raise copy(self._failure) from None
            try:
                return await self._obtain(rejected)
            except XeroComponentError as error:
                self._failure = error
                self._failures += 1
                raise

    async def aclose(self) -> None:
        """Close the store if it was opened for this connection; the http client stays open."""
        if self._close_store:
            await to_thread.run_sync(self._store.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, tenant_id={self._tenant_id!r})"

    @abstractmethod
    def _request_form(self, grant: Grant) -> dict[str, str]:
        """Return what the token endpoint is asked with."""

    @abstractmethod
    def _refused(self) -> ReconnectError:
        """Return the error that says what a person does about an `invalid_grant`."""

    async def _obtain(self, rejected: str | None) -> str:
        owner = token_hex(16)
        give_up_at = self._clock.monotonic() + LONGEST_WAIT_SECONDS
        pause = POLL_SECONDS
        while True:
            grant = await self._read()
            token = self._usable(grant, rejected)
            if token is not None:
                return token
            if await self._lease(grant, owner):
                try:
                    return await self._renew(owner, rejected)
                except _LeaseLostError:
                    pass
                finally:
                    with anyio.CancelScope(shield=True):
                        await to_thread.run_sync(self._store.release_lease, grant.id, owner)
            if self._clock.monotonic() >= give_up_at:
                raise UnavailableError(
                    f"Another process has been renewing the token of {self.name!r} for too long."
                )
            await self._clock.sleep(pause)
            pause = min(1.5 * pause, LONGEST_POLL_SECONDS)

    async def _renew(self, owner: str, rejected: str | None) -> str:
        while True:
            grant = await self._read()
            token = self._usable(grant, rejected)
            if token is not None:
                return token
            try:
                reply = await request_tokens(
                    self._sender,
                    self.endpoints,
                    client_id=grant.client_id,
                    client_secret=grant.client_secret,
                    form=self._request_form(grant),
                    before_attempt=partial(self._keep_lease, grant, owner),
                )
            except GrantRefusedError:
                await self._mark_unless_changed(grant)
                continue
            renewed = _renewed(grant, reply)
            with anyio.CancelScope(shield=True):
                if await to_thread.run_sync(self._store.update, renewed):
                    self._grant = replace(renewed, generation=renewed.generation + 1)
                    return reply.access_token

    async def _mark_unless_changed(self, grant: Grant) -> None:
        """Mark the grant as refused; return only if another process stored newer tokens.

        A custom connection has no refresh token that could be used up, and may be authorised again
        in Xero without anything changing here, so it is never marked.
        """
        error = self._refused()
        if grant.refresh_token is None:
            raise error from None
        marked = replace(grant, reconnect_reason=error.message)
        with anyio.CancelScope(shield=True):
            if await to_thread.run_sync(self._store.update, marked):
                self._grant = replace(marked, generation=marked.generation + 1)
                raise error from None

    async def _read(self) -> Grant:
        connection, grant = await to_thread.run_sync(self._store.load, self.name)
        self._check(connection, grant)
        self._grant = grant
        return grant

    def _check(self, connection: Connection, grant: Grant) -> None:
        if connection.tenant_id != self._tenant_id:
            raise ConfigurationError(
                f"The connection {self.name!r} was changed to another organisation.",
                advice="Open the connection again.",
            )
        if grant.reconnect_reason is not None:
            raise ReconnectError(f"{self.name!r} cannot be used. {grant.reconnect_reason}")
        self._check_home(grant)

    def _check_home(self, grant: Grant) -> None:
        real = Endpoints().issuer
        if (grant.issuer == real) != (self.endpoints.issuer == real):
            raise ConfigurationError(
                f"The connection {self.name!r} was made at {grant.issuer}, and the tokens would be"
                f" sent to {self.endpoints.issuer}.",
                advice="Set XERO_COMPONENT_BASE_URL as it was, or connect again.",
            )

    def _usable(self, grant: Grant, rejected: str | None) -> str | None:
        token = grant.access_token
        if token is None or token == rejected or grant.reconnect_reason is not None:
            return None
        fresh = grant.expires_at is not None and grant.expires_at - self._clock.now() > MARGIN
        return token if fresh else None

    async def _lease(self, grant: Grant, owner: str) -> bool:
        return await to_thread.run_sync(self._store.acquire_lease, grant.id, owner, LEASE_SECONDS)

    async def _keep_lease(self, grant: Grant, owner: str) -> None:
        if not await self._lease(grant, owner):
            raise _LeaseLostError


def _renewed(grant: Grant, reply: TokenReply) -> Grant:
    return replace(
        grant,
        access_token=reply.access_token,
        refresh_token=reply.refresh_token or grant.refresh_token,
        expires_at=reply.expires_at,
        scopes=reply.scopes or grant.scopes,
        auth_event_id=reply.auth_event_id or grant.auth_event_id,
    )
