"""https://developer.xero.com/documentation/api/accounting/historyandnotes#put-history"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import ContactId, Text
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import HistoryRecord
from xero_component.core import ActionInput, Effect, Form, action


class AddNoteToContactInput(ActionInput):
    """Which contact, and what to note."""

    example: ClassVar = {
        "contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8",
        "notes": "Prefers to be called in the morning.",
    }

    contact_id: ContactId
    """The customer or supplier."""
    notes: Annotated[Text, Field(max_length=2500), Form(widget="text")]
    """The note, at most 2,500 characters; it cannot be changed afterwards."""


@action(title="Add Note To Contact", effect=Effect.WRITE, scopes={"accounting.contacts"})
async def add_note_to_contact(xero: XeroClient, data: AddNoteToContactInput) -> HistoryRecord:
    """Add a note to the history of a customer or supplier."""
    return await xero.add_note(CONTACTS, data.contact_id, data.notes)
