"""https://developer.xero.com/documentation/api/accounting/items#put-items"""

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import RecordInput, Text, UnitPrice
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import Effect, Form, action

SALE = {
    "sales_unit_price": "UnitPrice",
    "sales_account_code": "AccountCode",
    "sales_tax_type": "TaxType",
}
PURCHASE = {
    "purchase_unit_price": "UnitPrice",
    "purchase_account_code": "AccountCode",
    "purchase_tax_type": "TaxType",
}


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
    purchase_account_code: str | None = None
    """Account that purchases are booked to; for a tracked item, its cost of goods sold."""
    purchase_tax_type: str | None = None
    """Tax type of purchases."""
    sales_unit_price: UnitPrice | None = None
    """Price at which it is sold, up to four decimals."""
    sales_account_code: str | None = None
    """Account that sales are booked to."""
    name: Annotated[str | None, Field(title="Item Name", max_length=50)] = None
    """Name of the item."""
    sales_tax_type: str | None = None
    """Tax type of sales."""
    inventory_asset_account_code: str | None = None
    """Inventory account; giving it makes Xero track the quantity of the item."""
    is_sold: bool | None = None
    """Whether it can be sold; Xero takes yes when it is left out."""
    is_purchased: bool | None = None
    """Whether it can be bought; Xero takes yes when it is left out."""

    @model_validator(mode="after")
    def _sides_agree(self) -> "CreateItemInput":
        given = self.model_fields_set
        if self.is_sold is False and given & set(SALE):
            raise ValueError("is_sold is false, so give no sales price, account or tax type")
        if self.is_purchased is False and given & set(PURCHASE):
            raise ValueError(
                "is_purchased is false, so give no purchase price, account or tax type"
            )
        return self


@action(title="Create Item", effect=Effect.WRITE, scopes={"accounting.settings"})
async def create_item(xero: XeroClient, data: CreateItemInput) -> Item:
    """Create a product or service, to be put on invoices and bills by its code."""
    body = data.to_xero(without={*SALE, *PURCHASE})
    sale, purchase = _side(data, SALE), _side(data, PURCHASE)
    if data.inventory_asset_account_code and "AccountCode" in purchase:
        purchase["COGSAccountCode"] = purchase.pop("AccountCode")
    if sale:
        body["SalesDetails"] = sale
    if purchase:
        body["PurchaseDetails"] = purchase
    return await xero.create(ITEMS, body)


def _side(data: CreateItemInput, names: dict[str, str]) -> dict[str, Any]:
    given = data.model_dump(include=set(names), exclude_unset=True)
    return {names[name]: value for name, value in given.items()}
