"""https://developer.xero.com/documentation/api/accounting/items#get-items"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import ActionInput, Effect, Form, action


class GetItemInput(ActionInput):
    """Which item."""

    example: ClassVar = {"item_id": "BOOK"}

    item_id: Annotated[Text, Form(data_source="items"), Field(examples=["BOOK"])]
    """Id of the item, or its code."""


@action(title="Get Item", effect=Effect.READ, scopes={"accounting.settings.read"})
async def get_item(xero: XeroClient, data: GetItemInput) -> Item:
    """Get one product or service with its prices, and its stock where Xero tracks it."""
    return await xero.get(ITEMS, data.item_id)
