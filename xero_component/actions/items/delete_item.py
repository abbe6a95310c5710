"""https://developer.xero.com/documentation/api/accounting/items#delete-items"""

from typing import ClassVar

from typing_extensions import TypedDict

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import ItemId
from xero_component.catalogue.objects import ITEMS
from xero_component.core import ActionInput, Effect, action


class DeletedItem(TypedDict):
    """Which item is gone; Xero answers a deletion with nothing."""

    ItemID: str


class DeleteItemInput(ActionInput):
    """Which item."""

    example: ClassVar = {"item_id": "17fed4f0-34ff-526f-a5b0-ef86ffdd8c9a"}

    item_id: ItemId
    """Id of the item; a tracked one that a document uses cannot be deleted."""


@action(title="Delete Item", effect=Effect.DESTRUCTIVE, scopes={"accounting.settings"})
async def delete_item(xero: XeroClient, data: DeleteItemInput) -> DeletedItem:
    """Delete a product or service; documents that name it keep their lines."""
    await xero.delete(ITEMS, data.item_id)
    return DeletedItem(ItemID=data.item_id)
