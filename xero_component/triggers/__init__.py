"""How a flow starts: triggers, found by their file names, and what a host mounts for them."""

from xero_component.triggers._endpoint import WebhookApp
from xero_component.triggers._events import WebhookDelivery, WebhookEvent
from xero_component.triggers.webhook import WebhookInput

__all__ = ["WebhookApp", "WebhookDelivery", "WebhookEvent", "WebhookInput"]
