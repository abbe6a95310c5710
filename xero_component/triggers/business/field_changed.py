"""https://developer.xero.com/documentation/api/accounting/requests-and-responses"""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from xero_component.core import Form, TriggerInput
from xero_component.triggers._business import samples
from xero_component.triggers._business.any_field import any_field, changeable, is_value, readable
from xero_component.triggers._business.payload import FieldsEvent
from xero_component.triggers._business.sight import Detected, Sight, edited
from xero_component.triggers._business.trigger import BusinessInput, business_event
from xero_component.triggers._business.watch import Watch
from xero_component.triggers.new_and_updated_records import PolledObject


class WhichField(TriggerInput):
    """Which field of which records."""

    object: Annotated[PolledObject, AfterValidator(changeable)]
    """What kind of record to look at."""
    field: Annotated[str, AfterValidator(readable), Form(placeholder="Status")]
    """The field in JMESPath, such as `Status` or `Contact.Name`."""
    to: str | None = None
    """Only changes to this value, such as `PAID`, `12.50` or `true`."""
    show_null_changes: bool = False
    """Start the flow also when the field was empty, or is so now, or its record is gone."""


class FieldChangedInput(BusinessInput, WhichField):
    """A field, and how to look; the form begins with the field."""

    example: ClassVar = {"object": "invoices", "field": "Status"}


def _watch(data: FieldChangedInput) -> Watch:
    return any_field(data.object, data.field)


@business_event(
    title="Field Changed",
    watch=_watch,
    payload=FieldsEvent,
    sample=samples.FIELD_CHANGED,
    example=lambda seen: edited(seen.changes()),
)
def field_changed(seen: Sight, data: FieldChangedInput) -> Iterator[Detected]:
    """Start a flow when a field of a record is changed, perhaps to a certain value.

    A new record is not a change. A record that is gone counts as one whose field became empty.
    """
    if seen.before is None:
        return
    for change in seen.changes():
        is_null = change["before"] is None or change["after"] is None
        if is_null and not data.show_null_changes:
            continue
        if data.to is None or is_value(change["after"], data.to):
            yield edited([change])
