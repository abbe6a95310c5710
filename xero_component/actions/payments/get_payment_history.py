"""https://developer.xero.com/documentation/api/accounting/historyandnotes#get-history"""

from typing import ClassVar

from xero_component.actions.payments._fields import PaymentId
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import HistoryRecord, Records
from xero_component.core import ActionInput, Effect, action


class GetPaymentHistoryInput(ActionInput):
    """Which payment."""

    example: ClassVar = {"payment_id": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"}

    payment_id: PaymentId
    """The payment."""


@action(title="Get Payment History", effect=Effect.READ, scopes={"accounting.payments.read"})
async def get_payment_history(
    xero: XeroClient, data: GetPaymentHistoryInput
) -> Records[HistoryRecord]:
    """Get the changes and notes of a payment, with who made them and when."""
    return await xero.history(PAYMENTS, data.payment_id)
