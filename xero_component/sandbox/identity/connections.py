"""Which app is connected to which tenant, by whose consent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from xero_component.sandbox.identity.applications import Tenant


@dataclass(frozen=True, slots=True)
class Connection:
    """One app's access to one tenant."""

    id: str
    client_id: str
    event_id: str
    tenant: Tenant
    created: datetime
    updated: datetime

    def body(self) -> dict[str, str]:
        """Show the connection as `GET /connections` does."""
        return {
            "id": self.id,
            "authEventId": self.event_id,
            "tenantId": self.tenant.id,
            "tenantType": "ORGANISATION",
            "tenantName": self.tenant.name,
            "createdDateUtc": _stamp(self.created),
            "updatedDateUtc": _stamp(self.updated),
        }


class ConnectionBook:
    """Every connection of every app; the sandbox has one user."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._connections: dict[str, Connection] = {}

    def connect(self, client_id: str, event_id: str, tenants: Iterable[Tenant]) -> None:
        """Connect an app to tenants; one that was connected already belongs to the new consent."""
        now = self._clock()
        for tenant in tenants:
            known = self.find(client_id, tenant.id)
            connection = (
                replace(known, event_id=event_id, tenant=tenant, updated=now)
                if known
                else Connection(str(uuid4()), client_id, event_id, tenant, now, now)
            )
            self._connections[connection.id] = connection

    def find(self, client_id: str, tenant_id: str) -> Connection | None:
        """Look up an app's connection to a tenant."""
        wanted = tenant_id.lower()
        return next((c for c in self.of(client_id) if c.tenant.id.lower() == wanted), None)

    def of(self, client_id: str) -> list[Connection]:
        """List an app's connections, oldest first."""
        return [c for c in self._connections.values() if c.client_id == client_id]

    def remove(self, client_id: str, connection_id: str) -> bool:
        """End a connection of this app; False when it has none by that id."""
        known = self._connections.get(connection_id.lower())
        if known is None or known.client_id != client_id:
            return False
        del self._connections[known.id]
        return True

    def remove_all(self, client_id: str) -> None:
        """End every connection of this app."""
        for connection in self.of(client_id):
            del self._connections[connection.id]


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
