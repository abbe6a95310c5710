"""A webhook endpoint as a host would run it: `WebhookApp` behind a real server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from pydantic import SecretStr

from xero_component.sandbox.identity.applications import WEBHOOK_KEY
from xero_component.sandbox.serving import in_background
from xero_component.triggers import WebhookApp, WebhookDelivery, WebhookEvent, WebhookInput


class Inbox:
    """The events that arrived with a right signature."""

    def __init__(self) -> None:
        self.url = ""
        self.events: list[WebhookEvent] = []
        self._changed = Condition()

    async def store(self, delivery: WebhookDelivery) -> None:
        """Keep the events of a delivery."""
        with self._changed:
            self.events.extend(delivery["events"])
            self._changed.notify_all()

    def missing(self, resource_ids: set[str], seconds: float = 15.0) -> set[str]:
        """Wait for an event about each of these records; return those without one in time."""
        with self._changed:
            self._changed.wait_for(lambda: not resource_ids - self._reported(), seconds)
            return resource_ids - self._reported()

    def _reported(self) -> set[str]:
        return {str(event.get("resourceId")) for event in self.events}


@contextmanager
def receiving() -> Iterator[Inbox]:
    """Serve a webhook endpoint on a free port of this machine."""
    inbox = Inbox()
    app = WebhookApp(WebhookInput(webhook_key=SecretStr(WEBHOOK_KEY)), inbox.store)
    with in_background(app, {}, "127.0.0.1", 0) as base_url:
        inbox.url = f"{base_url}/webhooks/xero"
        yield inbox
