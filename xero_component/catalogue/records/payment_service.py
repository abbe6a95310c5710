"""https://developer.xero.com/documentation/api/accounting/paymentservices"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class PaymentService(TypedDict, total=False):
    """A way to pay that customers are offered on an online invoice."""

    PaymentServiceID: Required[str]
    PaymentServiceName: str
    PaymentServiceUrl: str
    """Where the button leads to."""
    PayNowText: str
    """What the button says."""
    PaymentServiceType: str
