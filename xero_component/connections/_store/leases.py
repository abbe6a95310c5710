"""Who may renew the tokens of a grant: one owner at a time, of all who use the store.

A lease ends by itself, as its owner may be dead. Clocks are set, and two owners at once might use
up the refresh token, so nobody takes another's lease over just because the time of day says that it
has ended: they watch it for as long as it may last by their own monotonic seconds. An owner who is
alive has extended it, or given it back, before that.
"""

from dataclasses import dataclass

from xero_component.api.clock import Clock
from xero_component.api.shared_time import SharedTime
from xero_component.connections._store import rows
from xero_component.store.database import Database

SHORTEST_WATCH = 5.0
"""Seconds for which even a lease that seems to have ended long ago is watched: the clock may just
have been set forward."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """Another owner's lease, and when it has ended unless it changes."""

    lease: rows.Lease
    ends_at: float
    """By the monotonic seconds of this process."""


class Leases:
    """The leases in a database; every method may block for the length of a transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._time = SharedTime(database, clock)
        self._watched: dict[str, _Watch] = {}

    def acquire(self, grant_id: str, owner: str, seconds: float) -> bool:
        """Take or extend a lease for so many seconds; False while another owner's lasts.

        Those who wait for another one only read, and so do not keep it from storing what it got.
        """
        with self._database.read() as work:
            held = rows.lease_of(work, grant_id)
            now = self._time.now(work)
        if held is not None and held.owner != owner:
            if not self._has_ended(grant_id, held, now, seconds):
                return False
        else:
            self._watched.pop(grant_id, None)
        with self._database.write() as work:
            lease = rows.Lease(owner, self._time.now(work) + seconds)
            return rows.take_lease(work, grant_id, lease, instead_of=held)

    def release(self, grant_id: str, owner: str) -> None:
        """Give a lease back; without effect for an owner who does not hold it."""
        with self._database.write() as work:
            rows.drop_lease(work, grant_id, owner)

    def _has_ended(self, grant_id: str, held: rows.Lease, now: float, longest: float) -> bool:
        """Tell whether another's lease has ended; none is longer than those that are taken here."""
        here = self._clock.monotonic()
        watch = self._watched.get(grant_id)
        if watch is None or watch.lease != held:
            left = min(max(held.until - now, SHORTEST_WATCH), longest)
            watch = self._watched[grant_id] = _Watch(held, here + left)
        return here >= watch.ends_at
