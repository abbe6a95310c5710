"""https://developer.xero.com/documentation/guides/oauth2/auth-flow#connections"""

from xero_component.api.client import XeroClient
from xero_component.api.tenants import tenants_of_consent
from xero_component.catalogue.records import Records, TenantConnection
from xero_component.core import ActionInput, Effect, action


class ListOrganisationsInput(ActionInput):
    """It takes no input but the connection."""


@action(title="List Organisations", effect=Effect.READ, scopes=set())
async def list_organisations(
    xero: XeroClient, data: ListOrganisationsInput
) -> Records[TenantConnection]:
    """List the organisations of this connection's consent, by name and id."""
    return await tenants_of_consent(xero)
