"""How calls to Xero are authorised: connection types, the consent, and the store of tokens.

Connecting takes five steps, the same for a command line and a web host:

    pending = begin_authorisation(settings, redirect_uri)         # send the person to pending.url
    grant = await complete_authorisation(pending, callback_url)   # the address they come back with
    tenants = await list_tenants(grant.access_token)
    tenant = choose_tenant(tenants, settings.tenant_name)
    store.save("acme", grant, tenant)

From then on, `open_connection("acme", store)` gives what a client needs.
"""

from xero_component.connections._oauth.consent import (
    Consent,
    PendingAuthorisation,
    begin_authorisation,
    complete_authorisation,
    complete_consent,
)
from xero_component.connections._oauth.ending import EndedConnection, end_connection
from xero_component.connections._oauth.home import endpoints_of
from xero_component.connections._oauth.stored import StoredAuthorisation
from xero_component.connections._oauth.tenants import (
    choose_tenant,
    disconnect,
    list_tenants,
    revoke,
)
from xero_component.connections._open import open_connection
from xero_component.connections._records import Connection, ConnectionStore, Grant, Tenant
from xero_component.connections._store.keys import generate_key
from xero_component.connections._store.memory import MemoryTokenStore
from xero_component.connections._store.naming import checked_name
from xero_component.connections._store.token_store import KeyUse, TokenStore
from xero_component.connections.client_credentials import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    client_credentials_grant,
)
from xero_component.connections.host_managed import HostManagedConnection, HostManagedInput
from xero_component.connections.oauth2 import OAuth2Connection, OAuth2Input

__all__ = [
    "ClientCredentialsConnection",
    "ClientCredentialsInput",
    "Connection",
    "ConnectionStore",
    "Consent",
    "EndedConnection",
    "Grant",
    "HostManagedConnection",
    "HostManagedInput",
    "KeyUse",
    "MemoryTokenStore",
    "OAuth2Connection",
    "OAuth2Input",
    "PendingAuthorisation",
    "StoredAuthorisation",
    "Tenant",
    "TokenStore",
    "begin_authorisation",
    "checked_name",
    "choose_tenant",
    "client_credentials_grant",
    "complete_authorisation",
    "complete_consent",
    "disconnect",
    "end_connection",
    "endpoints_of",
    "generate_key",
    "list_tenants",
    "open_connection",
    "revoke",
]
