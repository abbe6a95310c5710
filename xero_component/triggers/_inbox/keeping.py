"""What the inbox holds: shown to people, replayed, and pruned when it is old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from xero_component.errors import InputError
from xero_component.store.schema import webhook_events as events
from xero_component.store.schema import webhook_jobs as jobs
from xero_component.store.schema import webhook_subscriptions as subscriptions
from xero_component.triggers._events import WebhookEvent
from xero_component.triggers._inbox.jobs import State, event_of
from xero_component.triggers._inbox.receiving import job_row

MOST_PRUNED = 1000
"""Events in one transaction, so that receipts do not wait for the pruning."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an event is with one subscription."""

    subscription: str
    state: State
    attempts: int
    due_at: datetime
    reason: str | None
    """Why the last attempt failed."""


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event in the inbox, and what became of it."""

    id: int
    received_at: datetime
    event: WebhookEvent
    progress: Sequence[Progress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which events to show; what is None does not matter."""

    subscription: str | None = None
    state: State | None = None
    organisation: str | None = None
    category: str | None = None
    after_id: int | None = None
    """Only events that were stored later than this one."""
    limit: int = 50
    """The newest so many, or with `after_id` the next ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Which events to hand out again."""

    now: float
    event_id: int | None = None
    subscription: str | None = None
    """With an event: to this one alone, even if it had not asked for the event."""


def find(work: sa.Connection, search: Search) -> list[KeptEvent]:
    """Return events, oldest first."""
    query = sa.select(events).limit(search.limit)
    if search.after_id is None:
        query = query.order_by(events.c.id.desc())
    else:
        query = query.where(events.c.id > search.after_id).order_by(events.c.id)
    if search.organisation is not None:
        query = query.where(_same(events.c.tenant_id, search.organisation))
    if search.category is not None:
        query = query.where(_same(events.c.category, search.category))
    wanted = []
    if search.subscription is not None:
        wanted.append(jobs.c.subscription == search.subscription)
    if search.state is not None:
        wanted.append(jobs.c.state == search.state)
    if wanted:
        query = query.where(events.c.id.in_(sa.select(jobs.c.event_id).where(*wanted)))
    rows = sorted(work.execute(query).mappings(), key=lambda row: row["id"])
    progress = _progress(work, [row["id"] for row in rows])
    return [_kept(row, progress.get(row["id"], [])) for row in rows]


def find_one(work: sa.Connection, event_id: int) -> KeptEvent:
    """Return an event; raise `InputError` when the inbox does not hold it."""
    row = _event(work, event_id)
    return _kept(row, _progress(work, [event_id]).get(event_id, []))


def replay(work: sa.Connection, asked: Sequence[Replay]) -> list[int]:
    """Hand events out anew; return for each request how many jobs there are to do.

    Without an event, all that is parked. What is pending stays as it is.
    """
    return [_replay(work, one) for one in asked]


def prune(work: sa.Connection, asked: Sequence[float]) -> list[int]:
    """Remove events received before a moment of which nothing is pending or parked; count them."""
    return [_prune(work, before) for before in asked]


def _replay(work: sa.Connection, asked: Replay) -> int:
    fresh = {"state": "pending", "attempts": 0, "due_at": asked.now, "settled_at": None}
    again = sa.update(jobs).values(**fresh, reason=None)
    if asked.subscription is not None:
        _require_subscription(work, asked.subscription)
        again = again.where(jobs.c.subscription == asked.subscription)
    if asked.event_id is None:
        return work.execute(again.where(jobs.c.state == "parked")).rowcount
    event = _event(work, asked.event_id)
    again = again.where(jobs.c.event_id == asked.event_id)
    count = work.execute(again.where(jobs.c.state != "pending")).rowcount
    if asked.subscription is not None and not _has_job(work, asked.event_id, asked.subscription):
        row = job_row(asked.event_id, {**event, "received_at": asked.now}, asked.subscription)
        work.execute(sa.insert(jobs).values(row))
        count = 1
    return count


def _has_job(work: sa.Connection, event_id: int, subscription: str) -> bool:
    found = sa.select(jobs.c.id).where(
        jobs.c.event_id == event_id, jobs.c.subscription == subscription
    )
    return work.execute(found).first() is not None


def _prune(work: sa.Connection, before: float) -> int:
    unfinished = sa.exists().where(jobs.c.event_id == events.c.id, jobs.c.state != "done")
    late = sa.exists().where(jobs.c.event_id == events.c.id, jobs.c.settled_at >= before)
    old = (
        sa.select(events.c.id)
        .where(events.c.received_at < before, ~unfinished, ~late)
        .order_by(events.c.id)
        .limit(MOST_PRUNED)
    )
    ids = work.scalars(old).all()
    work.execute(sa.delete(jobs).where(jobs.c.event_id.in_(ids)))
    work.execute(sa.delete(events).where(events.c.id.in_(ids)))
    return len(ids)


def _event(work: sa.Connection, event_id: int) -> sa.RowMapping:
    row = work.execute(sa.select(events).where(events.c.id == event_id)).mappings().first()
    if row is None:
        raise InputError(f"The inbox holds no event {event_id}.")
    return row


def _require_subscription(work: sa.Connection, name: str) -> None:
    found = work.execute(sa.select(subscriptions.c.name).where(subscriptions.c.name == name))
    if found.first() is None:
        raise InputError(f"There is no subscription {name!r}.")


def _progress(work: sa.Connection, ids: Sequence[int]) -> dict[int, list[Progress]]:
    found: dict[int, list[Progress]] = {}
    query = sa.select(jobs).where(jobs.c.event_id.in_(ids)).order_by(jobs.c.subscription)
    for row in work.execute(query).mappings():
        found.setdefault(row["event_id"], []).append(
            Progress(
                subscription=row["subscription"],
                state=row["state"],
                attempts=row["attempts"],
                due_at=_moment(row["due_at"]),
                reason=row["reason"],
            )
        )
    return found


def _kept(row: sa.RowMapping, progress: Sequence[Progress]) -> KeptEvent:
    return KeptEvent(row["id"], _moment(row["received_at"]), event_of(row["body"]), progress)


def _same(column: sa.Column[Any], text: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(column) == text.strip().lower()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
