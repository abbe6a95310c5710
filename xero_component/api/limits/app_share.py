"""An app's limit among many processes: each takes some calls at a time, so that none waits for it.

The app's count is one row. Were it locked by every call, the calls of all organisations would queue
up behind each other. So a process draws several calls from the row at once, more the faster it uses
them, and returns what it learnt with the next draw.
"""

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock

from xero_component.api.limits.window import WINDOW, Sent, Window

MOST_AT_ONCE = 64
"""Calls that a process draws at most: well below Xero's 10,000 a minute for the app."""
SOON = 10.0
"""Seconds: a draw that is used up sooner doubles the next."""
LEASE = 2 * WINDOW
"""Seconds after which what a process drew and never returned is taken as used."""


@dataclass(slots=True)
class Drawn:
    """Calls that one process has drawn from the row: in flight, or not used yet."""

    calls: int
    sent: Sent
    until: float


@dataclass(slots=True)
class AppBudget:
    """The row: Xero's minute for the app, and who has drawn from it."""

    minute: Window = field(default_factory=lambda: Window(10_000))
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def settle(self, now: float, limit: int) -> None:
        """Take as used what the dead have drawn, and get over a clock that was set back."""
        self.minute.limit = limit
        self.minute.settle(now)
        dead = [name for name, one in self.drawn.items() if not now < one.until <= now + LEASE]
        for name in dead:
            one = self.drawn.pop(name)
            self.minute.forget(one.sent, one.calls)

    def report(
        self, now: float, owner: str, used: Sequence[tuple[Sent, int | None]], flying: int
    ) -> None:
        """Take in how a process's calls went, and how many it has in flight now."""
        for sent, remaining in used:
            self.minute.in_flight += 1
            self.minute.end(now, sent, remaining)
        latest = Sent(self.minute.generation, self.minute.top + 1)
        self.drawn[owner] = Drawn(flying, latest, now + LEASE)
        self.minute.in_flight = sum(one.calls for one in self.drawn.values())

    def draw(self, now: float, owner: str, most: int) -> tuple[int, Sent]:
        """Hand out as many calls as there is room for; `wait` has said that there is some."""
        sent = self.minute.begin(now)
        calls = 1 + max(0, min(most - 1, self.minute.room(now)))
        self.minute.in_flight += calls - 1
        self.drawn[owner].calls += calls
        return calls, sent


Row = Callable[[], AbstractContextManager[AppBudget]]
"""Locks the row until the transaction ends, and stores what became of it."""


@dataclass(slots=True)
class AppShare:
    """What this process has drawn for one app; safe to use from several threads."""

    owner: str
    limit: int
    lock: Lock = field(default_factory=Lock)
    left: int = 0
    """Calls that are drawn and not used yet, to be used before `until`."""
    until: float = 0.0
    sent: Sent = field(default_factory=lambda: Sent(0, 1))
    flying: int = 0
    used: list[tuple[Sent, int | None]] = field(default_factory=list)
    drawn_at: float = -math.inf
    size: int = 1
    full_until: float = -math.inf
    """When the app's minute is used up: until then."""


class AppCount:
    """An app's share as one transaction sees it: a `Count` that asks the row when it has to."""

    def __init__(self, share: AppShare, row: Row) -> None:
        self._share = share
        self._row = row

    def wait(self, now: float) -> float:
        """Return the seconds until a call may be sent, 0.0 if now; draws when nothing is left."""
        share = self._share
        with share.lock:
            if share.left > 0 and now < share.until <= now + WINDOW:
                return 0.0
            if now < share.full_until <= now + WINDOW:
                return share.full_until - now
            return self._draw(now)

    def begin(self, _now: float) -> Sent:
        """Count a call that is sent now; `wait` has said that it may be."""
        with self._share.lock:
            self._share.left -= 1
            self._share.flying += 1
            return self._share.sent

    def end(self, now: float, sent: Sent, remaining: int | None) -> None:
        """Note how a call went; the row hears of it with the next draw.

        Once Xero says that little is left, it hears at once, and nothing is drawn in advance.
        """
        share = self._share
        with share.lock:
            share.flying -= 1
            share.used.append((sent, remaining))
            if remaining is not None and remaining < share.limit // 10:
                share.left, share.size, share.drawn_at = 0, 1, -math.inf
                with self._row() as app:
                    app.settle(now, share.limit)
                    self._report(app, now)

    def exhausted(self, now: float, wait: float) -> None:
        """Take a 429 at its word, and tell everybody."""
        share = self._share
        with share.lock, self._row() as app:
            app.settle(now, share.limit)
            self._report(app, now)
            app.minute.exhausted(now, wait)
            share.left, share.full_until = 0, now + min(wait, WINDOW)

    def _draw(self, now: float) -> float:
        share = self._share
        quick = now < share.drawn_at + SOON
        size = min(2 * share.size, MOST_AT_ONCE) if quick else 1
        with self._row() as app:
            app.settle(now, share.limit)
            self._report(app, now)
            wait = app.minute.wait(now)
            if wait > 0:
                share.full_until = now + wait
                return wait
            share.left, share.sent = app.draw(now, share.owner, size)
            share.until = (app.minute.started or now) + WINDOW
            share.drawn_at, share.size = now, size
        return 0.0

    def _report(self, app: AppBudget, now: float) -> None:
        used, self._share.used = self._share.used, []
        app.report(now, self._share.owner, used, self._share.flying)
