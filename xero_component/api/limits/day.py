"""Xero's limit of calls a day, as far as it can be known from outside.

https://developer.xero.com/documentation/guides/oauth2/limits
"""

from dataclasses import dataclass

DAY = 86_400.0
"""Seconds. When Xero's day begins for an organisation is not published."""


@dataclass(slots=True)
class Day:
    """What Xero has told of one organisation's day."""

    remaining: int | None = None
    since: float = 0.0
    """When the present window was first heard of: it ends a day later at the latest."""
    free_at: float | None = None
    """Until when a 429 has closed the day."""
    highest: int = 0
    """The most that was ever left: Xero's limit is at least one above it."""

    @property
    def ends_by(self) -> float:
        """The latest moment at which Xero's day begins anew."""
        return self.since + DAY

    def settle(self, now: float) -> None:
        """Forget what is over, and get over a clock that was set back."""
        if self.free_at is not None:
            self.free_at = min(self.free_at, now + DAY)
            if now >= self.free_at:
                self.free_at = self.remaining = None
        self.since = min(self.since, now)
        if now >= self.ends_by:
            self.remaining = None

    def heard(self, now: float, remaining: int, disorder: int) -> None:
        """Take in what a reply says is left; up to `disorder` replies may overtake each other."""
        if self.remaining is None or remaining > self.remaining + disorder:
            self.since, self.remaining = now, remaining
        self.remaining = min(self.remaining, remaining)
        self.highest = max(self.highest, remaining)

    def refused(self, now: float, wait: float | None) -> None:
        """Take a 429 at its word; without a wait it says nothing of when the day is free."""
        if wait is not None:
            self.free_at = now + wait

    def closed_until(self, now: float, kept: int = 0) -> float | None:
        """Return when to come back, or None when a call may go; `kept` calls are left to others."""
        if self.free_at is not None and now < self.free_at:
            return self.free_at
        if kept and self.remaining is not None and self.remaining <= kept:
            return self.ends_by
        return None
