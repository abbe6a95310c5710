"""The sequence numbers of deliveries: what is missing between them, and what came late.

Xero counts the events of an app over all its organisations. A delivery may come late or out of
order, which closes the gap that it left; and the numbers may start again, which opens an era.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from xero_component.store.schema import webhook_gaps as gaps
from xero_component.store.schema import webhook_sequences as sequences

LARGEST = 2**53
"""Numbers beyond are no sequence numbers; Xero's own end at 2,147,483,647."""
CLOCKS_DIFFER = 60.0
"""Seconds by which events may be dated out of order without the numbers having started again."""
ARRIVED = "arrived"
"""What closed a gap whose events came late."""


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers of one delivery, and from when to when its events happened."""

    feed: str
    first: int
    last: int
    oldest_at: float
    newest_at: float

    @property
    def counts(self) -> bool:
        """Whether these are numbers at all: intent-to-receive sends zeros."""
        return 0 < self.first <= self.last < LARGEST


@dataclass(slots=True)
class _Era:
    """All that was seen between two restarts of the numbers; what is missing in it are gaps."""

    feed: str
    era: int
    lowest: int
    highest: int
    oldest_at: float
    newest_at: float


def note_spans(work: sa.Connection, noted: Sequence[tuple[Span, bool]], now: float) -> None:
    """Note the numbers of deliveries; with each, whether all its events are new."""
    for span, is_new in _joined([one for one in noted if one[0].counts]):
        _note(work, span, is_new=is_new, now=now)


def _joined(noted: Sequence[tuple[Span, bool]]) -> list[tuple[Span, bool]]:
    """Make one span of those that follow on each other, in the order of their events."""
    joined: list[tuple[Span, bool]] = []
    in_order = sorted(noted, key=lambda one: (one[0].feed, one[0].oldest_at, one[0].first))
    for span, is_new in in_order:
        before, was_new = joined[-1] if joined else (span, is_new)
        if (before.feed, before.last + 1, was_new) == (span.feed, span.first, is_new):
            newest = max(before.newest_at, span.newest_at)
            joined[-1] = replace(before, last=span.last, newest_at=newest), is_new
        else:
            joined.append((span, is_new))
    return joined


def _note(work: sa.Connection, span: Span, *, is_new: bool, now: float) -> None:
    eras = _eras(work, span.feed)
    if not eras:
        _open_era(work, span, 1)
        return
    era = _era_of(work, span, eras, is_new=is_new)
    if era is None:
        _open_era(work, span, eras[0].era + 1)
        return
    if span.first > era.highest + 1:
        _open_gap(work, era, era.highest + 1, span.first - 1, until=span.oldest_at, now=now)
    elif span.last < era.lowest - 1:
        _open_gap(work, era, span.last + 1, era.lowest - 1, until=era.oldest_at, now=now)
    else:
        _close_gaps(work, era, span, now)
    _widen(work, era, span)


def _era_of(work: sa.Connection, span: Span, eras: list[_Era], *, is_new: bool) -> _Era | None:
    """Return the era that a delivery is of; None when the numbers have started again."""
    current = eras[0]
    if span.first == current.highest + 1:
        return current
    later = span.oldest_at > current.newest_at + CLOCKS_DIFFER
    if is_new and later and span.first <= current.highest:
        return None
    if span.newest_at < current.oldest_at:
        late = (era for era in eras[1:] if _is_missing(work, era, span))
        return next(late, current)
    return current


def _is_missing(work: sa.Connection, era: _Era, span: Span) -> bool:
    missing = _open(era.feed, era.era).where(gaps.c.first <= span.first, gaps.c.last >= span.last)
    return work.execute(missing).first() is not None


def _close_gaps(work: sa.Connection, era: _Era, span: Span, now: float) -> None:
    """Take numbers that came late out of the open gaps."""
    overlapping = _open(era.feed, era.era).where(
        gaps.c.first <= span.last, gaps.c.last >= span.first
    )
    for row in work.execute(overlapping).mappings().all():
        left = (row["first"], span.first - 1)
        right = (span.last + 1, row["last"])
        rest = [part for part in (left, right) if part[0] <= part[1]]
        closed = {
            "first": max(row["first"], span.first),
            "last": min(row["last"], span.last),
            "closed_at": now,
            "closed_by": ARRIVED,
        }
        work.execute(sa.update(gaps).where(gaps.c.id == row["id"]).values(closed))
        kept = {name: value for name, value in row.items() if name != "id"}
        for first, last in rest:
            work.execute(sa.insert(gaps).values({**kept, "first": first, "last": last}))


def _open(feed: str, era: int) -> sa.Select[Any]:
    return sa.select(gaps).where(gaps.c.feed == feed, gaps.c.era == era, gaps.c.closed_at.is_(None))


def _open_gap(
    work: sa.Connection, era: _Era, first: int, last: int, *, until: float, now: float
) -> None:
    gap = {
        "feed": era.feed,
        "era": era.era,
        "first": first,
        "last": last,
        "since": min(era.newest_at, until),
        "until": max(era.newest_at, until),
        "found_at": now,
    }
    work.execute(sa.insert(gaps).values(gap))


def _eras(work: sa.Connection, feed: str) -> list[_Era]:
    """Return the eras of a feed, the current one first."""
    rows = work.execute(
        sa.select(sequences).where(sequences.c.feed == feed).order_by(sequences.c.era.desc())
    )
    return [_Era(**row) for row in rows.mappings()]


def _open_era(work: sa.Connection, span: Span, era: int) -> None:
    seen = {
        "feed": span.feed,
        "era": era,
        "lowest": span.first,
        "highest": span.last,
        "oldest_at": span.oldest_at,
        "newest_at": span.newest_at,
    }
    work.execute(sa.insert(sequences).values(seen))


def _widen(work: sa.Connection, era: _Era, span: Span) -> None:
    seen = {
        "lowest": min(era.lowest, span.first),
        "highest": max(era.highest, span.last),
        "oldest_at": min(era.oldest_at, span.oldest_at),
        "newest_at": max(era.newest_at, span.newest_at),
    }
    work.execute(
        sa.update(sequences)
        .where(sequences.c.feed == era.feed, sequences.c.era == era.era)
        .values(seen)
    )
