"""What the routes work with: store, clients, API keys, stored answers and the inbox."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

import anyio
import httpx
from anyio import to_thread
from fastapi import Request

from xero_component.api.client import XeroClient
from xero_component.api.clock import Clock, SystemClock
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import LineLimiter
from xero_component.connections import Connection, TokenStore
from xero_component.core import Component, Effect
from xero_component.errors import UnavailableError, XeroComponentError
from xero_component.runtimes.http.access import (
    Caller,
    CallerOf,
    caller_of,
    choose_connection,
    unknown_connection,
)
from xero_component.runtimes.http.answers import Answers
from xero_component.runtimes.http.api_keys import ApiKeys
from xero_component.runtimes.http.clients import Clients
from xero_component.runtimes.http.metrics import Metrics
from xero_component.runtimes.http.reading import read_object
from xero_component.runtimes.settings import Settings
from xero_component.store.database import Database
from xero_component.store.location import default_url
from xero_component.triggers import Inbox

PRUNE_EVERY = 3600.0
HOUR = 3600.0

log = logging.getLogger("xero_component.http")


@dataclass(frozen=True, kw_only=True)
class Server:
    """Everything that is open while the server runs."""

    settings: Settings
    component: Component
    clock: Clock
    database: Database
    store: TokenStore
    keys: ApiKeys
    answers: Answers
    inbox: Inbox
    clients: Clients
    metrics: Metrics
    caller: CallerOf
    """The dependency that finds out who calls."""
    close: Callable[[], None]
    http: httpx.AsyncClient | None = None
    """The client that every call goes through, where the program brings one."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep house while the block runs, then close everything."""
        try:
            async with anyio.create_task_group() as tasks, self.inbox.dispatching():
                tasks.start_soon(self._prune)
                yield
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await self.clients.aclose()
                await to_thread.run_sync(self.close)

    async def connection(self, caller: Caller, name: str | None) -> Connection:
        """Return the connection that a caller has chosen; raise `ProblemError`."""
        return await to_thread.run_sync(choose_connection, self.store, caller, name)

    async def named(self, caller: Caller, name: str) -> Connection:
        """Return the connection that an address names, never another; raise `ProblemError`."""
        if not name.strip():
            raise unknown_connection(name, ())
        return await self.connection(caller, name)

    @asynccontextmanager
    async def reading(self, caller: Caller, connection: str | None) -> AsyncIterator[XeroClient]:
        """Lend a caller the client of a connection to read with; raise `ProblemError`."""
        caller.require(Effect.READ)
        chosen = await self.connection(caller, connection)
        seconds = self.settings.action_seconds
        async with self.clients.use(chosen) as client:
            with anyio.move_on_after(seconds) as limit:
                yield client
        if limit.cancelled_caught:
            raise UnavailableError(f"Reading took longer than {seconds:g} seconds.")

    async def body(self, request: Request) -> dict[str, object]:
        """Return the JSON object of a request; raise `ProblemError`."""
        return await read_object(
            request, largest=self.settings.largest_body, seconds=self.settings.body_seconds
        )

    def check(self) -> None:
        """Raise what is wrong with the store or its key; it may block for a read."""
        names = [one.name for one in self.store.list()]
        if names:
            self.store.load(names[0])

    async def _prune(self) -> None:
        while True:
            try:
                await to_thread.run_sync(self.answers.prune)
            except XeroComponentError as error:
                log.warning("stored answers could not be pruned: %s", error.message)
            await anyio.sleep(PRUNE_EVERY)


def open_server(
    settings: Settings,
    component: Component,
    *,
    limits: LineLimiter | None = None,
    clock: Clock | None = None,
    http: httpx.AsyncClient | None = None,
) -> Server:
    """Open the store and all that is in it; raise `ConfigurationError` or `UnavailableError`."""
    clock = clock or SystemClock()
    url = settings.store or default_url()
    key = settings.key.get_secret_value() if settings.key else None
    endpoints = Endpoints.at(settings.base_url) if settings.base_url else None
    with ExitStack() as opened:
        store = opened.enter_context(TokenStore(url, key, clock))
        database = Database(url)
        opened.callback(database.close)
        inbox = Inbox(url, clock=clock)
        opened.callback(inbox.close)
        keys = ApiKeys(database, clock)
        limits = limits or store.limits
        clients = Clients(store, endpoints=endpoints, limits=limits, clock=clock, http=http)
        answers = Answers(
            database,
            seal=store.seal,
            unseal=store.unseal,
            keep_seconds=settings.answer_hours * HOUR,
            lease_seconds=settings.lease_seconds,
            clock=clock,
        )
        return Server(
            settings=settings,
            component=component,
            clock=clock,
            database=database,
            store=store,
            keys=keys,
            answers=answers,
            inbox=inbox,
            clients=clients,
            metrics=Metrics(limits, database),
            caller=caller_of(keys, required=settings.needs_api_keys),
            close=opened.pop_all().close,
            http=http,
        )
