"""What a flow receives of a business event."""

from collections.abc import Mapping
from typing import Any

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.triggers._business.sight import FieldChange


@with_config(LENIENT)
class BusinessEvent(TypedDict):
    """Something that happened to one record."""

    id: str
    """The same for the same event, also when it is told again because a state was lost."""
    event: str
    """What happened: the key of the trigger."""
    tenant_id: str | None
    """The organisation; null for a custom connection, which has just one."""
    record_id: str
    record: dict[str, Any] | None
    """The record as it is now; null when it is gone."""
    changes: list[FieldChange]
    """The fields that the event is about, with their values before and after."""
    changed_at: Instant | None
    """When the record was changed last, as Xero says; null when it is gone."""
    found_by: str
    """`poll`, `webhook`, or `sweep` for a change that Xero does not date."""


@with_config(LENIENT)
class DocumentEvent(BusinessEvent):
    """Something that happened to an invoice or a bill."""

    number: str | None
    """The number of the invoice or bill."""
    contact_id: str | None
    contact_name: str | None
    currency: str | None
    total: Money
    amount_paid: Money
    """What has been paid so far."""
    amount_credited: Money
    """What credit notes, prepayments and overpayments have settled so far."""
    amount_due: Money
    """What is still to be paid."""


@with_config(LENIENT)
class OverdueEvent(DocumentEvent):
    """An invoice that was due some days ago."""

    due_date: IsoDate
    days_overdue: int
    """Days since the due date, where the organisation is."""


@with_config(LENIENT)
class PaymentEvent(BusinessEvent):
    """A payment was made or taken back."""

    amount: Money
    currency: str | None
    payment_type: str | None
    """What was paid, in Xero's words, such as ACCRECPAYMENT for a sales invoice."""
    invoice_id: str | None
    """The document that was paid; Xero calls every kind of it an invoice here."""
    invoice_number: str | None


@with_config(LENIENT)
class AllocationEvent(BusinessEvent):
    """A part of a credit note was given to an invoice or a bill."""

    allocation_id: str | None
    amount: Money
    date: IsoDate | None
    invoice_id: str | None
    invoice_number: str | None
    remaining_credit: Money
    """What is left of the credit note."""


@with_config(LENIENT)
class FieldsEvent(BusinessEvent):
    """Fields of a record were changed."""

    fields: list[str] | None
    """The fields that were changed; null where it is not known which."""


def contact_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the contact that a document carries."""
    return part_of(record, "Contact")


def part_of(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object inside a record; an empty one where it is missing."""
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}
