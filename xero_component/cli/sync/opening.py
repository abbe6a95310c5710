"""Opening what a command works with: store, connection, client, and the place of the rows."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xero_component.cli.stored import chosen_connection, open_store

if TYPE_CHECKING:
    from xero_component.api.client import XeroClient
    from xero_component.connections import Connection, StoredAuthorisation, TokenStore
    from xero_component.sync import Sink
    from xero_component.sync.run_log import RunLog


@dataclass(frozen=True)
class Source:
    """One stored connection."""

    store: "TokenStore"
    connection: "Connection"

    @property
    def log(self) -> "RunLog":
        """The runs that the store knows of."""
        from xero_component.sync.run_log import RunLog

        return RunLog(self.store.database)

    def calls_left(self) -> int | None:
        """Return how many calls the organisation has left today, as far as Xero has told."""
        from xero_component.api.usage_report import remaining

        client_id = self.store.load(self.connection.name)[1].client_id
        key = (client_id, self.connection.tenant_id or "")
        left = remaining(self.store.database, datetime.now(UTC))
        return next((one.day for one in left if (one.app, one.tenant_id) == key), None)


@dataclass(frozen=True)
class Organisation:
    """A client for a connection, and the id under which its rows are kept."""

    xero: "XeroClient"
    authorisation: "StoredAuthorisation"
    tenant_id: str


@contextmanager
def opened_source(connection: str | None) -> Iterator[Source]:
    """Open the store, and find the connection of a name, or the only one."""
    with open_store() as store:
        yield Source(store, store.get(chosen_connection(store, connection)))


@asynccontextmanager
async def opened_organisation(source: Source) -> AsyncIterator[Organisation]:
    """Open a client for a connection."""
    from xero_component.api.client import XeroClient
    from xero_component.connections import open_connection
    from xero_component.sync.engine import organisation_of

    authorisation = open_connection(source.connection.name, source.store)
    async with XeroClient(authorisation) as xero:
        yield Organisation(xero, authorisation, await organisation_of(xero))


async def tenant_of(source: Source) -> str:
    """Return the organisation's id; for a custom connection, which does not hold it, ask Xero."""
    if source.connection.tenant_id is not None:
        return source.connection.tenant_id
    async with opened_organisation(source) as home:
        return home.tenant_id


def sink_at(url: str) -> "Sink":
    """Return the sink of an address, not opened yet."""
    from xero_component.sync.opening import open_sink

    return open_sink(url)
