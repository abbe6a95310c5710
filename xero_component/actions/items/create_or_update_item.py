"""https://developer.xero.com/documentation/api/accounting/items#post-items"""

from typing import ClassVar

from pydantic import Field, model_validator

from xero_component.actions.items._fields import DETAILS, item_fields
from xero_component.actions.items.create_item import CreateItemInput
from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.where import clause
from xero_component.catalogue.inputs import Json
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import Effect, action


class CreateOrUpdateItemInput(CreateItemInput):
    """What the item with this code is to be."""

    example: ClassVar = {"item_code": "COFFEE-1KG", "name": "Coffee beans, 1 kg"}

    optional_values: Json = Field(default_factory=dict)
    """Further fields of an item, under Xero's names."""

    @model_validator(mode="after")
    def _by_code_alone(self) -> "CreateOrUpdateItemInput":
        if "ItemID" in self.optional_values:
            raise ValueError("optional_values.ItemID must be left out: Xero would match by it")
        return self


@action(title="Create Or Update Item", effect=Effect.WRITE, scopes={"accounting.settings"})
async def create_or_update_item(xero: XeroClient, data: CreateOrUpdateItemInput) -> Item:
    """Change the product or service that has this code, or create it where none has.

    Of one that is there, only what is given is changed. Where a price, account or tax type is
    given, it is read first, so that the rest of that side stays.
    """
    body = item_fields(data)
    if data.model_fields_set & DETAILS:
        found = await xero.list_page(ITEMS, Query(where=clause("Code", "==", data.item_code)))
        body = item_fields(data, next(iter(found["records"]), None))
    return await xero.save(ITEMS, body)
