"""Events and deliveries, and a handler that takes note of them."""

from collections.abc import Callable
from typing import Any

import anyio.to_thread
import pytest

from xero_component.errors import ConfigurationError
from xero_component.triggers import Inbox, WebhookDelivery, WebhookEvent

DEMO, OTHER = "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f", "0f1b2c3d-0000-4c7d-93cc-f02b81b0594f"


def event(
    resource: str = "inv-1",
    second: int = 0,
    *,
    category: str = "INVOICE",
    kind: str = "UPDATE",
    tenant: str = DEMO,
    **more: Any,
) -> WebhookEvent:
    """Return an event that happened in the given second of a minute."""
    made: dict[str, Any] = {
        "resourceId": resource,
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{resource}",
        "eventDateUtc": f"2026-03-02T08:{second // 60:02}:{second % 60:02}.250Z",
        "eventType": kind,
        "eventCategory": category,
        "tenantId": tenant,
        "tenantType": "ORGANISATION",
        **more,
    }
    return made  # type: ignore[return-value]  # also what no event of Xero's holds


def delivery(*events: WebhookEvent, first: int = 0, last: int | None = None) -> WebhookDelivery:
    """Return a delivery; without a first number it has none, as intent-to-receive."""
    end = (first + len(events) - 1 if first else 0) if last is None else last
    return WebhookDelivery(events=list(events), firstEventSequence=first, lastEventSequence=end)


class Seen:
    """A handler that keeps what it sees, and fails where it is told to."""

    def __init__(self, fails: Callable[[WebhookEvent], bool] = lambda _event: False) -> None:
        self.events: list[WebhookEvent] = []
        self.fails = fails

    async def __call__(self, event: WebhookEvent) -> None:
        self.events.append(event)
        if self.fails(event):
            raise ValueError("the handler fails")

    @property
    def names(self) -> list[str]:
        """Record and second of each event."""
        return [f"{one['resourceId']}@{int(one['eventDateUtc'][17:19])}" for one in self.events]


async def die_while_handling(inbox: Inbox, name: str) -> None:
    """Dispatch with a handler during which the inbox goes away, as if its process had ended."""

    async def dies(_event: WebhookEvent) -> None:
        await anyio.to_thread.run_sync(inbox.close)

    inbox.subscribe(name, dies)
    with pytest.raises(ConfigurationError, match="closed"):
        await inbox.dispatch()
