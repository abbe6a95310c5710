"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.invoices import document_details, invoices
from xero_component.triggers._business.payload import DocumentEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Bill Awaiting Approval",
    watch=lambda _data: invoices("ACCPAY", "Status"),
    payload=DocumentEvent,
    sample=samples.BILL_AWAITING,
    details=document_details,
    latest='Type=="ACCPAY" AND Status=="SUBMITTED"',
)
def bill_awaiting_approval(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a bill is submitted for approval."""
    if seen.became("Status", "SUBMITTED"):
        yield Detected(seen.changes("Status"))
