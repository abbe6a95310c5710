"""Connections in memory: for a program that needs no database, and for tests."""

from collections.abc import Sequence
from dataclasses import replace
from threading import RLock

from xero_component.api.clock import Clock, SystemClock
from xero_component.connections._records import Connection, Grant, Tenant
from xero_component.connections._store.naming import checked_name, describe, unknown_connection


class MemoryTokenStore:
    """Keeps grants for as long as the process lives; it may be used from several threads."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = RLock()
        self._grants: dict[str, Grant] = {}
        self._links: dict[str, tuple[str, Tenant | None]] = {}
        self._leases: dict[str, tuple[str, float]] = {}

    def save(self, name: str, grant: Grant, tenant: Tenant | None = None) -> Connection:
        """Store a connection in place of what had the name before."""
        name = checked_name(name)
        with self._lock:
            self._grants.setdefault(grant.id, replace(grant, generation=0))
            self._links[name] = (grant.id, tenant)
            self._drop_unused()
            return self.get(name)

    def get(self, name: str) -> Connection:
        """Return a connection; raise `ConfigurationError` when there is none of this name."""
        return self.load(name)[0]

    def load(self, name: str) -> tuple[Connection, Grant]:
        """Return a connection with its grant."""
        with self._lock:
            link = self._links.get(name)
            if link is None:
                raise unknown_connection(name, self._links)
            grant = self._grants[link[0]]
            return describe(name, grant, link[1]), grant

    def list(self) -> Sequence[Connection]:
        """Return every connection, ordered by name."""
        with self._lock:
            return [self.get(name) for name in sorted(self._links)]

    def delete(self, name: str) -> None:
        """Remove a connection, and its grant with the last connection that used it."""
        with self._lock:
            if self._links.pop(name, None) is None:
                raise unknown_connection(name, self._links)
            self._drop_unused()

    def update(self, grant: Grant) -> bool:
        """Store a changed token set if the stored one is still of the same generation."""
        with self._lock:
            stored = self._grants.get(grant.id)
            if stored is None or stored.generation != grant.generation:
                return False
            self._grants[grant.id] = replace(grant, generation=grant.generation + 1)
            return True

    def acquire_lease(self, grant_id: str, owner: str, seconds: float) -> bool:
        """Take or extend the right to renew a grant; False while another owner's lease lasts."""
        with self._lock:
            now = self._clock.monotonic()
            holder, until = self._leases.get(grant_id, (owner, now))
            if holder != owner and until > now:
                return False
            self._leases[grant_id] = (owner, now + seconds)
            return True

    def release_lease(self, grant_id: str, owner: str) -> None:
        """Give the right back; without effect for an owner who does not hold it."""
        with self._lock:
            if self._leases.get(grant_id, ("", 0.0))[0] == owner:
                del self._leases[grant_id]

    def close(self) -> None:
        """Do nothing: there is nothing open."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._links)} connections)"

    def _drop_unused(self) -> None:
        used = {grant_id for grant_id, _ in self._links.values()}
        for grant_id in self._grants.keys() - used:
            del self._grants[grant_id]
            self._leases.pop(grant_id, None)
