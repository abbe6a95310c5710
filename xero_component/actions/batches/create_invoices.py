"""https://developer.xero.com/documentation/api/accounting/invoices#put-invoices"""

from functools import partial
from typing import ClassVar

from xero_component.actions.batches._input import BatchInput
from xero_component.actions.batches._likeness import INVOICES_ALIKE
from xero_component.actions.batches._run import run_batch
from xero_component.actions.invoices._body import invoice_body
from xero_component.actions.invoices.create_invoice import CreateInvoiceInput, create_invoice
from xero_component.api.batch import BatchResults
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import Effect, action


class CreateInvoicesInput(BatchInput[CreateInvoiceInput]):
    """What is owed, by whom and since when."""

    example: ClassVar = {
        "records": [
            {
                "invoice_type": "ACCREC",
                "contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8",
                "reference": "Order 1001",
                "line_items": [{"Description": "Consulting", "UnitAmount": "120.00"}],
            },
            {
                "invoice_type": "ACCREC",
                "contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8",
                "reference": "Order 1002",
                "line_items": [{"Description": "Workshop", "UnitAmount": "480.00"}],
            },
        ]
    }


@action(title="Create Invoices", effect=Effect.WRITE, scopes=create_invoice.scopes)
async def create_invoices(xero: XeroClient, data: CreateInvoicesInput) -> BatchResults[Invoice]:
    """Create up to 1,000 sales invoices or bills, and tell of each whether it was saved."""
    return await run_batch(xero, INVOICES, data, partial(invoice_body, xero), INVOICES_ALIKE)
