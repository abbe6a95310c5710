"""https://developer.xero.com/documentation/api/accounting/historyandnotes#get-history"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import ItemId
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import HistoryRecord, Records
from xero_component.core import ActionInput, Effect, action


class GetItemHistoryInput(ActionInput):
    """Which item."""

    example: ClassVar = {"item_id": "17fed4f0-34ff-526f-a5b0-ef86ffdd8c9a"}

    item_id: ItemId
    """The product or service."""


@action(title="Get Item History", effect=Effect.READ, scopes={"accounting.settings.read"})
async def get_item_history(xero: XeroClient, data: GetItemHistoryInput) -> Records[HistoryRecord]:
    """List what was changed and noted on a product or service, by whom and when."""
    return await xero.history(ITEMS, data.item_id)
