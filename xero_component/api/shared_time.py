"""The time that all who share a database agree on, however the clocks of their machines are set."""

import time

import sqlalchemy as sa

from xero_component.api.clock import Clock, SystemClock
from xero_component.store.database import Database

GOOD_FOR = 30.0
"""Seconds after which a database server is asked for its time again."""


class SharedTime:
    """The seconds since 1970 by a server's own clock; on SQLite, by that of the one machine.

    A clock that a test moves takes the place of either.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        of_server = database.file is None and isinstance(clock, SystemClock)
        self._clock = None if of_server else clock
        self._ahead = 0.0
        """How far the server's time is ahead of this machine's monotonic seconds."""
        self._asked_at = -GOOD_FOR
        self._offset = 0.0

    def now(self, work: sa.Connection) -> float:
        """Return the time; a server is asked for it now and then, and when this clock was set."""
        if self._clock is not None:
            return self._clock.now().timestamp()
        here = time.monotonic()
        offset = time.time() - here
        if here >= self._asked_at + GOOD_FOR or abs(offset - self._offset) > 1.0:
            self._ahead = _server_time(work) - here
            self._asked_at, self._offset = here, offset
        return here + self._ahead


def _server_time(work: sa.Connection) -> float:
    clock = sa.func.extract("epoch", sa.func.clock_timestamp())
    return float(work.execute(sa.select(clock)).scalar_one())
