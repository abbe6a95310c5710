"""How the inbox's events, gaps and subscriptions look in JSON."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from xero_component.triggers import Gap, KeptEvent, Subscription


class _Record(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class SubscriptionProgress(_Record):
    """How far an event is with one subscription."""

    subscription: str
    state: Literal["pending", "done", "parked"]
    attempts: int
    """How often it was handed out."""
    due_at: datetime
    """From when on it is handed out."""
    reason: str | None
    """Why the last attempt failed."""


class InboxEvent(_Record):
    """An event in the inbox, and what became of it."""

    id: int
    received_at: datetime
    event: dict[str, Any]
    """The event as Xero sent it."""
    subscriptions: list[SubscriptionProgress]


class Events(_Record):
    """Events, oldest first."""

    events: list[InboxEvent]


class InboxGap(_Record):
    """Sequence numbers that no delivery has brought."""

    id: int
    feed: str
    first: int
    last: int
    since: datetime
    """The missing events happened between this moment and `until`."""
    until: datetime
    found_at: datetime
    closed_at: datetime | None
    closed_by: str | None


class Gaps(_Record):
    """Gaps, oldest first."""

    gaps: list[InboxGap]


class InboxSubscription(_Record):
    """A name under which events are kept until they are handled."""

    name: str
    kind: Literal["callable", "callback", "pull"]
    organisations: list[str]
    """Empty: all of them; so with the other filters."""
    categories: list[str]
    event_types: list[str]
    created_at: datetime


class Subscriptions(_Record):
    """Subscriptions, by name."""

    subscriptions: list[InboxSubscription]


class PulledEventRecord(_Record):
    """An event that was handed out."""

    id: str
    """What to acknowledge or reject it by."""
    event: dict[str, Any]
    attempt: int
    """How often it was handed out, this time included."""


class PulledEvents(_Record):
    """Events that were handed out."""

    events: list[PulledEventRecord]


class Count(_Record):
    """How many there were."""

    count: int


class Done(_Record):
    """Whether there was something to do."""

    done: bool


def event_record(kept: KeptEvent) -> dict[str, object]:
    """Return an event of the inbox as `InboxEvent` describes it."""
    return {
        "id": kept.id,
        "received_at": kept.received_at,
        "event": kept.event,
        "subscriptions": list(kept.progress),
    }


def gap_record(gap: Gap) -> dict[str, object]:
    """Return a gap as `InboxGap` describes it."""
    names = InboxGap.model_fields
    return {name: getattr(gap, name) for name in names}


def subscription_record(one: Subscription) -> dict[str, object]:
    """Return a subscription as `InboxSubscription` describes it."""
    return {
        "name": one.name,
        "kind": one.kind,
        "organisations": sorted(one.filter.organisations),
        "categories": sorted(one.filter.categories),
        "event_types": sorted(one.filter.event_types),
        "created_at": one.created_at,
    }
