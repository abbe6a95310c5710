"""The component and the sandbox in one process, for tests that call actions by the thousand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from anyio.lowlevel import checkpoint

from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.component import component
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.core import Outcome, StepContext, invoke_sync
from xero_component.core.invoke import blocking_portal
from xero_component.sandbox import Sandbox
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.clock import SandboxClock
from xero_component.sandbox.gateway import Book
from xero_component.sandbox.server import demo_ledger
from xero_component.sandbox.wire import Change

BASE_URL = "http://localhost"
START = datetime(2026, 11, 20, 9, tzinfo=UTC)
UNPACED = 10**9


class SharedClock:
    """The sandbox's time as the component tells it; sleeping moves it on, and takes no time."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock()

    def monotonic(self) -> float:
        return (self._clock() - START).total_seconds()

    async def sleep(self, seconds: float) -> None:
        self._clock.advance(seconds)
        await checkpoint()


class InProcess:
    """A client of the sandbox's first organisation, and the books that it writes to."""

    def __init__(self) -> None:
        self.clock = SandboxClock(START)
        self._organisations: list[Organisation] = []
        self.sandbox = Sandbox(limits=None, clock=self.clock, ledger=self._open_ledger)
        endpoints, shared = Endpoints.at(BASE_URL), SharedClock(self.clock)
        announced: Any = self.sandbox.announcement(BASE_URL)
        self._secret: str = announced["custom_connection"]["client_secret"]
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.sandbox.app))
        self._store = MemoryTokenStore(shared)
        self.authorisation = ClientCredentialsConnection.from_settings(
            ClientCredentialsInput.model_validate(announced["custom_connection"]),
            store=self._store,
            http=self.http,
            endpoints=endpoints,
            clock=shared,
        )
        limits = Limits(per_minute=UNPACED, app_per_minute=UNPACED, clock=shared)
        self.xero = XeroClient(
            self.authorisation, endpoints=endpoints, limits=limits, clock=shared, http=self.http
        )

    @property
    def organisation(self) -> Organisation:
        """The books of the first organisation, as the sandbox holds them."""
        return self._organisations[0]

    def perform(self, key: str, raw: Any, context: StepContext | None = None) -> Outcome[Any]:
        """Run an action; raises what it raises."""
        return invoke_sync(component, key, raw, self.xero, context)

    def sent(self) -> list[str]:
        """Return the methods of the requests to Xero's APIs since the log was last cleared."""
        listed: list[dict[str, Any]] = self.sandbox.requests.listing()
        return [row["method"] for row in listed if row["path"] != "/connect/token"]

    def secrets(self) -> Sequence[str]:
        """Return what nobody may ever read."""
        token = blocking_portal().call(self.authorisation.access_token)
        return (token, self._secret)

    def _open_ledger(
        self, clock: SandboxClock, on_change: Callable[[Change], None]
    ) -> Sequence[Book]:
        books = demo_ledger(clock, on_change)
        apis: list[Any] = [book.api for book in books]
        self._organisations = [api.organisation for api in apis]
        return books


@contextmanager
def in_process() -> Iterator[InProcess]:
    """Open both sides, and close the client at the end."""
    opened = InProcess()
    try:
        yield opened
    finally:
        blocking_portal().call(opened.http.aclose)
