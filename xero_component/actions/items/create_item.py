"""https://developer.xero.com/documentation/api/accounting/items#put-items"""

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from xero_component.actions.items._fields import check_sides, item_fields
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import (
    AccountCodeChoice,
    RecordInput,
    TaxTypeChoice,
    Text,
    UnitPrice,
)
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import Effect, Form, action


class CreateItemInput(RecordInput):
    """What is sold or bought."""

    example: ClassVar = {
        "item_code": "COFFEE-1KG",
        "name": "Coffee beans, 1 kg",
        "sales_unit_price": "32.5000",
        "sales_account_code": "200",
    }

    item_code: Annotated[Text, Field(max_length=30, serialization_alias="Code")]
    """Your own code for the item; unique, at most 30 characters."""
    description: Annotated[str | None, Field(max_length=4000), Form(widget="text")] = None
    """What a sales invoice says about the item."""
    purchase_description: Annotated[str | None, Field(max_length=4000), Form(widget="text")] = None
    """What a bill says about the item."""
    purchase_unit_price: UnitPrice | None = None
    """Price at which it is bought, up to four decimals."""
    purchase_account_code: AccountCodeChoice | None = None
    """Account that purchases are booked to; for a tracked item, its cost of goods sold."""
    purchase_tax_type: TaxTypeChoice | None = None
    """Tax type of purchases."""
    sales_unit_price: UnitPrice | None = None
    """Price at which it is sold, up to four decimals."""
    sales_account_code: AccountCodeChoice | None = None
    """Account that sales are booked to."""
    name: Annotated[str | None, Field(title="Item Name", max_length=50)] = None
    """Name of the item."""
    sales_tax_type: TaxTypeChoice | None = None
    """Tax type of sales."""
    inventory_asset_account_code: AccountCodeChoice | None = None
    """Inventory account; giving it makes Xero track the quantity of the item."""
    is_sold: bool | None = None
    """Whether it can be sold; Xero takes yes when it is left out."""
    is_purchased: bool | None = None
    """Whether it can be bought; Xero takes yes when it is left out."""

    @model_validator(mode="after")
    def _sides_agree(self) -> "CreateItemInput":
        check_sides(self)
        return self


@action(title="Create Item", effect=Effect.WRITE, scopes={"accounting.settings"})
async def create_item(xero: XeroClient, data: CreateItemInput) -> Item:
    """Create a product or service, to be put on invoices and bills by its code."""
    return await xero.create(ITEMS, item_body(data))


def item_body(data: CreateItemInput) -> dict[str, Any]:
    """Return the item to send, with its two sides as Xero has them."""
    return item_fields(data)
