"""https://developer.xero.com/documentation/api/accounting/invoices"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.invoices import (
    AMOUNTS,
    document_details,
    invoices,
    settled_amount,
    what_settled,
)
from xero_component.triggers._business.payload import DocumentEvent
from xero_component.triggers._business.sight import Detected, Sight, amount
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Invoice Part-Paid",
    watch=lambda _data: invoices("ACCREC", *AMOUNTS),
    payload=DocumentEvent,
    sample=samples.PART_PAID,
    details=document_details,
    latest='Type=="ACCREC" AND Status=="AUTHORISED"',
)
def invoice_part_paid(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when more of a sales invoice is paid or credited, and some is still due."""
    grew = settled_amount(seen.after) > settled_amount(seen.before or {})
    if seen.is_certain and grew and amount(seen.after.get("AmountDue")) > 0:
        yield Detected(seen.changes(*AMOUNTS), evidence=what_settled(seen.record))
