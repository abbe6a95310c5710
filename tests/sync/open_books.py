"""The sandbox, with a connection that may read whatever there is a stream for."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.conformance.in_process import BASE_URL, UNPACED, InProcess, SharedClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.sandbox import Sandbox
from xero_component.sync import STREAMS

CLOSED = {"accounting.journals.read"}
"""Scopes that Xero gives to few apps."""
SCOPES = frozenset[str]().union(*(stream.scopes for stream in STREAMS.values())) - CLOSED


class OpenBooks(InProcess):
    """A sandbox of its own; `reader` may read everything, `xero` may write the documents."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = reader_of(self.sandbox, self.http, SCOPES)


def reader_of(sandbox: Sandbox, http: httpx.AsyncClient, scopes: Iterable[str]) -> XeroClient:
    """Return a client of the first organisation with some scopes."""
    clock, endpoints = SharedClock(sandbox.clock), Endpoints.at(BASE_URL)
    announced: Any = sandbox.announcement(BASE_URL)
    settings = {**announced["custom_connection"], "scopes": " ".join(sorted(scopes))}
    connection = ClientCredentialsConnection.from_settings(
        ClientCredentialsInput.model_validate(settings),
        store=MemoryTokenStore(clock),
        http=http,
        endpoints=endpoints,
        clock=clock,
    )
    limits = Limits(per_minute=UNPACED, app_per_minute=UNPACED, clock=clock)
    return XeroClient(connection, endpoints=endpoints, limits=limits, clock=clock, http=http)


@asynccontextmanager
async def open_books() -> AsyncIterator[OpenBooks]:
    """Open both sides, and close the client at the end."""
    opened = OpenBooks()
    async with opened.http:
        yield opened
