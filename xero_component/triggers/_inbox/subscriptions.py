"""Who gets which events: durable rows, so that events wait for a handler that is not there yet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from xero_component.errors import FieldProblem, InputError
from xero_component.store.schema import webhook_jobs as jobs
from xero_component.store.schema import webhook_subscriptions as subscriptions
from xero_component.triggers._filters import EventFilter

Kind = Literal["callable", "callback", "pull"]
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Subscription:
    """A name under which events are kept until they are handled."""

    name: str
    kind: Kind
    filter: EventFilter
    created_at: datetime
    """It gets what arrives from then on."""


def checked_name(name: str) -> str:
    """Return the name without space around it; raise `InputError` when it is not one."""
    text = name.strip()
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        message = f"must be 1 to {LONGEST_NAME} characters that can be printed"
        raise InputError(
            f"The name of a subscription {message}.", problems=[FieldProblem("name", message)]
        )
    return text


def all_subscriptions(work: sa.Connection) -> list[Subscription]:
    """Return every subscription, by name."""
    rows = work.execute(sa.select(subscriptions).order_by(subscriptions.c.name))
    return [_read(row) for row in rows.mappings()]


def save_subscription(work: sa.Connection, asked: Sequence[Subscription]) -> list[None]:
    """Store subscriptions; one that is there keeps what waits for it, and when it was made."""
    for one in asked:
        values = {
            "kind": one.kind,
            "organisations": _written(one.filter.organisations),
            "categories": _written(one.filter.categories),
            "event_types": _written(one.filter.event_types),
        }
        found = work.execute(
            sa.update(subscriptions).where(subscriptions.c.name == one.name).values(values)
        )
        if not found.rowcount:
            made = {"name": one.name, "created_at": one.created_at.timestamp(), **values}
            work.execute(sa.insert(subscriptions).values(made))
    return [None] * len(asked)


def remove_subscription(work: sa.Connection, names: Sequence[str]) -> list[bool]:
    """Forget subscriptions and what waits for them; tell which of them there were."""
    removed = []
    for name in names:
        work.execute(sa.delete(jobs).where(jobs.c.subscription == name))
        gone = work.execute(sa.delete(subscriptions).where(subscriptions.c.name == name))
        removed.append(bool(gone.rowcount))
    return removed


def _read(row: sa.RowMapping) -> Subscription:
    return Subscription(
        name=row["name"],
        kind=row["kind"],
        filter=EventFilter(
            frozenset(json.loads(row["organisations"])),
            frozenset(json.loads(row["categories"])),
            frozenset(json.loads(row["event_types"])),
        ),
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
    )


def _written(names: frozenset[str]) -> Any:
    return json.dumps(sorted(names))
