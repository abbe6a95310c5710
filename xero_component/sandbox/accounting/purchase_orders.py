"""Purchase orders: what is ordered from suppliers, until it is billed.

https://developer.xero.com/documentation/api/accounting/purchaseorders
"""

from typing import Final

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.contacts import find_contact
from xero_component.sandbox.accounting.documents import with_date_strings
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import EXCLUSIVE, LINE_AMOUNT_TYPES
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.orders import (
    check_number,
    check_transition,
    next_number,
    settle_order,
)
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element, nested
from xero_component.sandbox.accounting.problems import UNKNOWN_DOCUMENT, ElementInvalidError
from xero_component.sandbox.accounting.tables import Record

STATUSES: Final = ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED")
INITIAL: Final = frozenset({"DRAFT", "SUBMITTED", "AUTHORISED"})
"""Statuses with which a purchase order can be created."""

NEXT: Final = {
    "DRAFT": {"SUBMITTED", "AUTHORISED", "BILLED", "DELETED"},
    "SUBMITTED": {"DRAFT", "AUTHORISED", "BILLED", "DELETED"},
    "AUTHORISED": {"BILLED", "DELETED"},
    "BILLED": {"AUTHORISED", "DELETED"},
    "DELETED": set[str](),
}
"""Statuses that a client can give a purchase order, by the one it has."""

AMENDABLE_WHEN_BILLED: Final = frozenset({"SentToContact", "Status"})
SENDABLE: Final = frozenset({"AUTHORISED", "BILLED"})
_KIND = "Purchase order"
_REQUIRED = ("Date", "LineAmountTypes", "CurrencyCode", "CurrencyRate", "SentToContact")
_READERS: dict[str, fields.Reader] = {
    "PurchaseOrderNumber": fields.code(255),
    "Reference": fields.text(255),
    "Status": fields.one_of(STATUSES),
    "LineAmountTypes": fields.one_of(LINE_AMOUNT_TYPES),
    "Date": fields.day,
    "DeliveryDate": fields.day,
    "ExpectedArrivalDate": fields.day,
    "BrandingThemeID": fields.identifier,
    "CurrencyCode": fields.currency,
    "CurrencyRate": fields.number(6),
    "SentToContact": fields.boolean,
    "DeliveryAddress": fields.text(4000),
    "AttentionTo": fields.text(255),
    "Telephone": fields.text(50),
    "DeliveryInstructions": fields.text(500),
}
_DATE_STRINGS = {"DateString": "Date", "DeliveryDateString": "DeliveryDate"}


def find_purchase_order(organisation: Organisation, reference: str) -> Record | None:
    """Look a purchase order up by PurchaseOrderID or PurchaseOrderNumber."""
    table = organisation.purchase_orders
    found = table.get(reference.lower())
    return found or next(iter(table.find("number", folded(reference))), None)


