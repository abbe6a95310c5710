"""How a flow starts: triggers, found by their file names, and what a host mounts for them."""

from typing import TYPE_CHECKING, Any

from xero_component.triggers._endpoint import WebhookApp
from xero_component.triggers._events import (
    ContactEvent,
    CreditNoteEvent,
    EventData,
    InvoiceEvent,
    KnownEvent,
    OverpaymentEvent,
    PrepaymentEvent,
    SubscriptionEvent,
    WebhookDelivery,
    WebhookEvent,
    known_event,
)
from xero_component.triggers._filters import EventFilter
from xero_component.triggers._receiving import receive_webhook
from xero_component.triggers.webhook import WebhookInput, runs_of

if TYPE_CHECKING:
    from xero_component.triggers._enriching import enrich
    from xero_component.triggers._healing import heal_by_polling
    from xero_component.triggers._inbox.gaps import Gap
    from xero_component.triggers._inbox.handlers import CallbackError, HttpCallback, PulledEvent
    from xero_component.triggers._inbox.inbox import Inbox
    from xero_component.triggers._inbox.keeping import KeptEvent, Progress, Search
    from xero_component.triggers._inbox.retries import Retries
    from xero_component.triggers._inbox.subscriptions import Subscription

_HOMES = {
    "CallbackError": "_inbox.handlers",
    "Gap": "_inbox.gaps",
    "HttpCallback": "_inbox.handlers",
    "Inbox": "_inbox.inbox",
    "KeptEvent": "_inbox.keeping",
    "Progress": "_inbox.keeping",
    "PulledEvent": "_inbox.handlers",
    "Retries": "_inbox.retries",
    "Search": "_inbox.keeping",
    "Subscription": "_inbox.subscriptions",
    "enrich": "_enriching",
    "heal_by_polling": "_healing",
}

__all__ = [
    "CallbackError",
    "ContactEvent",
    "CreditNoteEvent",
    "EventData",
    "EventFilter",
    "Gap",
    "HttpCallback",
    "Inbox",
    "InvoiceEvent",
    "KeptEvent",
    "KnownEvent",
    "OverpaymentEvent",
    "PrepaymentEvent",
    "Progress",
    "PulledEvent",
    "Retries",
    "Search",
    "Subscription",
    "SubscriptionEvent",
    "WebhookApp",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookInput",
    "enrich",
    "heal_by_polling",
    "known_event",
    "receive_webhook",
    "runs_of",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import what needs a database when it is first asked for."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
