"""https://developer.xero.com/documentation/api/accounting/items#post-items"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from xero_component.actions.items._fields import DETAILS, check_sides, item_fields
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import (
    AccountCodeChoice,
    ItemId,
    Json,
    RecordInput,
    TaxTypeChoice,
    Text,
    UnitPrice,
    kept,
)
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import Effect, Form, action


class UpdateItemInput(RecordInput):
    """Which item, and what to change; what is left out stays as it is."""

    example: ClassVar = {
        "item_id": "17fed4f0-34ff-526f-a5b0-ef86ffdd8c9a",
        "description": "Second, revised edition",
    }

    item_id: ItemId
    """Id of the item."""
    item_code: Annotated[
        Annotated[Text, Field(max_length=30)] | None,
        AfterValidator(kept),
        Field(serialization_alias="Code"),
    ] = None
    """Its new code; unique, at most 30 characters."""
    name: Annotated[str | None, Field(title="Item Name", max_length=50)] = None
    """Its new name."""
    description: Annotated[str | None, Field(max_length=4000), Form(widget="text")] = None
    """What a sales invoice says about the item."""
    is_sold: Annotated[bool | None, AfterValidator(kept)] = None
    """Whether it can be sold; no makes Xero drop its sales description, price and account."""
    is_purchased: Annotated[bool | None, AfterValidator(kept)] = None
    """Whether it can be bought; no makes Xero drop its purchase description, price and account."""
    purchase_description: Annotated[str | None, Field(max_length=4000), Form(widget="text")] = None
    """What a bill says about the item."""
    purchase_unit_price: UnitPrice | None = None
    """Price at which it is bought, up to four decimals."""
    purchase_tax_type: TaxTypeChoice | None = None
    """Tax type of purchases."""
    purchase_account_code: AccountCodeChoice | None = None
    """Account that purchases are booked to; for a tracked item, its cost of goods sold."""
    sales_account_code: AccountCodeChoice | None = None
    """Account that sales are booked to."""
    sales_unit_price: UnitPrice | None = None
    """Price at which it is sold, up to four decimals."""
    sales_tax_type: TaxTypeChoice | None = None
    """Tax type of sales."""
    inventory_asset_account_code: AccountCodeChoice | None = None
    """Inventory account; giving it makes Xero track the quantity of the item."""
    optional_values: Json = Field(default_factory=dict)
    """Further fields of an item, under Xero's names."""

    @model_validator(mode="after")
    def _something_to_change(self) -> "UpdateItemInput":
        if not self.model_fields_set - {"item_id", "optional_values"} and not self.optional_values:
            raise ValueError("give at least one field to change")
        check_sides(self)
        return self


@action(title="Update Item", effect=Effect.WRITE, scopes={"accounting.settings"})
async def update_item(xero: XeroClient, data: UpdateItemInput) -> Item:
    """Change a product or service; only what is given is changed.

    Where a price, account or tax type is given, the item is read first, so that the rest of that
    side stays, and the account goes where a tracked or an untracked item has it.
    """
    body = item_fields(data)
    if data.model_fields_set & DETAILS:
        before = await xero.get(ITEMS, data.item_id)
        body = item_fields(data, before)
    return await xero.update(ITEMS, data.item_id, body)
