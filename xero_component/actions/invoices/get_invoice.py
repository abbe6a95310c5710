"""https://developer.xero.com/documentation/api/accounting/invoices#get-invoices"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import ActionInput, Effect, Form, action


class GetInvoiceInput(ActionInput):
    """Which invoice or bill."""

    example: ClassVar = {"invoice_id": "INV-0001"}

    invoice_id: Annotated[Text, Form(data_source="invoices"), Field(examples=["INV-0001"])]
    """Id of the invoice or bill, or the number of a sales invoice."""


@action(title="Get Invoice", effect=Effect.READ, scopes={"accounting.invoices.read"})
async def get_invoice(xero: XeroClient, data: GetInvoiceInput) -> Invoice:
    """Get one invoice or bill with its lines and payments."""
    return await xero.get(INVOICES, data.invoice_id)
