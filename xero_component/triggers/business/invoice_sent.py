"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.invoices import document_details, invoices
from xero_component.triggers._business.payload import DocumentEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event

SENT = True


@business_event(
    title="Invoice Sent",
    watch=lambda _data: invoices("ACCREC", "SentToContact", "Status"),
    payload=DocumentEvent,
    sample=samples.SENT,
    details=document_details,
    latest='Type=="ACCREC" AND SentToContact==true',
)
def invoice_sent(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a sales invoice is sent to its contact, or marked as sent.

    Xero does not date this for a part-paid invoice: it is told when everything is compared.
    """
    if seen.became("SentToContact", SENT):
        yield Detected(seen.changes("SentToContact"))
