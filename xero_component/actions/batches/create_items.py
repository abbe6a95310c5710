"""https://developer.xero.com/documentation/api/accounting/items#put-items"""

from typing import Any, ClassVar

from xero_component.actions.batches._input import BatchInput
from xero_component.actions.batches._likeness import ITEMS_ALIKE
from xero_component.actions.batches._run import run_batch
from xero_component.actions.items.create_item import CreateItemInput, create_item, item_body
from xero_component.api.batch import BatchResults
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import Effect, action


class CreateItemsInput(BatchInput[CreateItemInput]):
    """What is sold or bought."""

    example: ClassVar = {
        "records": [
            {"item_code": "TEA-100G", "name": "Green tea, 100 g", "sales_unit_price": "8.5000"},
            {"item_code": "TEA-500G", "name": "Green tea, 500 g", "sales_unit_price": "36.0000"},
        ]
    }


@action(title="Create Items", effect=Effect.WRITE, scopes=create_item.scopes)
async def create_items(xero: XeroClient, data: CreateItemsInput) -> BatchResults[Item]:
    """Create up to 1,000 products or services, and tell of each whether it was saved."""

    async def body(one: CreateItemInput, _at: str) -> dict[str, Any]:
        return item_body(one)

    return await run_batch(xero, ITEMS, data, body, ITEMS_ALIKE)
