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
REMAINING = ("x-minlimit-remaining", "x-appminlimit-remaining")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was known of a window when a call was sent."""

    generation: int
    least: int
    """The least that Xero's count can be for the call, if its window has not begun anew."""


@dataclass(slots=True)
class Window:
    """One count of calls per minute, as far as it can be known from outside.

    Xero's count is `top`, the highest that a reply has told of, and at most the calls in flight
    above it. A reply that tells of less than was known when its call was sent comes from a new
    window; from then on it is known when Xero's windows begin, but for the time of one reply.
    """

    limit: int
    started: float | None = None
    """A moment at which the present window had begun."""
    anchored: bool = False
    """Whether `started` follows a beginning that was seen, so that the next ones are known."""
    top: int = 0
    in_flight: int = 0
    generation: int = 0

    def wait(self, now: float) -> float:
        """Return the seconds until a call may be sent, 0.0 if now."""
        if self.started is None or now >= self.started + WINDOW:
            return 0.0
        return 0.0 if self.top + self.in_flight < self.limit else self.started + WINDOW - now

    def begin(self, now: float) -> Sent:
        """Count a call that is sent now."""
        if self.started is None or now >= self.started + WINDOW:
            begun = now
            if self.started is not None and self.anchored:
                begun = self.started + (now - self.started) // WINDOW * WINDOW
            self._begin_anew(begun, 0)
        self.in_flight += 1
        return Sent(self.generation, self.top + 1)

    def end(self, now: float, sent: Sent, remaining: int | None) -> None:
        """Count a call as answered with what Xero says is left, or as lost: `remaining` is None."""
        self.in_flight -= 1
        if remaining is None:
            self.top += 1
            return
        count = max(self.limit - remaining, 0)
        if sent.generation == self.generation:
            if count < sent.least:
                self._begin_anew(now, count)
                self.anchored = True
            else:
                self.top = max(self.top, count)
                if sent.least == 1 and not self.anchored:
                    self.started = now  # of the first calls, any may be the first of a new window
        elif count <= self.top + self.in_flight + 1:
            self.top = max(self.top, count)

    def exhausted(self, now: float, wait: float) -> None:
        """Take a 429 at its word: the window ends after `wait` seconds, a minute at most."""
        self.top = self.limit
        self.started = now + min(wait, WINDOW) - WINDOW
        self.anchored = False

    def _begin_anew(self, started: float, top: int) -> None:
        self.started, self.top = started, top
        self.generation += 1


class Slot:
    """The place that one call holds."""

    def __init__(self) -> None:
        self.headers: Mapping[str, str] = {}

    def observe(self, headers: Mapping[str, str]) -> None:
        """Correct the counts by the headers of the call's reply; names are lower case."""
        self.headers = headers


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
    async def slot(self, tenant: str) -> AsyncIterator[Slot]:
        """Wait for one of the five places and for room in the minute, then hold the place.

        Raises `RateLimitError` at once when Xero has said that the day is used up.
        """
        self._check_day(tenant)
        async with self._gate(tenant):
            windows = (self._window(tenant), self._app)
            while (wait := max(w.wait(self._clock.monotonic()) for w in windows)) > 0:
                await self._clock.sleep(wait)
            self._check_day(tenant)
            now = self._clock.monotonic()
            begun = [(window, window.begin(now)) for window in windows]
            slot = Slot()
            try:
                yield slot
            finally:
                now = self._clock.monotonic()
                for (window, sent), name in zip(begun, REMAINING, strict=True):
                    window.end(now, sent, _count(slot.headers.get(name)))

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
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdecimal() else None
