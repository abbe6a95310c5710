"""https://developer.xero.com/documentation/api/accounting/contacts"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.contacts import contacts
from xero_component.triggers._business.payload import BusinessEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Contact Archived",
    watch=lambda _data: contacts("ContactStatus"),
    payload=BusinessEvent,
    sample=samples.CONTACT_ARCHIVED,
    latest='ContactStatus=="ARCHIVED"',
)
def contact_archived(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a contact is archived."""
    if seen.became("ContactStatus", "ARCHIVED"):
        yield Detected(seen.changes("ContactStatus"))
