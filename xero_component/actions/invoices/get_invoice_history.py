"""https://developer.xero.com/documentation/api/accounting/historyandnotes#get-history"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import InvoiceId
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import HistoryRecord, Records
from xero_component.core import ActionInput, Effect, action


class GetInvoiceHistoryInput(ActionInput):
    """Which invoice."""

    example: ClassVar = {"invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079"}

    invoice_id: InvoiceId
    """The invoice or bill."""


@action(title="Get Invoice History", effect=Effect.READ, scopes={"accounting.invoices.read"})
async def get_invoice_history(
    xero: XeroClient, data: GetInvoiceHistoryInput
) -> Records[HistoryRecord]:
    """Get the changes and notes of an invoice or bill, with who made them and when."""
    return await xero.history(INVOICES, data.invoice_id)
