"""https://developer.xero.com/documentation/api/accounting/payments#get-payments"""

from typing import ClassVar

from xero_component.actions.payments._fields import PaymentId
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import Payment
from xero_component.core import ActionInput, Effect, action


class GetPaymentInput(ActionInput):
    """Which payment."""

    example: ClassVar = {"payment_id": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"}

    payment_id: PaymentId
    """The payment."""


@action(title="Get Payment", effect=Effect.READ, scopes={"accounting.payments.read"})
async def get_payment(xero: XeroClient, data: GetPaymentInput) -> Payment:
    """Get one payment with the invoice that it pays."""
    return await xero.get(PAYMENTS, data.payment_id)
