"""One open client for each connection, shared by all who use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio
import httpx
from anyio import to_thread

from xero_component.api.client import XeroClient
from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limiter
from xero_component.connections import Connection, ConnectionStore, open_connection


class _Opened:
    def __init__(self, client: XeroClient, connection: Connection) -> None:
        self.client = client
        self.identity = _identity(connection)
        self.users = 0
        self.replaced = False

    async def leave(self) -> None:
        """Close the client once nobody uses it, if another has taken its place."""
        if self.replaced and not self.users:
            await self.client.aclose()


class Clients:
    """Opens a client when a connection is first used, and keeps it open.

    A connection that was made anew, perhaps to another organisation, gets a new client; the old one
    is closed when its last call has ended.
    """

    def __init__(
        self,
        store: ConnectionStore,
        *,
        endpoints: Endpoints | None = None,
        limits: Limiter | None = None,
        clock: Clock | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._store = store
        self._endpoints = endpoints
        self._limits = limits
        self._clock = clock
        self._http = http
        self._opened: dict[str, _Opened] = {}
        self._opening = anyio.Lock()

    @asynccontextmanager
    async def use(self, connection: Connection) -> AsyncIterator[XeroClient]:
        """Lend the client of a connection as it was just read from the store."""
        opened = await self._of(connection)
        opened.users += 1
        try:
            yield opened.client
        finally:
            opened.users -= 1
            await opened.leave()

    async def aclose(self) -> None:
        """Close every client."""
        while self._opened:
            await self._opened.popitem()[1].client.aclose()

    async def _of(self, connection: Connection) -> _Opened:
        known = self._opened.get(connection.name)
        if known is not None and known.identity == _identity(connection):
            return known
        async with self._opening:
            known = self._opened.get(connection.name)
            if known is not None and known.identity == _identity(connection):
                return known
            made = _Opened(await self._open(connection.name), connection)
            self._opened[connection.name] = made
            if known is not None:
                known.replaced = True
                await known.leave()
            return made

    async def _open(self, name: str) -> XeroClient:
        opening = partial(
            open_connection, name, self._store, self._http, self._endpoints, self._clock
        )
        authorisation = await to_thread.run_sync(opening)
        return XeroClient(
            authorisation,
            endpoints=self._endpoints,
            limits=self._limits,
            clock=self._clock,
            http=self._http,
        )


def _identity(connection: Connection) -> tuple[object, ...]:
    return (connection.connection_type, connection.grant_id, connection.tenant_id)
