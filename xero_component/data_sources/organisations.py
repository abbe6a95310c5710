"""https://developer.xero.com/documentation/guides/oauth2/auth-flow#connections"""

from xero_component.api.client import XeroClient
from xero_component.api.tenants import tenants_of_consent
from xero_component.catalogue.records import TenantConnection
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut, line


@data_source(title="Organisations", scopes=set())
async def organisations(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an organisation of the connection's consent by name; the value is its tenant id."""
    found = await tenants_of_consent(xero)
    return cut(map(_choice, found["records"]), query)


def _choice(row: TenantConnection) -> Choice:
    tenant = row.get("tenantId") or ""
    return Choice(row.get("tenantName") or tenant, tenant, line(row.get("tenantType")))
