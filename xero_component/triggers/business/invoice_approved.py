"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.invoices import APPROVED, document_details, invoices
from xero_component.triggers._business.payload import DocumentEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Invoice Approved",
    watch=lambda _data: invoices("ACCREC", "Status"),
    payload=DocumentEvent,
    sample=samples.APPROVED,
    details=document_details,
    repeats=False,
    latest='Type=="ACCREC" AND Status=="AUTHORISED"',
)
def invoice_approved(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a sales invoice is approved, so that it counts as owed.

    One that was approved and paid between two looks is told; one that was voided since is not.
    """
    if seen.became("Status", *APPROVED):
        yield Detected(seen.changes("Status"), evidence=())
