"""The apps that the sandbox knows, and the tenants that they can be connected to."""

import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

CLIENT_ID = "sandbox-client-id"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105 - opens nothing but the sandbox
PKCE_CLIENT_ID = "sandbox-pkce-client-id"
CUSTOM_CONNECTION_CLIENT_ID = "sandbox-custom-connection-client-id"
CUSTOM_CONNECTION_CLIENT_SECRET = "sandbox-custom-connection-secret"  # noqa: S105 - as above
WEBHOOK_KEY = "sandbox-webhook-key"


class AppType(Enum):
    """Xero's types of app."""

    WEB = "web"
    PKCE = "pkce"
    CUSTOM_CONNECTION = "custom connection"


@dataclass(frozen=True, slots=True)
class Application:
    """An app registered with the sandbox."""

    client_id: str
    type: AppType
    scopes: frozenset[str]
    secret: str | None = field(default=None, repr=False)

    def knows(self, secret: str | None) -> bool:
        """Check a presented secret in constant time; an app without one must present none."""
        if self.secret is None or secret is None:
            return self.secret is secret
        return hmac.compare_digest(self.secret.encode(), secret.encode())


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation that can be connected."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long what the identity server issues is good for; the defaults are Xero's."""

    code: timedelta = timedelta(minutes=5)
    access_token: timedelta = timedelta(minutes=30)
    id_token: timedelta = timedelta(minutes=5)
    refresh_token: timedelta = timedelta(days=60)
    """Counted from issue, for a token that is not used."""
    refresh_grace: timedelta = timedelta(minutes=30)
    """How long a used refresh token may be tried again, for when the reply was lost."""
