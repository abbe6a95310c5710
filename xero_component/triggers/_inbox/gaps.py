"""Gaps in the sequence numbers, and how they are healed."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

import sqlalchemy as sa

from xero_component.store.schema import webhook_gaps as gaps
from xero_component.triggers._events import WebhookEvent


@dataclass(frozen=True, slots=True)
class Gap:
    """Sequence numbers that no delivery has brought."""

    id: int
    feed: str
    first: int
    last: int
    since: datetime
    """The last event known before the gap: what is missing happened after it, as a rule."""
    until: datetime
    """The first event known after the gap."""
    found_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    """`arrived` when the events came late, else what healed it."""


Fetch: TypeAlias = Callable[[Gap], Awaitable[Iterable[WebhookEvent]]]
"""Finds out by other means what happened in a gap, such as a poll; returns it as events."""


def all_gaps(work: sa.Connection, *, open_only: bool) -> list[Gap]:
    """Return the gaps, oldest first."""
    query = sa.select(gaps).order_by(gaps.c.id)
    if open_only:
        query = query.where(gaps.c.closed_at.is_(None))
    return [_read(row) for row in work.execute(query).mappings()]


def close_gap(work: sa.Connection, asked: Sequence[tuple[int, float, str]]) -> list[bool]:
    """Mark gaps as closed, with when and by what; False for one that is closed or gone already."""
    closed = []
    for gap, now, by in asked:
        found = work.execute(
            sa.update(gaps)
            .where(gaps.c.id == gap, gaps.c.closed_at.is_(None))
            .values(closed_at=now, closed_by=by)
        )
        closed.append(bool(found.rowcount))
    return closed


def _read(row: sa.RowMapping) -> Gap:
    closed_at = row["closed_at"]
    return Gap(
        id=row["id"],
        feed=row["feed"],
        first=row["first"],
        last=row["last"],
        since=_moment(row["since"]),
        until=_moment(row["until"]),
        found_at=_moment(row["found_at"]),
        closed_at=None if closed_at is None else _moment(closed_at),
        closed_by=row["closed_by"],
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
