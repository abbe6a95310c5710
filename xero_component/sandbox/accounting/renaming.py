"""Codes that other records repeat: they follow when an account or an item gets another one.

Xero's documents refer to the account and the item themselves, and show the code that each has now.
This does not move the UpdatedDateUTC of the records that follow.
"""

from typing import Any

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import folded
from xero_component.sandbox.accounting.tables import Record

_SIDES = ("SalesDetails", "PurchaseDetails")
_ITEM_FIELDS = ("AccountCode", "COGSAccountCode")
_CONTACT_FIELDS = ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode")


def follow_account(ledger: Ledger, before: Record, after: Record) -> None:
    """Give lines, items and contacts the new code of an account."""
    old, new = folded(before["Code"]), after["Code"]
    if before["Code"] == new:
        return
    _change_lines(ledger, "AccountID", after["AccountID"], {"AccountCode": new})
    if old is None:
        return

    def renamed(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: new for name in names if folded(record.get(name)) == old}

    organisation = ledger.organisation
    for item in list(organisation.items.all()):
        changes = renamed(item, ("InventoryAssetAccountCode",))
        changes |= {
            side: {**item[side], **found}
            for side in _SIDES
            if (found := renamed(item[side], _ITEM_FIELDS))
        }
        if changes:
            ledger.amend(organisation.items, item, **changes)
    for contact in list(organisation.contacts.all()):
        if changes := renamed(contact, _CONTACT_FIELDS):
            ledger.amend(organisation.contacts, contact, **changes)


def follow_item(ledger: Ledger, after: Record) -> None:
    """Give the lines of an item its new code and name."""
    shown = {name: after.get(name) for name in ("ItemID", "Name", "Code")}
    identifier = after["ItemID"]
    _change_lines(ledger, "ItemID", identifier, {"ItemCode": after["Code"], "Item": shown})


def _change_lines(ledger: Ledger, key: str, identifier: str, changes: Record) -> None:
    """Change the lines that refer to a record, wherever they are not so already."""

    def refers(line: Record) -> bool:
        holder = line if key in line else line.get("Item") or {}
        return bool(holder.get(key) == identifier and {**line, **changes} != line)

    for table in ledger.organisation.with_lines:
        for document in list(table.all()):
            lines = document["LineItems"]
            if any(map(refers, lines)):
                changed = [{**line, **changes} if refers(line) else line for line in lines]
                ledger.amend(table, document, LineItems=changed)
