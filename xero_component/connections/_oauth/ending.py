"""Ending a stored connection where it counts: at Xero, and here.

https://developer.xero.com/documentation/guides/oauth2/managing-connections
"""

from dataclasses import dataclass

import httpx
from anyio import to_thread

from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.connections._oauth.stored import StoredAuthorisation
from xero_component.connections._oauth.tenants import disconnect
from xero_component.connections._open import open_connection
from xero_component.connections._records import Connection, ConnectionStore
from xero_component.connections.oauth2 import KEY
from xero_component.errors import ReconnectError


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedConnection:
    """What became of a connection that was ended."""

    connection: Connection
    ended_at_xero: bool
    kept_reason: str | None = None
    """Why the organisation stays connected in Xero; None where it does not."""


async def end_connection(
    name: str,
    store: ConnectionStore,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> EndedConnection:
    """Disconnect an organisation at Xero, then forget the connection and its tokens.

    Where Xero no longer takes the tokens, or another connection has the same organisation, it is
    forgotten here alone, and the answer says so. When Xero cannot be reached nothing changes, and
    `UnavailableError` is raised; `ConfigurationError` when there is no connection of this name.
    """
    connection = await to_thread.run_sync(store.get, name)
    reason = await _end_at_xero(connection, store, http, endpoints, clock)
    await to_thread.run_sync(store.delete, name)
    return EndedConnection(connection=connection, ended_at_xero=reason is None, kept_reason=reason)


async def _end_at_xero(
    connection: Connection,
    store: ConnectionStore,
    http: httpx.AsyncClient | None,
    endpoints: Endpoints | None,
    clock: Clock | None,
) -> str | None:
    """Return why the organisation stays connected in Xero, or None."""
    if connection.connection_type != KEY or connection.connection_id is None:
        return "A custom connection is ended in Xero itself."
    for other in await to_thread.run_sync(store.list):
        if other.name != connection.name and other.connection_id == connection.connection_id:
            return f"The connection {other.name!r} is to the same organisation."
    try:
        async with open_connection(connection.name, store, http, endpoints, clock) as opened:
            await _disconnect(opened, connection.connection_id, http, clock)
    except ReconnectError:
        return "Xero no longer accepts its tokens."
    return None


async def _disconnect(
    opened: StoredAuthorisation,
    connection_id: str,
    http: httpx.AsyncClient | None,
    clock: Clock | None,
) -> None:
    """End the link with a token that may turn out to have ended: then with another one."""
    token = await opened.access_token()
    try:
        await disconnect(connection_id, token, http, opened.endpoints, clock)
    except ReconnectError as error:
        if error.status != httpx.codes.UNAUTHORIZED:
            raise
        token = await opened.access_token(rejected=token)
        await disconnect(connection_id, token, http, opened.endpoints, clock)
