"""https://developer.xero.com/documentation/api/accounting/payments#put-payments"""

from functools import partial
from typing import ClassVar

from xero_component.actions.batches._input import BatchInput
from xero_component.actions.batches._likeness import PAYMENTS_ALIKE
from xero_component.actions.batches._run import run_batch
from xero_component.actions.payments._body import payment_body
from xero_component.actions.payments.pay_invoice import PayInvoiceInput, pay_invoice
from xero_component.api.batch import BatchResults
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import Payment
from xero_component.core import Effect, action


class PayInvoicesInput(BatchInput[PayInvoiceInput]):
    """What was paid, for which invoices, from or to which accounts."""

    example: ClassVar = {
        "records": [
            {
                "invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
                "account_id": "13918178-849a-4823-9a31-57b7eac713d7",
                "date": "2026-11-20",
                "amount": "10.00",
            },
            {
                "invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
                "account_id": "13918178-849a-4823-9a31-57b7eac713d7",
                "date": "2026-11-21",
                "amount": "15.00",
            },
        ]
    }


@action(title="Pay Invoices", effect=Effect.WRITE, scopes=pay_invoice.scopes)
async def pay_invoices(xero: XeroClient, data: PayInvoicesInput) -> BatchResults[Payment]:
    """Record up to 1,000 payments on invoices or bills, and tell of each whether it was saved."""
    return await run_batch(xero, PAYMENTS, data, partial(payment_body, xero), PAYMENTS_ALIKE)
