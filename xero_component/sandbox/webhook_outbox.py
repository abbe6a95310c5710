"""Deliveries that nobody accepted yet, and when each is tried again.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

RETRY_EVERY = timedelta(minutes=15)
RETRIED_FOR = timedelta(hours=24)
"""How long a delivery may fail before the webhook is disabled."""
KEPT_FOR = timedelta(days=31)
"""How long an event waits for a receiver that accepts it."""


@dataclass(slots=True)
class Delivery:
    """One numbered batch, byte for byte as every try sends it."""

    first: int
    """Sequence number of its first event."""
    body: bytes
    made_at: datetime
    failed_at: datetime | None = None
    """When it failed for the first time."""
    due: datetime | None = None
    """When it goes out again by itself; None for one that waits until somebody asks for it."""


class Outbox:
    """Keeps undelivered batches in the order of their numbers."""

    def __init__(self) -> None:
        self._waiting: dict[int, Delivery] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def all(self) -> list[Delivery]:
        """List what waits, by number."""
        return [self._waiting[first] for first in sorted(self._waiting)]

    def keep(self, delivery: Delivery, due: datetime | None) -> None:
        """Let a delivery wait until a moment, or without one until somebody asks for it."""
        delivery.due = due
        self._waiting[delivery.first] = delivery

    def fail(self, delivery: Delivery, now: datetime) -> bool:
        """Let a refused delivery wait for its next try; tell whether it has failed for a day."""
        delivery.failed_at = delivery.failed_at or now
        self.keep(delivery, now + RETRY_EVERY)
        return now - delivery.failed_at >= RETRIED_FOR

    def settle(self, delivery: Delivery) -> None:
        """Forget a delivery that was accepted."""
        self._waiting.pop(delivery.first, None)

    def due(self, now: datetime) -> list[Delivery]:
        """List what is to be tried again by now."""
        return [delivery for delivery in self.all() if delivery.due and delivery.due <= now]

    def next_due(self) -> datetime | None:
        """Tell when the next try is; None when none is planned."""
        return min((delivery.due for delivery in self.all() if delivery.due), default=None)

    def begin_again(self) -> None:
        """Count the day of failing anew."""
        for delivery in self.all():
            delivery.failed_at = None

    def drop_older_than(self, oldest: datetime) -> None:
        """Forget what has waited for too long."""
        for delivery in self.all():
            if delivery.made_at < oldest:
                self.settle(delivery)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
