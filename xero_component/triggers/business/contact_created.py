"""https://developer.xero.com/documentation/api/accounting/contacts"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.contacts import contacts
from xero_component.triggers._business.payload import BusinessEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Contact Created",
    watch=lambda _data: contacts("Name", needs_before=False),
    payload=BusinessEvent,
    sample=samples.CONTACT_CREATED,
    repeats=False,
)
def contact_created(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a contact is created."""
    if seen.was_new:
        yield Detected(seen.changes(), evidence=())
