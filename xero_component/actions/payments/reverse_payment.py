"""https://developer.xero.com/documentation/api/accounting/payments#post-payments"""

from typing import ClassVar

from xero_component.actions.payments._fields import PaymentId
from xero_component.api.client import XeroClient
from xero_component.api.wire import json_call, path_of
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import Payment
from xero_component.core import ActionInput, Effect, action


class ReversePaymentInput(ActionInput):
    """Which payment."""

    example: ClassVar = {"payment_id": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"}

    payment_id: PaymentId
    """The payment to take back; not one that was made as part of a batch payment."""


@action(title="Reverse Payment", effect=Effect.DESTRUCTIVE, scopes={"accounting.payments"})
async def reverse_payment(xero: XeroClient, data: ReversePaymentInput) -> Payment:
    """Take a payment back: it becomes DELETED, and its amount is due again."""
    path = path_of(PAYMENTS.path, data.payment_id)
    call = json_call("POST", path, {"Status": "DELETED"}, scopes=frozenset({PAYMENTS.scope}))
    return await xero.write_one(call, PAYMENTS.plural, Payment)
