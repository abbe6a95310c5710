"""Business events: triggers for what users want to react to, such as an invoice that was paid."""

from xero_component.triggers._business.hints import detect_from_webhook
from xero_component.triggers._business.payload import BusinessEvent
from xero_component.triggers._business.trigger import BusinessInput, BusinessTrigger

__all__ = ["BusinessEvent", "BusinessInput", "BusinessTrigger", "detect_from_webhook"]
