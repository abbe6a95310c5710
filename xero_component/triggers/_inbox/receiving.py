"""Storing what was delivered, once, with a job for each subscription that wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from xero_component.api.wire import encode_json
from xero_component.store.schema import webhook_events as events
from xero_component.store.schema import webhook_jobs as jobs
from xero_component.triggers._events import WebhookDelivery, WebhookEvent
from xero_component.triggers._inbox.identity import identity_of, moment_of, resource_of
from xero_component.triggers._inbox.sequences import Span, note_spans
from xero_component.triggers._inbox.subscriptions import all_subscriptions

PENDING = "pending"
MOST_PARAMETERS = 500
"""Values in one IN list; databases take a limited number."""
TOLERANCE = 2.0
"""Seconds by which a record's own time and that of its event may differ."""
LONGEST_NAME = 200
"""Characters that are kept of an id or a category beside the event itself."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one delivery asks to be stored."""

    now: float
    rows: Sequence[Row]
    span: Span

    @classmethod
    def of(
        cls, delivery: WebhookDelivery, feed: str, now: float, *, healed: bool = False
    ) -> "Receipt":
        """Work out all that can be known before the database is asked.

        `healed` marks events that a poll found in place of a delivery.
        """
        rows = [_row(event, now, healed=healed) for event in delivery["events"]]
        moments = [row["happened_at"] for row in rows] or [now]
        first, last = delivery["firstEventSequence"], delivery["lastEventSequence"]
        return cls(now, rows, Span(feed, first, last, min(moments), max(moments)))


def store(work: sa.Connection, asked: Sequence[Receipt]) -> list[int]:
    """Store several deliveries; return how many events of each were new."""
    rows = [row for receipt in asked for row in receipt.rows]
    known = _known(work, [row["identity"] for row in rows]) | _healed(work, rows)
    fresh: dict[str, Row] = {}
    news: list[int] = []
    for receipt in asked:
        before = len(fresh)
        for row in receipt.rows:
            if row["identity"] not in known:
                fresh.setdefault(row["identity"], row)
        news.append(len(fresh) - before)
    _insert(work, list(fresh.values()))
    spans = [
        (receipt.span, bool(receipt.rows) and count == len(receipt.rows))
        for receipt, count in zip(asked, news, strict=True)
    ]
    note_spans(work, spans, asked[0].now)
    return news


def _row(event: WebhookEvent, now: float, *, healed: bool) -> Row:
    moment = moment_of(event)
    return {
        "identity": identity_of(event),
        "tenant_id": _name(event, "tenantId"),
        "category": _name(event, "eventCategory"),
        "event_type": _name(event, "eventType"),
        "resource_id": _name(event, "resourceId"),
        "resource": resource_of(event),
        "happened_at": now if moment is None else moment,
        "received_at": now,
        "healed": healed,
        "body": encode_json(event).decode(),
    }


def _name(event: Mapping[str, Any], field: str) -> str:
    value = event.get(field)
    return value.replace("\0", "\ufffd")[:LONGEST_NAME] if isinstance(value, str) else ""


def _known(work: sa.Connection, identities: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(identities), MOST_PARAMETERS):
        some = identities[start : start + MOST_PARAMETERS]
        known |= set(work.scalars(sa.select(events.c.identity).where(events.c.identity.in_(some))))
    return known


def _healed(work: sa.Connection, rows: Sequence[Row]) -> set[str]:
    """Return which events a poll has told of already, when their delivery comes after all."""
    told: dict[str, float] = {}
    resources = list({row["resource"] for row in rows})
    for start in range(0, len(resources), MOST_PARAMETERS):
        some = resources[start : start + MOST_PARAMETERS]
        query = (
            sa.select(events.c.resource, sa.func.max(events.c.happened_at))
            .where(events.c.resource.in_(some), events.c.healed)
            .group_by(events.c.resource)
        )
        told.update((row[0], row[1]) for row in work.execute(query))
    return {
        row["identity"]
        for row in rows
        if row["happened_at"] <= told.get(row["resource"], float("-inf")) + TOLERANCE
    }


def _insert(work: sa.Connection, rows: Sequence[Row]) -> None:
    if not rows:
        return
    inserted = work.scalars(
        sa.insert(events).returning(events.c.id, sort_by_parameter_order=True), rows
    )
    wanted = all_subscriptions(work)
    found = [
        job_row(event_id, row, subscription.name)
        for event_id, row in zip(inserted.all(), rows, strict=True)
        for subscription in wanted
        if subscription.filter.matches(
            {
                "tenantId": row["tenant_id"],
                "eventCategory": row["category"],
                "eventType": row["event_type"],
            }
        )
    ]
    if found:
        work.execute(sa.insert(jobs), found)


def job_row(event_id: int, row: Mapping[str, Any], subscription: str) -> Row:
    """Return a job that is due at once."""
    return {
        "event_id": event_id,
        "subscription": subscription,
        "resource": row["resource"],
        "happened_at": row["happened_at"],
        "state": PENDING,
        "attempts": 0,
        "due_at": row["received_at"],
    }
