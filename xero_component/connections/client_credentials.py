"""A custom connection: the app acts for itself, in the one organisation that it was made for."""

from typing import Annotated, Self

import httpx
from pydantic import Field

from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.catalogue.apis import TOKEN_URL
from xero_component.connections._form_fields import (
    API_SCOPES,
    AppScopeText,
    ClientId,
    Secret,
    join_scopes,
    split_scopes,
)
from xero_component.connections._oauth.stored import StoredAuthorisation
from xero_component.connections._records import ConnectionStore, Grant
from xero_component.connections._store.memory import MemoryTokenStore
from xero_component.core.connection import ConnectionInput, ConnectionType, Flow
from xero_component.core.inputs import Form
from xero_component.errors import ReconnectError

KEY = "client_credentials"


class ClientCredentialsInput(ConnectionInput):
    """The custom connection, and what it may do."""

    scopes: AppScopeText = API_SCOPES
    """What the connection may do: scopes separated by spaces, without offline_access."""
    client_id: ClientId = Field()
    """The Client ID of the custom connection, from the Xero Developer portal."""
    client_secret: Annotated[Secret, Form(secret=True)] = Field()
    """A Client Secret of the custom connection."""


class ClientCredentialsConnection(StoredAuthorisation):
    """Authorises calls of a custom connection; it sends no tenant header, as the token names one.

    https://developer.xero.com/documentation/guides/oauth2/custom-connections
    """

    connection_type = KEY

    @classmethod
    def from_settings(
        cls,
        settings: ClientCredentialsInput,
        *,
        store: ConnectionStore | None = None,
        name: str = "custom connection",
        http: httpx.AsyncClient | None = None,
        endpoints: Endpoints | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Open a custom connection from its form; without a store, the token is kept in memory.

        In a store, a connection of this name with the same settings is used as it is, so that its
        token serves every process; with other settings it is replaced.
        """
        endpoints = endpoints or Endpoints.from_environment()
        store = store or MemoryTokenStore(clock)
        grant = client_credentials_grant(settings, endpoints)
        stored = _stored_grant(store, name)
        if stored is None or (stored.connection_type == KEY and _app(stored) != _app(grant)):
            store.save(name, grant)
        return cls(store, name, http, endpoints, clock)

    def _request_form(self, grant: Grant) -> dict[str, str]:
        return {"grant_type": "client_credentials", "scope": join_scopes(grant.requested_scopes)}

    def _refused(self) -> ReconnectError:
        return ReconnectError(
            f"Xero no longer accepts the custom connection {self.name!r} (invalid_grant).",
            advice="Have its user authorise it again in Xero.",
        )


def client_credentials_grant(
    settings: ClientCredentialsInput, endpoints: Endpoints | None = None
) -> Grant:
    """Return a grant without a token, ready to be saved; the first use asks for the token."""
    scopes = split_scopes(settings.scopes)
    return Grant(
        connection_type=KEY,
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        requested_scopes=scopes,
        scopes=scopes,
        issuer=(endpoints or Endpoints.from_environment()).issuer,
    )


def _stored_grant(store: ConnectionStore, name: str) -> Grant | None:
    if all(connection.name != name for connection in store.list()):
        return None
    return store.load(name)[1]


def _app(grant: Grant) -> tuple[object, ...]:
    return (
        grant.client_id,
        grant.client_secret,
        grant.requested_scopes,
        grant.issuer,
    )


client_credentials = ConnectionType(
    key=KEY,
    title="Xero OAuth 2.0 Client Credentials",
    description="Connect a custom connection to the one organisation that it was made for.",
    flow=Flow.CLIENT_CREDENTIALS,
    input=ClientCredentialsInput,
    open=ClientCredentialsConnection,
    token_url=TOKEN_URL,
    documentation="https://developer.xero.com/documentation/guides/oauth2/custom-connections",
    module=__name__,
)
