"""Jobs: one event for one subscription. They are leased, settled, and taken up again.

Per subscription, the events of a record are handed out one at a time, in the order in which they
happened. What was given up for good (parked) holds nothing up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from uuid import uuid4

import sqlalchemy as sa

from xero_component.api.wire import decode_json
from xero_component.store.schema import webhook_events as events
from xero_component.store.schema import webhook_jobs as jobs
from xero_component.triggers._events import WebhookEvent

State = Literal["pending", "done", "parked"]
NEVER_SETTLED = "It was taken up, and whoever had it never said what became of it."


@dataclass(frozen=True, slots=True)
class Job:
    """An event that was handed out, until `lease` ends or it is settled."""

    id: int
    lease: str
    attempts: int
    """How often it was handed out, this time included."""
    event: WebhookEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request for jobs of a subscription."""

    subscription: str
    limit: int
    seconds: float
    """How long they are leased."""
    now: float
    attempts: int
    """How often a job may be handed out; after that it is parked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job that was handed out under a lease."""

    job: int
    lease: str
    now: float
    change: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def done(cls, job: int, lease: str, now: float) -> "Outcome":
        """The handler is done with it."""
        change = {"state": "done", "settled_at": now, "reason": None}
        return cls(job=job, lease=lease, now=now, change=change)

    @classmethod
    def given_back(cls, job: int, lease: str, now: float) -> "Outcome":
        """It was not handled, through no fault of it: the attempt does not count."""
        return cls(job=job, lease=lease, now=now, change={"attempts": jobs.c.attempts - 1})

    @classmethod
    def failed(cls, job: int, lease: str, now: float, reason: str, wait: float | None) -> "Outcome":
        """Try it again after a wait, or park it."""
        change: dict[str, Any] = {"reason": reason}
        if wait is None:
            change |= {"state": "parked", "settled_at": now}
        else:
            change |= {"due_at": now + wait}
        return cls(job=job, lease=lease, now=now, change=change)


def claim(work: sa.Connection, asked: Sequence[Claim]) -> list[list[Job]]:
    """Lease the jobs that are next; the same event is never leased twice at a time."""
    return [_claim(work, one) for one in asked]


def settle(work: sa.Connection, asked: Sequence[Outcome]) -> list[bool]:
    """Store outcomes; False for a job that somebody else has taken up since its lease ended."""
    settled = []
    for one in asked:
        change = {**one.change, "lease": None, "leased_until": None}
        found = work.execute(
            sa.update(jobs)
            .where(jobs.c.id == one.job, jobs.c.lease == one.lease, jobs.c.state == "pending")
            .values(change)
        )
        settled.append(bool(found.rowcount))
    return settled


def _claim(work: sa.Connection, asked: Claim) -> list[Job]:
    while rows := work.execute(_ready(asked)).mappings().all():
        worn = [row["id"] for row in rows if row["attempts"] >= asked.attempts]
        if worn:
            _give_up(work, worn, asked.now)
        fresh = [row for row in rows if row["attempts"] < asked.attempts]
        if fresh:
            return _lease(work, fresh, asked)
    return []


def _lease(work: sa.Connection, rows: Sequence[sa.RowMapping], asked: Claim) -> list[Job]:
    lease = uuid4().hex
    leased = {"lease": lease, "leased_until": asked.now + asked.seconds}
    ids = [row["id"] for row in rows]
    work.execute(
        sa.update(jobs).where(jobs.c.id.in_(ids)).values(**leased, attempts=jobs.c.attempts + 1)
    )
    return [Job(row["id"], lease, row["attempts"] + 1, event_of(row["body"])) for row in rows]


def _give_up(work: sa.Connection, ids: Sequence[int], now: float) -> None:
    """Park jobs that were handed out too often, such as one that ends its process each time."""
    parked = {"state": "parked", "settled_at": now, "lease": None, "leased_until": None}
    reason = sa.func.coalesce(jobs.c.reason, NEVER_SETTLED)
    work.execute(sa.update(jobs).where(jobs.c.id.in_(ids)).values(**parked, reason=reason))


def event_of(body: str) -> WebhookEvent:
    """Return an event as it was delivered."""
    return cast("WebhookEvent", decode_json(body.encode()))


def _ready(asked: Claim) -> sa.Select[Any]:
    """Select the jobs that are due, free, and the first of their record."""
    other = jobs.alias("other")
    is_leased = other.c.leased_until > asked.now
    is_earlier = sa.or_(
        other.c.happened_at < jobs.c.happened_at,
        sa.and_(other.c.happened_at == jobs.c.happened_at, other.c.id < jobs.c.id),
    )
    in_the_way = sa.exists().where(
        other.c.subscription == jobs.c.subscription,
        other.c.resource == jobs.c.resource,
        other.c.state == "pending",
        other.c.id != jobs.c.id,
        sa.or_(is_earlier, is_leased),
    )
    return (
        sa.select(jobs.c.id, jobs.c.attempts, events.c.body)
        .join(events, events.c.id == jobs.c.event_id)
        .where(
            jobs.c.subscription == asked.subscription,
            jobs.c.state == "pending",
            jobs.c.due_at <= asked.now,
            sa.or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= asked.now),
            ~in_the_way,
        )
        .order_by(jobs.c.id)
        .limit(asked.limit)
    )
