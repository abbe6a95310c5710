"""What a client needs of limits: a place for each call, wherever the counts are kept."""

import math
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import anyio
from anyio.lowlevel import RunVar

from xero_component.api.clock import Clock, SystemClock
from xero_component.api.limits.budget import Answer, Closed, Ended, Place, Rules, Wish
from xero_component.api.limits.line import Line
from xero_component.api.usage import CallRecord
from xero_component.core.context import Priority
from xero_component.errors import RateLimitError

LEASE_MARGIN = 10.0
"""Seconds that a place is held beyond the longest time that its call may take."""


@dataclass(frozen=True, slots=True)
class BudgetKey:
    """Whose budget a call uses: Xero counts an organisation's calls for each app."""

    tenant: str
    app: str = ""
    """The app's client id."""


class Slot:
    """The place that one call holds."""

    def __init__(self) -> None:
        self.headers: Mapping[str, str] = {}
        self.problem: str | None = None
        self.wait: float | None = None
        self.record: CallRecord | None = None

    def observe(self, headers: Mapping[str, str]) -> None:
        """Correct the counts by the headers of the call's reply; names are lower case."""
        self.headers = headers

    def refused(self, problem: str, wait: float | None) -> None:
        """Remember a 429: which limit, and the seconds until it is free."""
        self.problem, self.wait = problem, wait

    def ended(self, place: Place) -> Ended:
        """Return all that is known of how the call went."""
        return Ended(
            place,
            minute=_count(self.headers.get("x-minlimit-remaining")),
            day=_count(self.headers.get("x-daylimit-remaining")),
            app=_count(self.headers.get("x-appminlimit-remaining")),
            problem=self.problem,
            wait=self.wait,
        )


class Limiter(Protocol):
    """Lets calls through as Xero's limits allow."""

    def slot(
        self,
        key: BudgetKey,
        *,
        priority: Priority = Priority.INTERACTIVE,
        writes: bool = False,
        longest: float = 100.0,
    ) -> AbstractAsyncContextManager[Slot]:
        """Wait for one of the five places and for room in the minute, then hold the place.

        `longest` is how many seconds the call can take. Raises `RateLimitError` at once when the
        day is used up, and `UnavailableError` when the counts cannot be reached.
        """
        ...


class LineLimiter(ABC):
    """Limits whose calls wait in lines, one for each organisation and event loop."""

    def __init__(self, rules: Rules, clock: Clock | None) -> None:
        self.rules = rules
        self._clock = clock or SystemClock()
        self._lines: RunVar[dict[BudgetKey, Line]] = RunVar(f"lines-{id(self)}")
        self._watchers: list[Callable[[BudgetKey, CallRecord], None]] = []

    def watch(self, watcher: Callable[[BudgetKey, CallRecord], None]) -> None:
        """Have somebody told of every call when it has ended."""
        self._watchers.append(watcher)

    @asynccontextmanager
    async def slot(
        self,
        key: BudgetKey,
        *,
        priority: Priority = Priority.INTERACTIVE,
        writes: bool = False,
        longest: float = 100.0,
    ) -> AsyncIterator[Slot]:
        """Wait for one of the five places and for room in the minute, then hold the place.

        `longest` is how many seconds the call can take. Raises `RateLimitError` at once when the
        day is used up, and `UnavailableError` when the counts cannot be reached.
        """
        line = self._line(key)
        place = await line.take(Wish(priority, writes, longest + LEASE_MARGIN))
        if isinstance(place, Closed):
            raise self._closed(place)
        slot = Slot()
        try:
            yield slot
        finally:
            with anyio.CancelScope(shield=True):
                self._note(key, slot.record)
                await line.leave(slot.ended(place))

    @abstractmethod
    async def turn(
        self, key: BudgetKey, owner: str, ended: Sequence[Ended], wishes: Sequence[Wish] | None
    ) -> Answer:
        """Report and ask at one moment."""

    @abstractmethod
    def _moment(self, until: float) -> datetime:
        """Return the time of day for a time of the budgets."""

    def _note(self, key: BudgetKey, record: CallRecord | None) -> None:
        if record is not None:
            for watcher in self._watchers:
                watcher(key, record)

    def _closed(self, closed: Closed) -> RateLimitError:
        what = (
            "What is left of Xero's calls for the day is kept for writes"
            if closed.kept
            else "Xero's day limit is used up"
        )
        return RateLimitError(
            f"{what}; nothing was sent.", problem="day", retry_at=self._moment(closed.until)
        )

    def _line(self, key: BudgetKey) -> Line:
        lines = self._lines.get({})
        if not lines:
            self._lines.set(lines)
        if key not in lines:
            lines[key] = Line(partial(self.turn, key), self._clock)
        return lines[key]


def _count(value: str | None) -> int | None:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdecimal() else None


def rules_of(
    per_minute: int, concurrent: int, day_kept: int, longest_pause: float = math.inf
) -> Rules:
    """Return rules that leave a tenth of the minute, and one place, to interactive calls."""
    return Rules(
        per_minute=per_minute,
        concurrent=concurrent,
        calls_kept=per_minute // 10,
        day_kept=day_kept,
        longest_pause=longest_pause,
    )


def moment_after(clock: Clock, seconds: float) -> datetime:
    """Return the time of day in so many seconds."""
    return clock.now() + timedelta(seconds=seconds)
