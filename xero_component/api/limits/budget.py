"""An organisation's budget as plain data, and who may use it next; it is told the time.

https://developer.xero.com/documentation/guides/oauth2/limits
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from xero_component.api.limits.day import Day
from xero_component.api.limits.window import WINDOW, Count, Sent, Window
from xero_component.core.context import Priority

POLL = 0.05
"""Seconds after which to look again for a place that somebody else has."""
MARK = 2.0
"""Seconds that a place in the queue is kept for one who should have looked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Xero's limits, and what is kept of them for whom."""

    per_minute: int = 60
    concurrent: int = 5
    places_kept: int = 1
    """Places that bulk reads leave free."""
    calls_kept: int = 6
    """Calls of a minute that bulk reads leave, in proportion to what is left of the minute."""
    day_kept: int = 0
    """Calls of the day that reads leave to writes."""
    longest_pause: float = math.inf
    """Seconds after which one who waits looks again, as others may have changed something."""

    @property
    def bulk_places(self) -> int:
        """How many bulk reads may run at once: one at least, or they never would."""
        return max(1, self.concurrent - self.places_kept)

    @property
    def bulk_kept(self) -> int:
        """Calls of a minute that bulk reads leave: not all, or they never would run."""
        return min(self.calls_kept, self.per_minute - 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """One call that waits to be sent."""

    priority: Priority = Priority.INTERACTIVE
    writes: bool = False
    lease: float = 110.0
    """Seconds after which whoever holds the place is taken for dead."""


@dataclass(frozen=True, slots=True)
class Place:
    """The right to send one call now."""

    number: int
    minute: Sent
    app: Sent
    owner: str
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call went; None where nothing is known."""

    place: Place
    minute: int | None = None
    """What Xero says is left of the minute, and so on."""
    day: int | None = None
    app: int | None = None
    problem: str | None = None
    """The limit that a 429 named."""
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The day does not allow a call."""

    until: float
    kept: bool
    """Whether what is left of the day is kept for writes."""


@dataclass(slots=True)
class Queue:
    """How many calls of one owner wait in each class, since when, and until when that counts."""

    until: float
    interactive: int = 0
    bulk: int = 0
    interactive_since: float = 0.0
    bulk_since: float = 0.0

    def add(self, wish: Wish, most: int) -> None:
        """Count a wish; nobody starts more than `most` at once, so more do not count."""
        if wish.priority is Priority.INTERACTIVE:
            self.interactive = min(self.interactive + 1, most)
        else:
            self.bulk = min(self.bulk + 1, most)

    def go_to_the_end(self, now: float, served: Collection[Priority]) -> None:
        """Let others go first with the next call of the classes of which some were served."""
        if Priority.INTERACTIVE in served:
            self.interactive_since = now
        if Priority.BULK in served:
            self.bulk_since = now


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of each wish: a place, a closed day, or None for going on waiting."""

    wishes: Sequence[Place | Closed | None]
    pause: float = math.inf
    """Seconds after which to ask again, at the latest."""


@dataclass(slots=True)
class Budget:
    """What is known of one organisation's limits, who holds its places, and who waits."""

    minute: Window = field(default_factory=lambda: Window(60))
    day: Day = field(default_factory=Day)
    places: dict[int, Place] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    last: int = 0
    """The number of the place that was given last."""

    def settle(self, now: float, rules: Rules) -> None:
        """Take back what the dead held, and get over a clock that was set."""
        self.minute.limit = rules.per_minute
        self.minute.settle(now)
        self.day.settle(now)
        for place in [one for one in self.places.values() if one.since > now]:
            lasts = place.until - place.since
            self.places[place.number] = replace(place, since=now, until=now + lasts)
        for place in [one for one in self.places.values() if one.until <= now]:
            del self.places[place.number]
            self.minute.forget(place.minute)
        longest = now + WINDOW + MARK
        self.queues = {
            name: queue for name, queue in self.queues.items() if now < queue.until <= longest
        }

    def end(self, now: float, ended: Ended, rules: Rules, app: Count) -> None:
        """Count a call out, and take in what its reply told."""
        if self.places.pop(ended.place.number, None) is not None:
            app.end(now, ended.place.app, ended.app)
            self.minute.end(now, ended.place.minute, ended.minute)
        if ended.day is not None:
            self.day.heard(now, ended.day, rules.concurrent)
        match ended.problem:
            case "day":
                self.day.refused(now, ended.wait)
            case "minute":
                self.minute.exhausted(now, WINDOW if ended.wait is None else ended.wait)
            case "appminute":
                app.exhausted(now, WINDOW if ended.wait is None else ended.wait)

    def ask(
        self, now: float, owner: str, wishes: Sequence[Wish], rules: Rules, app: Count
    ) -> Answer:
        """Give places to an owner's calls, those of people first, and note who goes on waiting."""
        given: list[Place | Closed | None] = []
        pause = math.inf
        queue = self._stepped_out(now, owner)
        served = set()
        for wish in wishes:
            closed = self._closed(now, wish, rules)
            wait = math.inf if closed else self._wait(now, wish, owner, queue, rules, app)
            if closed is None and wait == 0.0:
                given.append(self._place(now, owner, wish, app))
                served.add(wish.priority)
                continue
            given.append(closed)
            if closed is None:
                pause = min(pause, wait, rules.longest_pause)
                queue.add(wish, rules.concurrent)
        queue.go_to_the_end(now, served)
        if queue.interactive or queue.bulk:
            queue.until = now + min(pause, WINDOW) + MARK
            self.queues[owner] = queue
        return Answer(given, pause)

    def _stepped_out(self, now: float, owner: str) -> Queue:
        """Take an owner out of those who wait; each class keeps the age of its oldest call."""
        before = self.queues.pop(owner, None)
        if before is None:
            return Queue(now, 0, 0, now, now)
        interactive_since = before.interactive_since if before.interactive else now
        return Queue(now, 0, 0, interactive_since, before.bulk_since if before.bulk else now)

    def _closed(self, now: float, wish: Wish, rules: Rules) -> Closed | None:
        kept = 0 if wish.writes or not rules.day_kept else rules.day_kept + len(self.places)
        until = self.day.closed_until(now, kept)
        if until is None:
            return None
        return Closed(until, kept=self.day.closed_until(now) is None)

    def _wait(
        self, now: float, wish: Wish, owner: str, own: Queue, rules: Rules, app: Count
    ) -> float:
        """Return the seconds until a wish may come true, 0.0 if now."""
        bulk = wish.priority is Priority.BULK
        wait = self.minute.wait(now, rules.bulk_kept if bulk else 0)
        if wait > 0:
            return wait
        ahead = self._ahead(wish, owner, own)
        most = rules.bulk_places if bulk else rules.concurrent
        if len(self.places) + ahead < most and self.minute.room(now) > ahead:
            return app.wait(now)
        alone = all(place.owner == owner for place in self.places.values())
        return rules.longest_pause if alone and not self.queues else POLL

    def _ahead(self, wish: Wish, owner: str, own: Queue) -> int:
        """Return how many calls of others go first: people's before bulk reads, then by age."""
        if wish.priority is Priority.INTERACTIVE:
            mine = (own.interactive_since, owner)
            return sum(
                queue.interactive
                for name, queue in self.queues.items()
                if (queue.interactive_since, name) < mine
            )
        mine = (own.bulk_since, owner)
        return own.interactive + sum(
            queue.interactive + (queue.bulk if (queue.bulk_since, name) < mine else 0)
            for name, queue in self.queues.items()
        )

    def _place(self, now: float, owner: str, wish: Wish, app: Count) -> Place:
        self.last += 1
        sent, of_app = self.minute.begin(now), app.begin(now)
        place = Place(self.last, sent, of_app, owner, now, now + wish.lease)
        self.places[place.number] = place
        return place
