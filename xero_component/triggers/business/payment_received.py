"""https://developer.xero.com/documentation/api/accounting/payments"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.payload import PaymentEvent
from xero_component.triggers._business.payments import payment_details, payments
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Payment Received",
    watch=lambda _data: payments("ACCRECPAYMENT"),
    payload=PaymentEvent,
    sample=samples.RECEIVED,
    details=payment_details,
    repeats=False,
    latest='PaymentType=="ACCRECPAYMENT" AND Status=="AUTHORISED"',
)
def payment_received(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when a payment of a sales invoice is recorded.

    One that was reversed before it was seen is not told.
    """
    if seen.was_new and seen.after["Status"] != "DELETED":
        yield Detected(seen.changes(), evidence=())
