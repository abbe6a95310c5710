"""https://developer.xero.com/documentation/api/accounting/invoices#post-invoices"""

from typing import ClassVar

from xero_component.actions.invoices._status import require_voidable
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import InvoiceId
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import ActionInput, Effect, action


class VoidInvoiceInput(ActionInput):
    """Which invoice."""

    example: ClassVar = {"invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079"}

    invoice_id: InvoiceId
    """The invoice or bill to void. It must be AUTHORISED, with no payment or credit applied."""


@action(title="Void Invoice", effect=Effect.DESTRUCTIVE, scopes={"accounting.invoices"})
async def void_invoice(xero: XeroClient, data: VoidInvoiceInput) -> Invoice:
    """Void an approved invoice or bill, so that it no longer counts as owed.

    One that is void already is returned as it is.
    """
    invoice = await xero.get(INVOICES, data.invoice_id)
    if invoice.get("Status") == "VOIDED":
        return invoice
    require_voidable(invoice)
    return await xero.update(INVOICES, data.invoice_id, {"Status": "VOIDED"})
