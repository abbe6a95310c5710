"""Credit notes of sales and purchases: creating, changing, approving, deleting and voiding them.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.contacts import contact_for_document
from xero_component.sandbox.accounting.document_kinds import CREDIT_NOTE
from xero_component.sandbox.accounting.documents import (
    check_branding_theme,
    refuse_discounts,
    settle_currency,
    settle_lines,
    with_date_strings,
)
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.invoice_rules import (
    APPROVED,
    HAS_PAYMENT,
    INITIAL,
    NEXT,
    add_line_findings,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import EXCLUSIVE, LINE_AMOUNT_TYPES
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import (
    UNKNOWN_DOCUMENT,
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.settlement import is_applied, store_settled
from xero_component.sandbox.accounting.tables import Record

_READERS: dict[str, fields.Reader] = {
    "Type": fields.one_of(("ACCRECCREDIT", "ACCPAYCREDIT")),
    "CreditNoteNumber": fields.code(255),
    "Reference": fields.text(255),
    "Status": fields.one_of(("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "PAID", "VOIDED")),
    "LineAmountTypes": fields.one_of(LINE_AMOUNT_TYPES),
    "Date": fields.day,
    "DueDate": fields.day,
    "BrandingThemeID": fields.identifier,
    "CurrencyCode": fields.currency,
    "CurrencyRate": fields.number(6),
    "SentToContact": fields.boolean,
}
_DATE_STRINGS = {"DateString": "Date", "DueDateString": "DueDate"}
_FINAL = ("DELETED", "VOIDED")
_AMENDABLE_WHEN_APPLIED = frozenset(
    {"BrandingThemeID", "CreditNoteNumber", "DueDate", "Reference", "SentToContact"}
)
NOT_MODIFIABLE = "Credit note not of valid status for modification"


def find_credit_note(organisation: Organisation, reference: str) -> Record | None:
    """Look a credit note up by CreditNoteID or CreditNoteNumber (the latest of several)."""
    table = organisation.credit_notes
    found = table.get(reference.lower())
    return found or next(reversed(table.find("number", folded(reference))), None)


def write_credit_note(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create a credit note, or update `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    refuse_discounts(element)
    values = fields.read(with_date_strings(element, _DATE_STRINGS), _READERS)
    identifier = fields.read(element, {"CreditNoteID": fields.identifier}).get("CreditNoteID")
    if target is None:
        target = _target(ledger.organisation, values, identifier, intent)
    if target is None:
        return _create(ledger, element, values)
    return _update(ledger, element, values, target)


def _target(
    organisation: Organisation, values: Record, identifier: str | None, intent: Intent
) -> Record | None:
    table = organisation.credit_notes
    known = table.get(identifier) if identifier else None
    if intent is Intent.CREATE:
        if known is not None:
            raise ElementInvalidError(f"A credit note with the id {identifier} already exists.")
        return None
    if identifier and known is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    if known is None and values.get("Type") != "ACCPAYCREDIT":
        number = folded(values.get("CreditNoteNumber"))
        known = next(iter(table.find("sales_number", number)), None)
    return known


def _create(ledger: Ledger, element: Element, values: Record) -> Written:
    document_type = values.get("Type")
    if document_type is None:
        raise ElementInvalidError(
            "The Type of a credit note is required: ACCRECCREDIT or ACCPAYCREDIT."
        )
    status = values.get("Status") or "DRAFT"
    if status not in INITIAL:
        raise ElementInvalidError("Credit note not of valid status for creation")
    contact = contact_for_document(ledger, element, None)
    blank: Record = {
        "Type": document_type,
        "CreditNoteID": ledger.new_id(),
        "ContactID": contact["ContactID"],
        "CreditNoteNumber": None,
        "Reference": "",
        "Status": status,
        "LineAmountTypes": EXCLUSIVE,
        "LineItems": [],
        "Date": ledger.today,
        "DueDate": None,
        "CurrencyCode": contact.get("DefaultCurrency") or ledger.organisation.base_currency,
        "CurrencyRate": None,
        "SentToContact": False,
        "RemainingCredit": ZERO,
        "HasAttachments": False,
    }
    given = {name: value for name, value in values.items() if value is not None}
    after: Record = {**blank, **given, "Status": status}
    warnings = _settle(ledger, element, after, contact, before=None)
    if document_type == "ACCRECCREDIT" and after["CreditNoteNumber"] is None:
        after["CreditNoteNumber"] = _next_number(ledger)
    record = store_settled(ledger, CREDIT_NOTE, after)
    ledger.record_history(
        record["CreditNoteID"],
        "Created",
        f"{record['CreditNoteNumber'] or 'Credit note'} to {contact['Name']}"
        f" for {record['Total']}.",
    )
    ledger.report("CreditNotes", record["CreditNoteID"], created=True)
    return Written(record, warnings)


def _update(ledger: Ledger, element: Element, values: Record, before: Record) -> Written:
    organisation = ledger.organisation
    values.pop("Type", None)
    status = values.pop("Status", None) or before["Status"]
    applied = is_applied(organisation, before["CreditNoteID"])
    _check_transition(before, status, applied=applied)
    if status in _FINAL:
        return Written(_end(ledger, before, status))
    present = organisation.contacts.get(before["ContactID"])
    contact = contact_for_document(ledger, element, present)
    for required in ("Date", "LineAmountTypes", "CurrencyCode", "CurrencyRate", "SentToContact"):
        if values.get(required) is None:
            values.pop(required, None)
    after: Record = {**before, **values, "Status": status, "ContactID": contact["ContactID"]}
    if before["Type"] == "ACCRECCREDIT" and after["CreditNoteNumber"] is None:
        after["CreditNoteNumber"] = before["CreditNoteNumber"]
    if after["CurrencyCode"] != before["CurrencyCode"] and "CurrencyRate" not in values:
        after["CurrencyRate"] = None
    warnings = _settle(ledger, element, after, contact, before=before)
    changed = {name for name in after if after[name] != before.get(name)}
    if not changed:
        return Written(before, warnings)
    if applied and not changed <= _AMENDABLE_WHEN_APPLIED:
        raise ElementInvalidError(NOT_MODIFIABLE, HAS_PAYMENT)
    record = store_settled(ledger, CREDIT_NOTE, after)
    label = "Approved" if status in APPROVED and before["Status"] not in APPROVED else "Updated"
    ledger.record_history(record["CreditNoteID"], label, f"Changed {', '.join(sorted(changed))}.")
    ledger.report("CreditNotes", record["CreditNoteID"])
    return Written(record, warnings)


def _check_transition(before: Record, status: str, *, applied: bool) -> None:
    current = before["Status"]
    if status == current and current not in _FINAL:
        return
    if status == "VOIDED" and current in APPROVED and applied:
        raise ElementInvalidError(NOT_MODIFIABLE, HAS_PAYMENT)
    if status not in NEXT[current]:
        raise ElementInvalidError(NOT_MODIFIABLE)


def _end(ledger: Ledger, before: Record, status: str) -> Record:
    """Delete or void: the document stays, and there is no credit left on it."""
    record = ledger.amend(
        ledger.organisation.credit_notes,
        before,
        Status=status,
        RemainingCredit=ZERO,
        FullyPaidOnDate=None,
        UpdatedDateUTC=ledger.now,
    )
    ledger.record_history(record["CreditNoteID"], status.capitalize(), f"Status became {status}.")
    ledger.report("CreditNotes", record["CreditNoteID"])
    return record


def _settle(
    ledger: Ledger, element: Element, after: Record, contact: Record, before: Record | None
) -> list[str]:
    """Check the head of a credit note, work out its lines and totals; return warnings."""
    organisation = ledger.organisation
    _check_number(organisation, after)
    if after["Type"] == "ACCPAYCREDIT":
        after["Reference"] = ""
    warnings = settle_currency(organisation, after)
    check_branding_theme(organisation, after)
    if after["SentToContact"] and after["Status"] not in APPROVED:
        raise ElementInvalidError("SentToContact can only be set on approved credit notes.")
    side = CREDIT_NOTE.offsets[after["Type"]]
    rules = LineRules(side, after["LineAmountTypes"], contact)
    used = before["Total"] - before["RemainingCredit"] if before else ZERO
    total = settle_lines(ledger, element, after, before, rules)
    after["RemainingCredit"] = total.total - used
    if after["Status"] in APPROVED:
        findings = Findings()
        add_line_findings(after, findings, "an approved credit note")
        if after["Total"] < 0:
            findings.add("The total of an approved credit note must not be less than zero.")
        findings.settle()
    return warnings


def _check_number(organisation: Organisation, after: Record) -> None:
    number = folded(after["CreditNoteNumber"])
    if after["Type"] == "ACCRECCREDIT" and any(
        other["CreditNoteID"] != after["CreditNoteID"]
        for other in organisation.credit_notes.find("sales_number", number)
    ):
        raise ElementInvalidError("Credit Note # must be unique.")


def _next_number(ledger: Ledger) -> str:
    while True:
        number = f"CN-{ledger.count('CreditNoteNumber'):04d}"
        if not ledger.organisation.credit_notes.find("number", folded(number)):
            return number
