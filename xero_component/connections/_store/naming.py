"""Names of connections, and how a connection is described from its grant."""

from collections.abc import Iterable, Mapping
from typing import Any

from xero_component.connections._records import Connection, Grant, Tenant
from xero_component.errors import ConfigurationError

LONGEST_NAME = 200


def checked_name(name: str) -> str:
    """Return a connection's name without outer blanks; raise `ConfigurationError` if it is none."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ConfigurationError(
            f"A connection needs a name of 1 to {LONGEST_NAME} printable characters."
        )
    return name


def check_organisation(present: Mapping[Any, Any] | None, name: str, tenant: Tenant | None) -> None:
    """Raise `ConfigurationError` when what has a name now is another organisation's."""
    wanted = tenant.tenant_id if tenant else None
    if present is not None and present["tenant_id"] != wanted:
        raise ConfigurationError(
            f"The connection {name!r} is to another organisation.",
            advice="Use another name, or remove that connection first.",
        )


def unknown_connection(name: str, known: Iterable[str]) -> ConfigurationError:
    """Return the error for a name that no connection has."""
    listed = ", ".join(sorted(known))
    return ConfigurationError(
        f"There is no connection {name!r}.",
        advice=f"There are: {listed}." if listed else "Connect to Xero first.",
    )


def describe(name: str, grant: Grant, tenant: Tenant | None) -> Connection:
    """Return what may be shown of a connection."""
    return Connection(
        name=name,
        connection_type=grant.connection_type,
        grant_id=grant.id,
        tenant_id=tenant.tenant_id if tenant else None,
        tenant_name=tenant.name if tenant else None,
        connection_id=tenant.connection_id if tenant else None,
        scopes=grant.scopes,
        expires_at=grant.expires_at,
        reconnect_reason=grant.reconnect_reason,
    )
