"""https://developer.xero.com/documentation/api/accounting/payments"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.payload import PaymentEvent
from xero_component.triggers._business.payments import payment_details, payments
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Payment Reversed",
    watch=lambda _data: payments(),
    payload=PaymentEvent,
    sample=samples.REVERSED,
    details=payment_details,
    repeats=False,
    latest='Status=="DELETED"',
)
def payment_reversed(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a payment of an invoice, a bill or a credit is taken back."""
    if seen.became("Status", "DELETED"):
        yield Detected(seen.changes(), evidence=())
