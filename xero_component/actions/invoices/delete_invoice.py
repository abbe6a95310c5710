"""https://developer.xero.com/documentation/api/accounting/invoices#post-invoices"""

from typing import ClassVar

from xero_component.actions.invoices._status import require_deletable
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import InvoiceId
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import ActionInput, Effect, action


class DeleteInvoiceInput(ActionInput):
    """Which invoice."""

    example: ClassVar = {"invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079"}

    invoice_id: InvoiceId
    """The invoice or bill to delete. It must be DRAFT or SUBMITTED."""


@action(title="Delete Invoice", effect=Effect.DESTRUCTIVE, scopes={"accounting.invoices"})
async def delete_invoice(xero: XeroClient, data: DeleteInvoiceInput) -> Invoice:
    """Delete an invoice or bill that has not been approved.

    One that is deleted already is returned as it is.
    """
    invoice = await xero.get(INVOICES, data.invoice_id)
    if invoice.get("Status") == "DELETED":
        return invoice
    require_deletable(invoice)
    return await xero.update(INVOICES, data.invoice_id, {"Status": "DELETED"})
