"""What is kept of a connection: the grant (one consent and its tokens) and who uses it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import uuid4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organisation (or practice) that a consent gives access to."""

    tenant_id: str
    name: str
    connection_id: str
    """Id of the link between app and organisation: what a disconnect names, not the tenant id."""
    tenant_type: str = "ORGANISATION"
    auth_event_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One consent: the app, and the token set that every organisation of the consent shares."""

    connection_type: str
    """Key of the connection type: `oauth2` or `client_credentials`."""
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """When the access token ends (aware, UTC)."""
    requested_scopes: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    """The scopes of the present token, as granted."""
    auth_event_id: str | None = None
    issuer: str = ""
    """The identity server that the tokens are for."""
    reconnect_reason: str | None = None
    """Why a person has to connect again; None while the grant works."""
    generation: int = 0
    """Counts the changes of the stored token set; a change names the one that it replaces."""
    user_id: str | None = field(default=None, repr=False)
    """Id in Xero of the user who consented, where a verified ID token named it."""
    user_name: str | None = field(default=None, repr=False)
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A name that flows use, and the organisation and grant behind it. Holds no secret."""

    name: str
    connection_type: str
    grant_id: str
    tenant_id: str | None = None
    """The organisation's id; None for a custom connection, whose token stands for one."""
    tenant_name: str | None = None
    connection_id: str | None = None
    scopes: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    reconnect_reason: str | None = None

    @property
    def needs_reconnect(self) -> bool:
        """Whether Xero no longer accepts the grant."""
        return self.reconnect_reason is not None


class ConnectionStore(Protocol):
    """Where grants and connections are kept. Every method may block for the length of a read."""

    def save(self, name: str, grant: Grant, tenant: Tenant | None = None) -> Connection:
        """Store a connection under a name, in place of what had the name before.

        A grant that is stored already keeps its tokens: they are at least as new as these. A grant
        that no connection uses any more is removed.
        """
        ...

    def get(self, name: str) -> Connection:
        """Return a connection; raise `ConfigurationError` when there is none of this name."""
        ...

    def load(self, name: str) -> tuple[Connection, Grant]:
        """Return a connection with its grant, read at one moment."""
        ...

    def list(self) -> Sequence[Connection]:
        """Return every connection, ordered by name."""
        ...

    def delete(self, name: str) -> None:
        """Remove a connection, and its grant with the last connection that used it."""
        ...

    def update(self, grant: Grant) -> bool:
        """Store a changed token set if the stored one is still of the same generation.

        Returns False, and changes nothing, when somebody else stored another meanwhile.
        """
        ...

    def acquire_lease(self, grant_id: str, owner: str, seconds: float) -> bool:
        """Take or extend the right to renew a grant; False while another owner's lease lasts."""
        ...

    def release_lease(self, grant_id: str, owner: str) -> None:
        """Give the right back; without effect for an owner who does not hold it."""
        ...

    def close(self) -> None:
        """Let go of files and database connections."""
        ...
