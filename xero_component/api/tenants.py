"""The organisations that one consent has connected.

https://developer.xero.com/documentation/guides/oauth2/auth-flow#connections
"""

from xero_component.api.client import XeroClient
from xero_component.catalogue.records import Records, TenantConnection


async def tenants_of_consent(xero: XeroClient) -> Records[TenantConnection]:
    """Return the organisations of the consent that connected the client's own.

    Xero lists every organisation that the user has ever connected to the app; only those of the
    same `authEventId` belong to this connection. A custom connection has no organisation of its own
    in the token, and just one in the list.
    """
    found = await xero.connections()
    if xero.tenant_id is None:
        return found
    rows = found["records"]
    own = xero.tenant_id.lower()
    events = {row.get("authEventId") for row in rows if str(row.get("tenantId")).lower() == own}
    kept = [row for row in rows if row.get("authEventId") in events]
    return Records(records=kept, paging=None)
