"""Products and services: their codes, prices and the rules of tracked inventory.

https://developer.xero.com/documentation/api/accounting/items
"""

from decimal import Decimal
from typing import Any

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element, nested
from xero_component.sandbox.accounting.problems import (
    UNKNOWN_DOCUMENT,
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.renaming import follow_item
from xero_component.sandbox.accounting.tables import Record

_READERS: dict[str, fields.Reader] = {
    "Code": fields.code(30),
    "Name": fields.text(50),
    "Description": fields.text(4000),
    "PurchaseDescription": fields.text(4000),
    "IsSold": fields.boolean,
    "IsPurchased": fields.boolean,
    "InventoryAssetAccountCode": fields.code(10),
}


def find_item(organisation: Organisation, reference: str) -> Record | None:
    """Look an item up by ItemID or Code."""
    found = organisation.items.get(reference.lower())
    return found or next(iter(organisation.items.find("code", folded(reference))), None)


def write_item(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create an item, or update `target` or the one that the element names by id or Code.

    Raises ElementInvalidError.
    """
    organisation = ledger.organisation
    values = fields.read(element, _READERS)
    identifier = fields.read(element, {"ItemID": fields.identifier}).get("ItemID")
    if target is None and intent is Intent.UPSERT:
        target = organisation.items.get(identifier) if identifier else None
        if identifier and target is None:
            raise ElementInvalidError(UNKNOWN_DOCUMENT)
        if target is None and values.get("Code"):
            found = organisation.items.find("code", folded(values["Code"]))
            target = next(iter(found), None)
    before = target or _blank(ledger)
    after: Record = {**before, **values}
    for side in ("SalesDetails", "PurchaseDetails"):
        if side in element:
            after[side] = {**before[side], **_details(ledger, nested(element, side))}
    _settle_sides(after, values)
    _check(organisation, after)
    if target is None:
        ledger.record_history(after["ItemID"], "Created", f"{after['Code']} was created.")
    elif after == target:
        return Written(target)
    else:
        ledger.record_history(after["ItemID"], "Updated", f"{after['Code']} was updated.")
        follow_item(ledger, after)
    return Written(ledger.amend(organisation.items, after, UpdatedDateUTC=ledger.now))


def _blank(ledger: Ledger) -> Record:
    return {
        "ItemID": ledger.new_id(),
        "Code": None,
        "IsSold": True,
        "IsPurchased": True,
        "SalesDetails": {},
        "PurchaseDetails": {},
        "InventoryAssetAccountCode": None,
        "UpdatedDateUTC": ledger.now,
    }


def _details(ledger: Ledger, element: Element) -> dict[str, Any]:
    return fields.read(
        element,
        {
            "UnitPrice": fields.number(ledger.unit_places),
            "AccountCode": fields.code(10),
            "COGSAccountCode": fields.code(10),
            "TaxType": fields.code(50),
        },
    )


def _settle_sides(item: Record, values: Record) -> None:
    """Apply IsSold and IsPurchased: a side that is switched off loses its fields."""
    for flag, side, description in (
        ("IsSold", "SalesDetails", "Description"),
        ("IsPurchased", "PurchaseDetails", "PurchaseDescription"),
    ):
        if item[flag] is None:
            item[flag] = True
        if not item[flag]:
            item[side] = {}
            item[description] = None
        item[side] = {name: value for name, value in item[side].items() if value is not None}
    if item["InventoryAssetAccountCode"] and values.get("IsPurchased") is False:
        item["InventoryAssetAccountCode"] = None
    tracked = bool(item["InventoryAssetAccountCode"])
    item["IsTrackedAsInventory"] = tracked
    if tracked:
        item["QuantityOnHand"] = item.get("QuantityOnHand", Decimal("0.0000"))
        item["TotalCostPool"] = item.get("TotalCostPool", ZERO)
    else:
        item.pop("QuantityOnHand", None)
        item.pop("TotalCostPool", None)


def _check(organisation: Organisation, item: Record) -> None:
    findings = Findings()
    if item["Code"] is None:
        findings.add("Price List Item Code is required")
    elif any(
        other["ItemID"] != item["ItemID"]
        for other in organisation.items.find("code", folded(item["Code"]))
    ):
        findings.add(f"Price List Item with Code '{item['Code']}' already exists")
    sales, purchase = item["SalesDetails"], item["PurchaseDetails"]
    asset = item["InventoryAssetAccountCode"]
    if asset:
        if "COGSAccountCode" not in purchase:
            findings.add("A tracked item requires a COGSAccountCode in its PurchaseDetails")
        if "AccountCode" in purchase:
            findings.add("A tracked item must not have an AccountCode in its PurchaseDetails")
        account = account_by_code(organisation, asset)
        if account is not None and account["Type"] != "INVENTORY":
            findings.add(f"Account code '{asset}' is not an inventory asset account")
    elif "COGSAccountCode" in purchase:
        findings.add("A COGSAccountCode requires an InventoryAssetAccountCode")
    codes = [asset, *(side.get(name) for side in (sales, purchase) for name in _CODE_FIELDS)]
    for account_code in filter(None, codes):
        account = account_by_code(organisation, account_code)
        if account is None or account["Status"] != "ACTIVE":
            findings.add(f"Account code '{account_code}' is not a valid code for this item.")
    for side in (sales, purchase):
        if side.get("TaxType") and side["TaxType"] not in organisation.tax_rates:
            findings.add(f"The TaxType code '{side['TaxType']}' does not exist.")
    findings.settle()


_CODE_FIELDS = ("AccountCode", "COGSAccountCode")


def delete_item(ledger: Ledger, item: Record) -> None:
    """Delete an item; raises ElementInvalidError for a tracked one that a document uses."""
    if item["IsTrackedAsInventory"] and any(
        line.get("ItemCode") == item["Code"]
        for table in ledger.organisation.with_lines
        for document in table.all()
        for line in document["LineItems"]
    ):
        raise ElementInvalidError("A tracked item that has been used cannot be deleted.")
    ledger.remove(ledger.organisation.items, item["ItemID"])


def item_view(_ledger: Ledger, record: Record) -> Record:
    """Show an item."""
    return record
