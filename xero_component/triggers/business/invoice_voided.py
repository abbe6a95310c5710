"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.invoices import document_details, invoices
from xero_component.triggers._business.payload import DocumentEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Invoice Voided",
    watch=lambda _data: invoices("ACCREC", "Status"),
    payload=DocumentEvent,
    sample=samples.VOIDED,
    details=document_details,
    repeats=False,
    latest='Type=="ACCREC" AND Status=="VOIDED"',
)
def invoice_voided(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when an approved sales invoice is voided, so that it no longer counts."""
    if seen.became("Status", "VOIDED"):
        yield Detected(seen.changes("Status"), evidence=())
