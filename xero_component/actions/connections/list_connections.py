"""https://developer.xero.com/documentation/guides/oauth2/auth-flow#connections"""

from xero_component.api.client import XeroClient
from xero_component.catalogue.records import Records, TenantConnection
from xero_component.core import ActionInput, Effect, action


class ListConnectionsInput(ActionInput):
    """It takes no input but the connection."""


@action(title="List Connections", effect=Effect.READ, scopes=set())
async def list_connections(
    xero: XeroClient, data: ListConnectionsInput
) -> Records[TenantConnection]:
    """List the organisations that the user has connected to the app."""
    return await xero.connections()
