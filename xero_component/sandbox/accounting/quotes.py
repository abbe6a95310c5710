"""Quotes: what customers are offered, until they accept or decline.

https://developer.xero.com/documentation/api/accounting/quotes
"""

from typing import Any, Final

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.contacts import contact_for_document
from xero_component.sandbox.accounting.documents import with_date_strings
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import EXCLUSIVE, INCLUSIVE, NO_TAX
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.orders import (
    check_number,
    check_transition,
    next_number,
    settle_order,
)
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import UNKNOWN_DOCUMENT, ElementInvalidError
from xero_component.sandbox.accounting.tables import Record

STATUSES: Final = ("DRAFT", "SENT", "DECLINED", "ACCEPTED", "INVOICED", "DELETED")
INITIAL: Final = frozenset({"DRAFT", "SENT"})
"""Statuses with which a quote can be created."""

NEXT: Final = {
    "DRAFT": {"SENT", "DELETED"},
    "SENT": {"DRAFT", "ACCEPTED", "DECLINED", "INVOICED", "DELETED"},
    "DECLINED": {"DRAFT", "SENT", "DELETED"},
    "ACCEPTED": {"DRAFT", "SENT", "INVOICED", "DELETED"},
    "INVOICED": {"DELETED"},
    "DELETED": set[str](),
}
"""Statuses that a client can give a quote, by the one it has."""

AMENDABLE: Final = frozenset({"DRAFT", "SENT"})
"""Statuses in which more than the status can be changed."""

LINE_AMOUNT_TYPES: Final = {"EXCLUSIVE": EXCLUSIVE, "INCLUSIVE": INCLUSIVE, "NOTAX": NO_TAX}
"""How quotes spell what invoices write as Exclusive, Inclusive and NoTax."""

CLEARED_WHEN_LEFT_OUT: Final = ("Reference", "Terms", "Title", "Summary")
"""Texts that an update has to send again to keep them."""

_KIND = "Quote"
_REQUIRED = ("Date", "LineAmountTypes", "CurrencyCode", "CurrencyRate", "QuoteNumber")
_line_amount_type = fields.one_of(LINE_AMOUNT_TYPES)


def _line_amount_types(name: str, value: Any) -> str | None:
    """Read the quotes' spelling into the one that lines are worked out by."""
    return LINE_AMOUNT_TYPES.get(_line_amount_type(name, value) or "")


_READERS: dict[str, fields.Reader] = {
    "QuoteNumber": fields.code(255),
    "Reference": fields.text(4000),
    "Terms": fields.text(4000),
    "Title": fields.text(100),
    "Summary": fields.text(3000),
    "Status": fields.one_of(STATUSES),
    "LineAmountTypes": _line_amount_types,
    "Date": fields.day,
    "ExpiryDate": fields.day,
    "BrandingThemeID": fields.identifier,
    "CurrencyCode": fields.currency,
    "CurrencyRate": fields.number(6),
}
_DATE_STRINGS = {"DateString": "Date", "ExpiryDateString": "ExpiryDate"}


def write_quote(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create a quote, or update `target` or the one that the element names by id.

    Raises ElementInvalidError.
    """
    values = fields.read(with_date_strings(element, _DATE_STRINGS), _READERS)
    if target is None:
        target = _target(ledger.organisation, element, intent)
    if target is None:
        return _create(ledger, element, values)
    return _update(ledger, element, values, target)


def _target(organisation: Organisation, element: Element, intent: Intent) -> Record | None:
    identifier = fields.read(element, {"QuoteID": fields.identifier}).get("QuoteID")
    if identifier is None:
        return None
    known = organisation.quotes.get(identifier)
    if intent is Intent.CREATE and known is not None:
        raise ElementInvalidError(f"A quote with the id {identifier} already exists.")
    if intent is Intent.UPSERT and known is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    return known


def _create(ledger: Ledger, element: Element, values: Record) -> Written:
    organisation = ledger.organisation
    status = values.get("Status") or "DRAFT"
    if status not in INITIAL:
        raise ElementInvalidError("Quote not of valid status for creation")
    contact = contact_for_document(ledger, element, None)
    blank: Record = {
        "QuoteID": ledger.new_id(),
        "QuoteNumber": None,
        "ContactID": contact["ContactID"],
        **dict.fromkeys(CLEARED_WHEN_LEFT_OUT, ""),
        "LineAmountTypes": EXCLUSIVE,
        "LineItems": [],
        "Date": ledger.today,
        "ExpiryDate": None,
        "CurrencyCode": contact.get("DefaultCurrency") or organisation.base_currency,
        "CurrencyRate": None,
        "HasAttachments": False,
    }
    given = {name: value for name, value in values.items() if value is not None}
    after: Record = {**blank, **given, "Status": status}
    warnings = _settle(ledger, element, after, contact, before=None)
    if after["QuoteNumber"] is None:
        after["QuoteNumber"] = next_number(ledger, organisation.quotes, "QuoteNumber", "QU-")
    record = ledger.amend(organisation.quotes, after, UpdatedDateUTC=ledger.now)
    number, total = record["QuoteNumber"], record["Total"]
    ledger.record_history(
        record["QuoteID"], "Created", f"{number} to {contact['Name']} for {total}."
    )
    return Written(record, warnings)


def _update(ledger: Ledger, element: Element, values: Record, before: Record) -> Written:
    organisation = ledger.organisation
    status = values.pop("Status", None) or before["Status"]
    check_transition(NEXT, before, status, _KIND)
    if status == "DELETED":
        record = ledger.amend(organisation.quotes, before, Status=status, UpdatedDateUTC=ledger.now)
        ledger.record_history(record["QuoteID"], "Deleted", "Status became DELETED.")
        return Written(record)
    present = organisation.contacts.get(before["ContactID"])
    contact = contact_for_document(ledger, element, present)
    for required in _REQUIRED:
        if values.get(required) is None:
            values.pop(required, None)
    texts = {name: values.pop(name, None) or "" for name in CLEARED_WHEN_LEFT_OUT}
    sent = {name: text for name, text in texts.items() if name in element}
    after: Record = {**before, **values, **sent, "ContactID": contact["ContactID"]}
    if after["CurrencyCode"] != before["CurrencyCode"] and "CurrencyRate" not in values:
        after["CurrencyRate"] = None
    warnings = _settle(ledger, element, after, contact, before)
    if after != before and before["Status"] not in AMENDABLE:
        raise ElementInvalidError(f"{_KIND} not of valid status for modification")
    after.update(texts, Status=status)
    changed = sorted(name for name in after if after[name] != before.get(name))
    if not changed:
        return Written(before, warnings)
    record = ledger.amend(organisation.quotes, after, UpdatedDateUTC=ledger.now)
    ledger.record_history(record["QuoteID"], "Updated", f"Changed {', '.join(changed)}.")
    return Written(record, warnings)


def _settle(
    ledger: Ledger, element: Element, after: Record, contact: Record, before: Record | None
) -> list[str]:
    """Check a quote, work out its lines and totals; return warnings."""
    check_number(ledger.organisation.quotes, after, "QuoteNumber", _KIND)
    expiry = after["ExpiryDate"]
    if expiry is not None and expiry < after["Date"]:
        raise ElementInvalidError("The ExpiryDate of a quote must not be before its Date.")
    rules = LineRules("ACCREC", after["LineAmountTypes"], contact)
    return settle_order(ledger, element, after, before, rules)
