"""A person consents on Xero's page; the tokens are kept in a store and renewed from there."""

from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from xero_component.catalogue.apis import AUTHORIZE_URL, REVOCATION_URL, TOKEN_URL
from xero_component.connections._form_fields import (
    API_SCOPES,
    OFFLINE_ACCESS,
    ClientId,
    ScopeText,
    Secret,
)
from xero_component.connections._oauth.stored import StoredAuthorisation
from xero_component.connections._records import Grant
from xero_component.core.connection import ConnectionInput, ConnectionType, Flow
from xero_component.core.inputs import Form
from xero_component.errors import ReconnectError

KEY = "oauth2"


class OAuth2Input(ConnectionInput):
    """The app, what it may do, and the organisation it is for."""

    scopes: ScopeText = f"{OFFLINE_ACCESS} {API_SCOPES}"
    """Scopes separated by spaces. Keep offline_access, or the connection ends after 30 minutes."""
    client_id: ClientId = Field()
    """The Client ID of the app, from the Xero Developer portal."""
    client_secret: Annotated[Secret | None, Form(secret=True)] = None
    """A Client Secret of the app. Leave it out only for an app of the PKCE kind, which has none."""
    tenant_name: str | None = None
    """Name or id of the organisation. Without it the consent has to cover exactly one."""
    use_pkce: bool = Field(default=True, title="Use PKCE")
    """Bind the consent to this request with a one-time verifier (S256)."""

    @field_validator("client_secret", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        return None if isinstance(text, str) and not text.strip() else value

    @field_validator("use_pkce")
    @classmethod
    def _public_apps_need_pkce(cls, value: bool, info: ValidationInfo) -> bool:
        if not value and info.data.get("client_secret", "invalid") is None:
            raise ValueError("an app without a Client Secret has to use PKCE")
        return value


class OAuth2Connection(StoredAuthorisation):
    """Authorises calls with the stored tokens of one connection, and renews them when they end.

    May be used by several tasks, threads and event loops at once.
    """

    connection_type = KEY

    def _request_form(self, grant: Grant) -> dict[str, str]:
        if grant.refresh_token is None:
            raise ReconnectError(
                f"The access token of {self.name!r} has ended, and it has no refresh token.",
                advice=f"Add {OFFLINE_ACCESS} to the connection's scopes and connect again.",
            )
        return {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}

    def _refused(self) -> ReconnectError:
        return ReconnectError(
            "Xero no longer accepts the refresh token: it was revoked, or not used for 60 days"
            " (invalid_grant)."
        )


oauth2 = ConnectionType(
    key=KEY,
    title="Xero OAuth 2.0",
    description="Connect to an organisation with the consent of one of its users.",
    flow=Flow.AUTHORIZATION_CODE,
    input=OAuth2Input,
    open=OAuth2Connection,
    authorize_url=AUTHORIZE_URL,
    token_url=TOKEN_URL,
    revocation_url=REVOCATION_URL,
    pkce=True,
    documentation="https://developer.xero.com/documentation/guides/oauth2/auth-flow",
    module=__name__,
)
