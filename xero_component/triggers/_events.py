"""The events of a webhook delivery. Category and type are open: a new one is never an error.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

from typing import Any, cast

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.api.wire import decode_json
from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT, reader_of


@with_config(LENIENT)
class WebhookEvent(TypedDict, total=False):
    """One thing that happened in an organisation."""

    eventCategory: str
    """CONTACT, INVOICE, CREDITNOTE, PREPAYMENT, OVERPAYMENT, SUBSCRIPTION, or one to come."""
    eventType: str
    """CREATE or UPDATE; archiving is an update."""
    eventDateUtc: Instant
    resourceId: str
    resourceUrl: str
    tenantId: str
    tenantType: str
    data: dict[str, Any]
    """Type and status of the record, in the newer categories."""


@with_config(LENIENT)
class WebhookDelivery(TypedDict):
    """One signed POST: its events, in order, and their place in the sequence."""

    events: list[WebhookEvent]
    firstEventSequence: int
    lastEventSequence: int


def read_delivery(body: bytes) -> WebhookDelivery:
    """Read the body of a delivery whose signature is right; raise `ValueError` if it is not one."""
    decoded = decode_json(body)
    if not isinstance(decoded, dict):
        raise ValueError("a delivery is a JSON object")
    events = decoded.get("events")
    if events is None:
        events = []
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise ValueError("events is a list of objects")
    read = reader_of(WebhookEvent)
    for event in events:
        read(event)
    decoded.pop("entropy", None)
    decoded["events"] = events
    for name in ("firstEventSequence", "lastEventSequence"):
        decoded[name] = _number(decoded.get(name))
    return cast("WebhookDelivery", decoded)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
