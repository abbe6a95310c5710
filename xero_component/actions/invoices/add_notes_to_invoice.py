"""https://developer.xero.com/documentation/api/accounting/historyandnotes#put-history"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import InvoiceId, Text
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import HistoryRecord
from xero_component.core import ActionInput, Effect, Form, action


class AddNotesToInvoiceInput(ActionInput):
    """Which invoice, and what to note."""

    example: ClassVar = {
        "invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
        "notes": "Customer asked for an extension of two weeks.",
    }

    invoice_id: InvoiceId
    """The invoice or bill."""
    notes: Annotated[Text, Field(max_length=2500), Form(widget="text")]
    """The note, at most 2,500 characters; it cannot be changed afterwards."""


@action(title="Add Notes To Invoice", effect=Effect.WRITE, scopes={"accounting.invoices"})
async def add_notes_to_invoice(xero: XeroClient, data: AddNotesToInvoiceInput) -> HistoryRecord:
    """Add a note to the history of an invoice or bill."""
    return await xero.add_note(INVOICES, data.invoice_id, data.notes)
