"""https://developer.xero.com/documentation/api/accounting/items"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, Money
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class ItemPrice(TypedDict, total=False):
    """Price, account and tax of one side, sale or purchase."""

    UnitPrice: Money
    AccountCode: str
    COGSAccountCode: str
    """Cost of goods sold; on the purchase side of a tracked item."""
    TaxType: str


@with_config(LENIENT)
class Item(TypedDict, total=False):
    """A product or service."""

    ItemID: Required[str]
    Code: str
    Name: str
    Description: str
    PurchaseDescription: str
    IsSold: bool
    IsPurchased: bool
    SalesDetails: ItemPrice
    PurchaseDetails: ItemPrice
    InventoryAssetAccountCode: str
    IsTrackedAsInventory: bool
    TotalCostPool: Money
    QuantityOnHand: Money
    UpdatedDateUTC: Instant
