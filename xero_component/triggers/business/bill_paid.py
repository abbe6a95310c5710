"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.invoices import (
    AMOUNTS,
    document_details,
    invoices,
    what_settled,
)
from xero_component.triggers._business.payload import DocumentEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Bill Paid",
    watch=lambda _data: invoices("ACCPAY", "Status", *AMOUNTS),
    payload=DocumentEvent,
    sample=samples.BILL_PAID,
    details=document_details,
    latest='Type=="ACCPAY" AND Status=="PAID"',
)
def bill_paid(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a bill is paid in full, by payments, credits or both."""
    if seen.became("Status", "PAID"):
        yield Detected(seen.changes(), evidence=what_settled(seen.record))
