"""Xero's fixed minute, as far as it can be known from outside.

https://developer.xero.com/documentation/guides/oauth2/limits
"""

from dataclasses import dataclass
from typing import Protocol

WINDOW = 60.0
"""Seconds of Xero's fixed window; when it starts is Xero's secret, and differs per organisation."""
NEARLY_OVER = 3.0
"""Seconds before the end of a window from which nothing of it is kept for others."""
SHORTEST_WAIT = 0.01
"""Seconds: a share that grows with time is not asked for in smaller steps."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was known of a window when a call was sent."""

    generation: int
    least: int
    """The least that Xero's count can be for the call, if its window has not begun anew."""


class Count(Protocol):
    """One limit of so many calls a minute."""

    def wait(self, now: float, /) -> float:
        """Return the seconds until a call may be sent, 0.0 if now."""
        ...

    def begin(self, now: float, /) -> Sent:
        """Count a call that is sent now."""
        ...

    def end(self, now: float, sent: Sent, remaining: int | None, /) -> None:
        """Count a call as answered with what Xero says is left, or as lost: `remaining` is None."""
        ...

    def exhausted(self, now: float, wait: float, /) -> None:
        """Take a 429 at its word: nothing more goes for `wait` seconds, a minute at most."""
        ...


@dataclass(slots=True)
class Window:
    """One count of calls per minute.

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

    def settle(self, now: float) -> None:
        """Get over a clock that was set back: the present window is a minute long at most."""
        if self.started is not None and now < self.started:
            self.anchored = self.anchored and self.started - now < 1.0
            self.started = now

    def room(self, now: float) -> int:
        """Return how many calls may be sent at once."""
        return self.limit - self.in_flight - (0 if self._is_over(now) else self.top)

    def wait(self, now: float, kept: int = 0) -> float:
        """Return the seconds until a call may be sent, 0.0 if now.

        `kept` calls are left to others: fewer, the less there is left of the minute, and the last
        one until the minute is nearly over, so that none is wasted.
        """
        if self.started is None or self._is_over(now):
            return 0.0
        left = self.started + WINDOW - now
        free = self.limit - self.top - self.in_flight
        if free <= 0:
            return left
        if kept == 0 or left <= NEARLY_OVER:
            return 0.0
        allowed_at = max((free - 1) * WINDOW / kept, NEARLY_OVER)
        return 0.0 if left <= allowed_at else max(left - allowed_at, SHORTEST_WAIT)

    def begin(self, now: float) -> Sent:
        """Count a call that is sent now."""
        if self._is_over(now):
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

    def forget(self, sent: Sent, calls: int = 1) -> None:
        """Count calls that never came to an end: as made, if the window is still that of then."""
        self.in_flight -= calls
        if sent.generation == self.generation:
            self.top += calls

    def exhausted(self, now: float, wait: float) -> None:
        """Take a 429 at its word: the window ends after `wait` seconds, a minute at most."""
        self.top = self.limit
        self.started = now + min(wait, WINDOW) - WINDOW
        self.anchored = False

    def _is_over(self, now: float) -> bool:
        return self.started is None or now >= self.started + WINDOW

    def _begin_anew(self, started: float, top: int) -> None:
        self.started, self.top = started, top
        self.generation += 1
