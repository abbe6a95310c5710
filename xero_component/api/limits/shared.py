"""Limits that all processes share through the database that they have in common.

A turn, which reports ended calls and asks for places, is one short transaction that locks the row
of one organisation. Its time is that of the database: a server's own clock, or on SQLite that of
the one machine where the file is.
"""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from secrets import token_hex
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from anyio import to_thread

from xero_component.api import usage_rows
from xero_component.api.clock import Clock
from xero_component.api.limits import rows
from xero_component.api.limits.app_share import AppBudget, AppCount, AppShare
from xero_component.api.limits.budget import Answer, Ended, Wish
from xero_component.api.limits.limiter import BudgetKey, LineLimiter, rules_of
from xero_component.api.shared_time import SharedTime
from xero_component.api.usage import CallRecord
from xero_component.errors import XeroComponentError
from xero_component.store.database import Database

if TYPE_CHECKING:
    import sqlalchemy as sa

logger = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
"""Seconds after which one who waits looks whether others have changed the budget."""
KEPT = timedelta(days=400)
"""How long usage and unused budgets are kept: the month of a year ago is still whole."""


class SharedLimits(LineLimiter):
    """The budgets of every organisation, for all processes that use one database.

    Takes the database's URL, or a `Database` that is open; `close` closes what was opened here.
    """

    def __init__(
        self,
        database: str | Database,
        *,
        per_minute: int = 60,
        app_per_minute: int = 10_000,
        concurrent: int = 5,
        day_kept_for_writes: int = 0,
        clock: Clock | None = None,
    ) -> None:
        rules = rules_of(per_minute, concurrent, day_kept_for_writes, LOOK_AGAIN)
        super().__init__(rules, clock)
        self.database = Database(database) if isinstance(database, str) else database
        self._closes = isinstance(database, str)
        self._time = SharedTime(self.database, self._clock)
        self._owner = token_hex(8)
        self._app_per_minute = app_per_minute
        self._shares: dict[str, AppShare] = {}
        self._lock = Lock()
        self._records: dict[BudgetKey, list[CallRecord]] = {}
        self._looked_on: date | None = None

    async def turn(
        self, key: BudgetKey, owner: str, ended: Sequence[Ended], wishes: Sequence[Wish] | None
    ) -> Answer:
        """Report and ask at one moment, in a thread; raises `UnavailableError` without database."""
        return await to_thread.run_sync(self.turn_now, key, owner, ended, wishes)

    def turn_now(
        self, key: BudgetKey, owner: str, ended: Sequence[Ended], wishes: Sequence[Wish] | None
    ) -> Answer:
        """Report and ask at one moment, and add to the usage in the same transaction."""
        records = self._take_records(key)
        first = None
        try:
            with self.database.tally() as work:
                kept = rows.Kept(work, key)
                budget = rows.read_budget(kept.text)
                now = self._time.now(work)
                app = AppCount(self._share(key.app), lambda: _AppRow(work, key.app, now))
                budget.settle(now, self.rules)
                for one in ended:
                    budget.end(now, one, self.rules, app)
                answer = Answer(())
                if wishes is not None:
                    answer = budget.ask(now, owner, wishes, self.rules, app)
                kept.store(budget, now)
                if records:
                    day = datetime.fromtimestamp(now, UTC).date()
                    usage_rows.add(work, day, key.app, key.tenant, records)
                    first = self._first_kept(work, day)
        except BaseException:
            self._put_back(key, records)
            raise
        if first is not None:
            self._prune(first)
        return answer

    def flush(self) -> None:
        """Store the usage that could not be stored when its calls ended."""
        for key in list(self._records):
            self.turn_now(key, self._owner, (), None)

    def close(self) -> None:
        """Store what is left, and close the database if it was opened here; it never fails."""
        try:
            self.flush()
        except XeroComponentError as error:
            logger.warning("the usage of the last calls is lost: %s", error.message)
        finally:
            if self._closes:
                self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _note(self, key: BudgetKey, record: CallRecord | None) -> None:
        super()._note(key, record)
        if record is not None:
            with self._lock:
                self._records.setdefault(key, []).append(record)

    def _first_kept(self, work: "sa.Connection", day: date) -> date | None:
        """Return the first day that is kept where there are older ones; looks once a day."""
        if day == self._looked_on:
            return None
        self._looked_on = day
        first = day - KEPT
        return first if usage_rows.has_older(work, first) else None

    def _prune(self, first: date) -> None:
        """Remove what is from before a day; a call never fails for that."""
        try:
            with self.database.write() as work:
                usage_rows.prune(work, first)
                rows.prune(work, datetime.combine(first, time.min, UTC).timestamp())
        except XeroComponentError as error:
            logger.warning("old usage could not be removed: %s", error.message)

    def _take_records(self, key: BudgetKey) -> list[CallRecord]:
        with self._lock:
            return self._records.pop(key, [])

    def _put_back(self, key: BudgetKey, records: list[CallRecord]) -> None:
        if records:
            with self._lock:
                self._records.setdefault(key, [])[:0] = records

    def _share(self, app: str) -> AppShare:
        with self._lock:
            return self._shares.setdefault(app, AppShare(self._owner, self._app_per_minute))

    def _moment(self, until: float) -> datetime:
        return datetime.fromtimestamp(until, UTC)


class _AppRow(AbstractContextManager[AppBudget]):
    """An app's row, locked from here to the end of the transaction."""

    def __init__(self, work: "sa.Connection", app: str, now: float) -> None:
        self._kept = rows.Kept(work, BudgetKey(rows.WHOLE_APP, app))
        self._budget = rows.read_app_budget(self._kept.text)
        self._now = now

    def __enter__(self) -> AppBudget:
        return self._budget

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self._kept.store(self._budget, self._now)
