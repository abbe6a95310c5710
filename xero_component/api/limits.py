"""Keeping within Xero's limits: paced before the call, corrected by what the headers say.

https://developer.xero.com/documentation/guides/oauth2/limits
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio
from anyio.lowlevel import RunVar

from xero_component.api.clock import Clock, SystemClock
from xero_component.errors import RateLimitError

WINDOW = 60.0
"""Seconds of Xero's fixed window; when it starts is Xero's secret, and differs per organisation."""


@dataclass(slots=True)
class Window:
    """One count of calls per minute, as far as it can be known from outside."""

    limit: int
    started: float | None = None
    used: int = 0
    in_flight: int = 0

    def wait(self, now: float) -> float:
        """Return the seconds until a call may be sent, 0.0 if now."""
        if self.started is None or now >= self.started + WINDOW:
            return 0.0
        return 0.0 if self.used < self.limit else self.started + WINDOW - now

    def begin(self, now: float) -> int:
        """Count a call that is sent now; return the least that Xero's own count can be for it."""
        if self.started is None or now >= self.started + WINDOW:
            self.started, self.used = now, self.in_flight
        answered = self.used - self.in_flight
        self.used += 1
        self.in_flight += 1
        return answered + 1

    def end(self) -> None:
        """Count a call as answered, or lost."""
        self.in_flight -= 1

    def correct(self, now: float, remaining: int | None, least: int) -> None:
        """Correct the count by what a reply says is left; call it before `end`.

        A count below `least` means that Xero's window has begun anew, and ours begins with it.
        """
        if remaining is None:
            return
        theirs = self.limit - remaining
        if theirs < least:
            self.started = now
            self.used = max(theirs, 1) + self.in_flight - 1
        else:
            self.used = max(self.used, theirs)

    def exhausted(self, now: float, wait: float) -> None:
        """Take a 429 at its word: the window ends after `wait` seconds."""
        self.used = self.limit
        self.started = now + wait - WINDOW


class Slot:
    """The place that one call holds."""

    def __init__(self, clock: Clock, begun: list[tuple[Window, int]]) -> None:
        self._clock = clock
        self._begun = begun

    def observe(self, headers: Mapping[str, str]) -> None:
        """Correct the counts from the headers of the call's reply; names are lower case."""
        now = self._clock.monotonic()
        names = ("x-minlimit-remaining", "x-appminlimit-remaining")
        for (window, least), name in zip(self._begun, names, strict=True):
            window.correct(now, _count(headers.get(name)), least)


class Limits:
    """The budgets of every organisation that this process calls; shared by all its clients."""

    def __init__(
        self,
        *,
        per_minute: int = 60,
        app_per_minute: int = 10_000,
        concurrent: int = 5,
        clock: Clock | None = None,
    ) -> None:
        self._per_minute = per_minute
        self._concurrent = concurrent
        self._clock = clock or SystemClock()
        self._app = Window(app_per_minute)
        self._tenants: dict[str, Window] = {}
        self._day_free_at: dict[str, datetime] = {}
        self._gates: RunVar[dict[str, anyio.Semaphore]] = RunVar(f"gates-{id(self)}")

    @asynccontextmanager
    async def slot(self, tenant: str) -> AsyncIterator["Slot"]:
        """Wait for one of the five places and for room in the minute, then hold the place.

        Raises `RateLimitError` at once when Xero has said that the day is used up.
        """
        async with self._gate(tenant):
            self._check_day(tenant)
            windows = (self._window(tenant), self._app)
            while (wait := max(w.wait(self._clock.monotonic()) for w in windows)) > 0:
                await self._clock.sleep(wait)
            now = self._clock.monotonic()
            slot = Slot(self._clock, [(window, window.begin(now)) for window in windows])
            try:
                yield slot
            finally:
                for window in windows:
                    window.end()

    def refused(self, tenant: str, problem: str, wait: float | None) -> None:
        """Remember a 429: which limit, and the seconds until it is free."""
        now = self._clock.monotonic()
        match problem:
            case "day":
                if wait is not None:
                    self._day_free_at[tenant] = self._clock.now() + timedelta(seconds=wait)
            case "minute":
                self._window(tenant).exhausted(now, WINDOW if wait is None else wait)
            case "appminute":
                self._app.exhausted(now, WINDOW if wait is None else wait)

    def _check_day(self, tenant: str) -> None:
        free_at = self._day_free_at.get(tenant)
        if free_at is None:
            return
        if self._clock.now() >= free_at:
            del self._day_free_at[tenant]
            return
        raise RateLimitError(
            "Xero's day limit is used up; nothing was sent.", problem="day", retry_at=free_at
        )

    def _window(self, tenant: str) -> Window:
        return self._tenants.setdefault(tenant, Window(self._per_minute))

    def _gate(self, tenant: str) -> anyio.Semaphore:
        gates = self._gates.get({})
        if not gates:
            self._gates.set(gates)
        return gates.setdefault(tenant, anyio.Semaphore(self._concurrent))


def _count(value: str | None) -> int | None:
    return int(value) if value is not None and value.strip().isdecimal() else None
