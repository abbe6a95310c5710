"""Opening a stored connection by its name alone."""

import httpx

from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.connections._oauth.stored import StoredAuthorisation
from xero_component.connections._records import ConnectionStore
from xero_component.connections._store.token_store import TokenStore
from xero_component.connections.client_credentials import ClientCredentialsConnection
from xero_component.connections.oauth2 import OAuth2Connection
from xero_component.errors import ConfigurationError

_CLASSES: dict[str, type[StoredAuthorisation]] = {
    kind.connection_type: kind for kind in (OAuth2Connection, ClientCredentialsConnection)
}


def open_connection(
    name: str,
    store: ConnectionStore | None = None,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> StoredAuthorisation:
    """Open a stored connection of whatever type; without a store, from the user's own.

    Close it with `aclose()` (or `async with`). Raises `ConfigurationError` when there is none of
    this name.
    """
    opened = store or TokenStore(clock=clock)
    try:
        kind = _CLASSES.get(opened.get(name).connection_type)
        if kind is None:
            raise ConfigurationError(f"The connection {name!r} is of a type that cannot be opened.")
        return kind(opened, name, http, endpoints, clock, close_store=store is None)
    except BaseException:
        if store is None:
            opened.close()
        raise
