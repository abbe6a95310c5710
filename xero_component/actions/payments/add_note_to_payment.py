"""https://developer.xero.com/documentation/api/accounting/historyandnotes#put-history"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.actions.payments._fields import PaymentId
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import HistoryRecord
from xero_component.core import ActionInput, Effect, Form, action


class AddNoteToPaymentInput(ActionInput):
    """Which payment, and what to note."""

    example: ClassVar = {
        "payment_id": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2",
        "notes": "Matches the remittance advice of 20 November.",
    }

    payment_id: PaymentId
    """The payment."""
    notes: Annotated[Text, Field(max_length=2500), Form(widget="text")]
    """The note, at most 2,500 characters; it cannot be changed afterwards."""


@action(title="Add Note To Payment", effect=Effect.WRITE, scopes={"accounting.payments"})
async def add_note_to_payment(xero: XeroClient, data: AddNoteToPaymentInput) -> HistoryRecord:
    """Add a note to the history of a payment."""
    return await xero.add_note(PAYMENTS, data.payment_id, data.notes)
