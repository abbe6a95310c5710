"""The events of a webhook delivery. Category and type are open: a new one is never an error.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

from typing import Any, Literal, TypeAlias, cast

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.api.wire import decode_json
from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT, reader_of


class _EventFields(TypedDict, total=False):
    """What every event has."""

    eventType: str
    """CREATE or UPDATE; archiving is an update."""
    eventDateUtc: Instant
    resourceId: str
    resourceUrl: str
    tenantId: str
    tenantType: str
    """ORGANISATION, or APPLICATION for what happens to the app's own subscriptions."""


class EventData(TypedDict, total=False):
    """What the newer categories say about the record."""

    Type: str
    """Such as ACCRECCREDIT or ACCPAYCREDIT."""
    Status: str
    """Such as DRAFT, AUTHORISED, PAID or VOIDED."""
    UpdatedDateUTCString: str


@with_config(LENIENT)
class WebhookEvent(_EventFields, total=False):
    """One thing that happened in an organisation."""

    eventCategory: str
    """CONTACT, INVOICE, CREDITNOTE, PREPAYMENT, OVERPAYMENT, SUBSCRIPTION, or one to come."""
    data: dict[str, Any]
    """Type and status of the record, in the newer categories."""
    record: dict[str, Any] | None
    """The full record, where it was asked for; null when it is gone."""
    document: Literal["sale", "bill"] | None
    """Which side of the ledger the record is on, where that is known."""
    change: str
    """What happened: created, updated, voided, deleted or archived; with the full record only."""


class ContactEvent(_EventFields, total=False):
    """A contact was created, changed or archived."""

    eventCategory: Literal["CONTACT"]


class InvoiceEvent(_EventFields, total=False):
    """An invoice or a bill was created or changed; which of the two, only the record says."""

    eventCategory: Literal["INVOICE"]


class CreditNoteEvent(_EventFields, total=False):
    """A credit note, of a sale or a bill, was created or changed."""

    eventCategory: Literal["CREDITNOTE"]
    data: EventData


class PrepaymentEvent(_EventFields, total=False):
    """A prepayment was created or changed."""

    eventCategory: Literal["PREPAYMENT"]
    data: EventData


class OverpaymentEvent(_EventFields, total=False):
    """An overpayment was created or changed."""

    eventCategory: Literal["OVERPAYMENT"]
    data: EventData


class SubscriptionEvent(_EventFields, total=False):
    """A customer's App Store subscription to the app was created or changed."""

    eventCategory: Literal["SUBSCRIPTION"]


KnownEvent: TypeAlias = (
    ContactEvent
    | InvoiceEvent
    | CreditNoteEvent
    | PrepaymentEvent
    | OverpaymentEvent
    | SubscriptionEvent
)
"""An event of a category that this version knows; `eventCategory` tells them apart."""

CATEGORIES = frozenset(
    {"CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT", "SUBSCRIPTION"}
)


def known_event(event: WebhookEvent) -> KnownEvent | None:
    """Return the same event under the type of its category; None for a category to come."""
    return cast("KnownEvent", event) if event.get("eventCategory") in CATEGORIES else None


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
