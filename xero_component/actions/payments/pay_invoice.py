"""https://developer.xero.com/documentation/api/accounting/payments#put-payments"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from xero_component.actions.payments._body import payment_body
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import (
    Amount,
    Day,
    RecordInput,
    WhichInvoice,
    WhichPaymentAccount,
)
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import Payment
from xero_component.core import Effect, action


def _positive(amount: Amount) -> Amount:
    if amount <= 0:
        raise ValueError("must be more than zero")
    return amount


class PayInvoiceInput(RecordInput):
    """What was paid, for which invoice, from or to which account."""

    example: ClassVar = {
        "invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
        "account_id": "13918178-849a-4823-9a31-57b7eac713d7",
        "date": "2026-11-20",
        "amount": "10.00",
    }

    invoice_id: WhichInvoice
    """The approved invoice or bill: its id, or its number, which costs one more call."""
    account_id: WhichPaymentAccount
    """A bank account, or one with payments enabled: id, code or name; a text of up to ten
    characters with a digit and no space is taken as a code, and only a name costs a call."""
    date: Annotated[Day | None, Field(title="Date String")] = None
    """Day of the payment; today unless you say otherwise."""
    amount: Annotated[Amount, AfterValidator(_positive), Field(title="Payment Amount")]
    """At most what is still due, in the currency of the invoice."""
    reference: Annotated[str | None, Field(max_length=255)] = None
    """Text by which the payment is known."""


@action(title="Pay Invoice", effect=Effect.WRITE, scopes={"accounting.payments"})
async def pay_invoice(xero: XeroClient, data: PayInvoiceInput) -> Payment:
    """Record a payment on an approved invoice or bill."""
    return await xero.create(PAYMENTS, await payment_body(xero, data))
