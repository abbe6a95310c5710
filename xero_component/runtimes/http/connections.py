"""`/connections`: which there are, whether they work, and how one ends."""

from datetime import datetime
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from xero_component.api.client import XeroClient
from xero_component.connections import Connection, end_connection
from xero_component.core import Effect
from xero_component.errors import ReconnectError
from xero_component.runtimes.http.access import Caller
from xero_component.runtimes.http.replies import json_answer
from xero_component.runtimes.http.server import Server

Name = Annotated[str, InPath(description="Name of the connection.", examples=["acme"])]


class StoredConnection(BaseModel):
    """A connection, without its secrets."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    """What flows call it."""
    type: str
    """Key of the connection type, such as `oauth2`."""
    organisation: str | None
    """Name of the organisation; null for a custom connection, whose token stands for one."""
    tenant_id: str | None
    """Id of the organisation."""
    scopes: list[str]
    """The scopes of its token."""
    expires_at: datetime | None
    """When its token ends; it is renewed by itself when it is used next."""
    needs_reconnect: bool
    """Whether a person has to connect again."""
    reconnect_reason: str | None
    """Why."""


class StoredConnections(BaseModel):
    """The connections that the caller may use."""

    connections: list[StoredConnection]


class ConnectionTest(BaseModel):
    """What Xero says of a connection that works."""

    name: str
    works: bool
    organisation: str | None


class Disconnected(BaseModel):
    """What became of a connection."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    disconnected_at_xero: bool
    """Whether the app was disconnected from the organisation at Xero; not so for a custom
    connection, where another connection has the organisation, and where Xero had ended it before.
    """
    reason: str | None
    """Why the app stays connected there; null where it does not."""


def connections_router(server: Server) -> APIRouter:
    """Return the routes of connections."""
    router = APIRouter(tags=["connections"])
    caller_dependency = Depends(server.caller)

    @router.get(
        "/connections",
        operation_id="get_connections",
        summary="List Connections",
        response_model=StoredConnections,
    )
    async def listed(caller: Annotated[Caller, caller_dependency]) -> Response:
        """List the stored connections that the caller may use."""
        caller.require(Effect.READ)
        known = await to_thread.run_sync(server.store.list)
        shown = [shown_connection(one) for one in known if caller.sees(one.name)]
        return json_answer({"connections": shown})

    @router.get(
        "/connections/{name:path}",
        operation_id="get_connection",
        summary="Show Connection",
        response_model=StoredConnection,
    )
    async def one(name: Name, caller: Annotated[Caller, caller_dependency]) -> Response:
        """Show one stored connection."""
        caller.require(Effect.READ)
        return json_answer(shown_connection(await server.named(caller, name)))

    @router.post(
        "/connections/{name:path}/test",
        operation_id="test_connection",
        summary="Test Connection",
        response_model=ConnectionTest,
    )
    async def test(name: Name, caller: Annotated[Caller, caller_dependency]) -> Response:
        """Ask Xero whether a connection still works; it costs one call."""
        caller.require(Effect.READ)
        connection = await server.named(caller, name)
        async with server.clients.use(connection) as client:
            organisation = await _organisation(client, connection)
        return json_answer({"name": connection.name, "works": True, "organisation": organisation})

    @router.delete(
        "/connections/{name:path}",
        operation_id="disconnect_connection",
        summary="Disconnect",
        response_model=Disconnected,
    )
    async def end(name: Name, caller: Annotated[Caller, caller_dependency]) -> Response:
        """Disconnect the app from the organisation at Xero, and forget the connection here."""
        caller.require(Effect.DESTRUCTIVE)
        connection = await server.named(caller, name)
        ended = await end_connection(connection.name, server.store, server.http, clock=server.clock)
        return json_answer(
            {
                "name": connection.name,
                "disconnected_at_xero": ended.ended_at_xero,
                "reason": ended.kept_reason,
            }
        )

    return router


def shown_connection(connection: Connection) -> dict[str, object]:
    """Return what may be shown of a connection."""
    return {
        "name": connection.name,
        "type": connection.connection_type,
        "organisation": connection.tenant_name,
        "tenant_id": connection.tenant_id,
        "scopes": sorted(connection.scopes),
        "expires_at": connection.expires_at,
        "needs_reconnect": connection.needs_reconnect,
        "reconnect_reason": connection.reconnect_reason,
    }


async def _organisation(client: XeroClient, connection: Connection) -> str | None:
    """Return the organisation's name; raise `ReconnectError` when it is no longer connected."""
    found = {one.get("tenantId"): one.get("tenantName") for one in await _listed(client)}
    if not found or (connection.tenant_id is not None and connection.tenant_id not in found):
        raise ReconnectError(
            f"Xero takes the token of {connection.name!r}, but its organisation is no longer"
            " connected to the app."
        )
    return found[connection.tenant_id] if connection.tenant_id else next(iter(found.values()))


async def _listed(client: XeroClient) -> list[dict[str, str]]:
    return [dict(one) for one in (await client.connections())["records"]]  # type: ignore[arg-type]
