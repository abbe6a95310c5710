"""https://developer.xero.com/documentation/api/accounting/historyandnotes#put-history"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import ItemId, Text
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import HistoryRecord
from xero_component.core import ActionInput, Effect, Form, action


class AddNoteToItemInput(ActionInput):
    """Which item, and what to note."""

    example: ClassVar = {
        "item_id": "17fed4f0-34ff-526f-a5b0-ef86ffdd8c9a",
        "notes": "The supplier raises the price in January.",
    }

    item_id: ItemId
    """The product or service."""
    notes: Annotated[Text, Field(max_length=2500), Form(widget="text")]
    """The note, at most 2,500 characters; it cannot be changed afterwards."""


@action(title="Add Note To Item", effect=Effect.WRITE, scopes={"accounting.settings"})
async def add_note_to_item(xero: XeroClient, data: AddNoteToItemInput) -> HistoryRecord:
    """Add a note to the history of a product or service."""
    return await xero.add_note(ITEMS, data.item_id, data.notes)
