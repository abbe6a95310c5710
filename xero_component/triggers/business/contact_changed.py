"""https://developer.xero.com/documentation/api/accounting/contacts"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from xero_component.core import TriggerInput
from xero_component.triggers._business import samples
from xero_component.triggers._business.contacts import CONTACT_FIELDS, ContactField, contacts
from xero_component.triggers._business.payload import FieldsEvent
from xero_component.triggers._business.sight import Detected, Sight, edited
from xero_component.triggers._business.trigger import BusinessInput, business_event
from xero_component.triggers._business.watch import Watch


class WhichFields(TriggerInput):
    """Which fields of contacts."""

    fields: Annotated[list[ContactField] | None, Field(min_length=1)] = None
    """The fields whose changes start the flow; all that people edit when left out."""


class ContactChangedInput(BusinessInput, WhichFields):
    """Fields, and how to look; the form begins with the fields."""


def _watch(data: ContactChangedInput) -> Watch:
    return contacts(*dict.fromkeys(data.fields or CONTACT_FIELDS))


@business_event(
    title="Contact Changed",
    watch=_watch,
    payload=FieldsEvent,
    sample=samples.CONTACT_CHANGED,
    example=lambda seen: edited(seen.changes()),
)
def contact_changed(seen: Sight, data: ContactChangedInput) -> Iterator[Detected]:
    """Start a flow when a contact is edited, and tell which fields were changed.

    Where it is not known what an old contact said, the fields are null; a flow that waits for
    certain fields is then not started.
    """
    changes = seen.changes() if seen.before is not None and seen.record else []
    if changes:
        yield edited(changes)
    elif not seen.is_certain and seen.record and data.fields is None:
        yield Detected([], {"fields": None}, evidence=[str(seen.record.get("UpdatedDateUTC"))])