def write_purchase_order(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create a purchase order, or update `target` or the one that the element names by id.

    Raises ElementInvalidError.
    """
    values = fields.read(with_date_strings(element, _DATE_STRINGS), _READERS)
    if target is None:
        target = _target(ledger.organisation, element, intent)
    if target is None:
        return _create(ledger, element, values)
    return _update(ledger, element, values, target)


def _target(organisation: Organisation, element: Element, intent: Intent) -> Record | None:
    read = fields.read(element, {"PurchaseOrderID": fields.identifier})
    identifier = read.get("PurchaseOrderID")
    if identifier is None:
        return None
    known = organisation.purchase_orders.get(identifier)
    if intent is Intent.CREATE and known is not None:
        raise ElementInvalidError(f"A purchase order with the id {identifier} already exists.")
    if intent is Intent.UPSERT and known is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    return known


def _create(ledger: Ledger, element: Element, values: Record) -> Written:
    organisation = ledger.organisation
    status = values.get("Status") or "DRAFT"
    if status not in INITIAL:
        raise ElementInvalidError("Purchase order not of valid status for creation")
    contact = _supplier(organisation, element, None)
    blank: Record = {
        "PurchaseOrderID": ledger.new_id(),
        "PurchaseOrderNumber": None,
        "ContactID": contact["ContactID"],
        "Reference": "",
        "LineAmountTypes": EXCLUSIVE,
        "LineItems": [],
        "Date": ledger.today,
        "CurrencyCode": contact.get("DefaultCurrency") or organisation.base_currency,
        "CurrencyRate": None,
        "SentToContact": False,
        "HasAttachments": False,
    }
    given = {name: value for name, value in values.items() if value is not None}
    after: Record = {**blank, **given, "Status": status}
    warnings = _settle(ledger, element, after, contact, before=None)
    if after["PurchaseOrderNumber"] is None:
        after["PurchaseOrderNumber"] = next_number(
            ledger, organisation.purchase_orders, "PurchaseOrderNumber", "PO-"
        )
    record = ledger.amend(organisation.purchase_orders, after, UpdatedDateUTC=ledger.now)
    number, total = record["PurchaseOrderNumber"], record["Total"]
    ledger.record_history(
        record["PurchaseOrderID"], "Created", f"{number} to {contact['Name']} for {total}."
    )
    return Written(record, warnings)


def _update(ledger: Ledger, element: Element, values: Record, before: Record) -> Written:
    organisation = ledger.organisation
    status = values.pop("Status", None) or before["Status"]
    check_transition(NEXT, before, status, _KIND)
    identifier = before["PurchaseOrderID"]
    if status == "DELETED":
        record = ledger.amend(
            organisation.purchase_orders, before, Status=status, UpdatedDateUTC=ledger.now
        )
        ledger.record_history(identifier, "Deleted", "Status became DELETED.")
        return Written(record)
    present = organisation.contacts.get(before["ContactID"])
    contact = _supplier(organisation, element, present)
    for required in (*_REQUIRED, "PurchaseOrderNumber"):
        if values.get(required) is None:
            values.pop(required, None)
    after: Record = {**before, **values, "Status": status, "ContactID": contact["ContactID"]}
    if after["CurrencyCode"] != before["CurrencyCode"] and "CurrencyRate" not in values:
        after["CurrencyRate"] = None
    warnings = _settle(ledger, element, after, contact, before)
    changed = {name for name in after if after[name] != before.get(name)}
    if not changed:
        return Written(before, warnings)
    if before["Status"] == "BILLED" and not changed <= AMENDABLE_WHEN_BILLED:
        raise ElementInvalidError(f"{_KIND} not of valid status for modification")
    record = ledger.amend(organisation.purchase_orders, after, UpdatedDateUTC=ledger.now)
    ledger.record_history(identifier, "Updated", f"Changed {', '.join(sorted(changed))}.")
    return Written(record, warnings)


def _settle(
    ledger: Ledger, element: Element, after: Record, contact: Record, before: Record | None
) -> list[str]:
    """Check a purchase order, work out its lines and totals; return warnings."""
    check_number(ledger.organisation.purchase_orders, after, "PurchaseOrderNumber", "Order")
    rules = LineRules("ACCPAY", after["LineAmountTypes"], contact)
    warnings = settle_order(ledger, element, after, before, rules)
    sent_before = bool(before and before["SentToContact"])
    if after["SentToContact"] != sent_before and after["Status"] not in SENDABLE:
        after["SentToContact"] = sent_before
        warnings.append("SentToContact can only be set on AUTHORISED and BILLED purchase orders.")
    return warnings


def _supplier(organisation: Organisation, element: Element, fallback: Record | None) -> Record:
    """Find the contact that an order names; this endpoint creates none and changes none.

    Raises ElementInvalidError.
    """
    given = nested(element, "Contact")
    identifier = fields.read(given, {"ContactID": fields.identifier}).get("ContactID")
    number = fields.read(given, {"ContactNumber": fields.code(50)}).get("ContactNumber")
    if not (identifier or number):
        if fallback is None:
            raise ElementInvalidError(
                "The Contact of a purchase order must be named by ContactID or ContactNumber."
            )
        return fallback
    contact = find_contact(organisation, identifier or number or "")
    if contact is None:
        raise ElementInvalidError("The contact of the purchase order could not be found.")
    moved = fallback is None or contact["ContactID"] != fallback["ContactID"]
    if contact["ContactStatus"] == "ARCHIVED" and moved:
        raise ElementInvalidError("The contact of the purchase order has been archived.")
    return contact
