"""The two sides of an item, and which account its purchases are booked to.

https://developer.xero.com/documentation/api/accounting/items#tracked-and-untracked-items
"""

from typing import Any, cast

from xero_component.catalogue.inputs import RecordInput, merged
from xero_component.catalogue.records import Item

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
DETAILS = frozenset({*SALE, *PURCHASE})
KEPT = ("UnitPrice", "AccountCode", "COGSAccountCode", "TaxType")


def check_sides(data: RecordInput) -> None:
    """Raise `ValueError` when a side is switched off and given a price, account or tax type."""
    given = data.model_fields_set
    if getattr(data, "is_sold", None) is False and given & set(SALE):
        raise ValueError("is_sold is false, so give no sales price, account or tax type")
    if getattr(data, "is_purchased", None) is False and given & set(PURCHASE):
        raise ValueError("is_purchased is false, so give no purchase price, account or tax type")


def item_fields(data: RecordInput, before: Item | None = None) -> dict[str, Any]:
    """Return the item to send; a side of which part is given keeps the rest of `before`.

    Raises `InputError` when Optional Values repeat an input.
    """
    given = data.model_dump(include=set(DETAILS), exclude_unset=True)
    there = cast("dict[str, Any]", before or {})
    booked, other = _purchase_accounts(data, there)
    sales = _side(given, SALE, there.get("SalesDetails"))
    names = {**PURCHASE, "purchase_account_code": booked}
    purchases = _side(given, names, there.get("PurchaseDetails"))
    if other in purchases:
        purchases[other] = None
    sides = {"SalesDetails": sales, "PurchaseDetails": purchases}
    present = {name: side for name, side in sides.items() if side}
    return merged(data.to_xero(without=set(DETAILS)), present, "optional_values")


def _purchase_accounts(data: RecordInput, there: dict[str, Any]) -> tuple[str, str]:
    """Return where the account of purchases belongs, and where it must not be.

    Purchases of a tracked item are a cost only once it is sold.
    """
    if "inventory_asset_account_code" in data.model_fields_set:
        tracked = bool(getattr(data, "inventory_asset_account_code", None))
    else:
        tracked = bool(there.get("IsTrackedAsInventory") or there.get("InventoryAssetAccountCode"))
    return ("COGSAccountCode", "AccountCode") if tracked else ("AccountCode", "COGSAccountCode")


def _side(given: dict[str, Any], names: dict[str, str], there: Any) -> dict[str, Any]:
    """Return one side in full where part of it is given, and nothing otherwise."""
    new = {names[name]: value for name, value in given.items() if name in names}
    if not new:
        return {}
    old = there if isinstance(there, dict) else {}
    return {**{name: old[name] for name in KEPT if name in old}, **new}
