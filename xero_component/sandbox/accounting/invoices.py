"""Sales invoices and bills: creating, changing, approving, deleting and voiding them.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.contacts import contact_for_document, mark_trading
from xero_component.sandbox.accounting.document_kinds import INVOICE
from xero_component.sandbox.accounting.documents import (
    check_branding_theme,
    settle_currency,
    settle_lines,
    with_date_strings,
)
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.invoice_rules import (
    AMENDABLE_WHEN_PAID,
    APPROVED,
    HAS_PAYMENT,
    INITIAL,
    NEXT,
    NOT_MODIFIABLE,
    QUIET,
    approval_findings,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import EXCLUSIVE, LINE_AMOUNT_TYPES
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import UNKNOWN_DOCUMENT, ElementInvalidError
from xero_component.sandbox.accounting.settlement import store_settled
from xero_component.sandbox.accounting.tables import Record

_TYPES = (
    "ACCREC", "ACCPAY", "ACCPAYCREDIT", "ACCRECCREDIT",
    "APOVERPAYMENT", "APPREPAYMENT", "AROVERPAYMENT", "ARPREPAYMENT",
)  # fmt: skip
_STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED", "PAID", "VOIDED")
_READERS: dict[str, fields.Reader] = {
    "Type": fields.one_of(_TYPES),
    "InvoiceNumber": fields.code(255),
    "Reference": fields.text(255),
    "Status": fields.one_of(_STATUSES),
    "LineAmountTypes": fields.one_of(LINE_AMOUNT_TYPES),
    "Date": fields.day,
    "DueDate": fields.day,
    "ExpectedPaymentDate": fields.day,
    "PlannedPaymentDate": fields.day,
    "BrandingThemeID": fields.identifier,
    "Url": fields.text(2000),
    "CurrencyCode": fields.currency,
    "CurrencyRate": fields.number(6),
    "SentToContact": fields.boolean,
}
_DATE_STRINGS = {"DateString": "Date", "DueDateString": "DueDate"}
_FINAL = ("DELETED", "VOIDED")


def find_invoice(organisation: Organisation, reference: str) -> Record | None:
    """Look an invoice up by InvoiceID or InvoiceNumber (the latest of several bills)."""
    found = organisation.invoices.get(reference.lower())
    return found or next(reversed(organisation.invoices.find("number", folded(reference))), None)


def write_invoice(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create an invoice, or update `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    values = _values(element)
    identifier = fields.read(element, {"InvoiceID": fields.identifier}).get("InvoiceID")
    if target is None:
        target = _target(ledger.organisation, values, identifier, intent)
    if target is None:
        return _create(ledger, element, values)
    return _update(ledger, element, values, target)


def _values(element: Element) -> Record:
    return fields.read(with_date_strings(element, _DATE_STRINGS), _READERS)


def _target(
    organisation: Organisation, values: Record, identifier: str | None, intent: Intent
) -> Record | None:
    table = organisation.invoices
    known = table.get(identifier) if identifier else None
    if intent is Intent.CREATE:
        if known is not None:
            raise ElementInvalidError(f"An invoice with the id {identifier} already exists.")
        return None
    if identifier and known is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    if known is None and values.get("Type") != "ACCPAY":
        number = folded(values.get("InvoiceNumber"))
        known = next(iter(table.find("sales_number", number)), None)
    return known


def _create(ledger: Ledger, element: Element, values: Record) -> Written:
    organisation = ledger.organisation
    document_type = values.get("Type")
    if document_type not in ("ACCREC", "ACCPAY"):
        raise ElementInvalidError("The Type of an invoice is required: ACCREC or ACCPAY.")
    status = values.get("Status") or "DRAFT"
    if status not in INITIAL:
        raise ElementInvalidError("Invoice not of valid status for creation")
    contact = contact_for_document(ledger, element, None)
    blank: Record = {
        "Type": document_type,
        "InvoiceID": ledger.new_id(),
        "ContactID": contact["ContactID"],
        "InvoiceNumber": None,
        "Reference": "",
        "Status": status,
        "LineAmountTypes": EXCLUSIVE,
        "LineItems": [],
        "Date": ledger.today,
        "DueDate": None,
        "CurrencyCode": contact.get("DefaultCurrency") or organisation.base_currency,
        "CurrencyRate": None,
        "SentToContact": False,
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "HasAttachments": False,
        "CreatedBy": ledger.application,
    }
    given = {name: value for name, value in values.items() if value is not None}
    after: Record = {**blank, **given, "Status": status}
    warnings = _settle(ledger, element, after, contact, before=None)
    if document_type == "ACCREC" and after["InvoiceNumber"] is None:
        after["InvoiceNumber"] = _next_number(ledger)
    record = store_settled(ledger, INVOICE, after)
    mark_trading(ledger, organisation.contacts.get(contact["ContactID"]) or contact, document_type)
    ledger.record_history(
        record["InvoiceID"],
        "Created",
        f"{record['InvoiceNumber'] or 'Bill'} to {contact['Name']} for {record['Total']}.",
    )
    ledger.report("Invoices", record["InvoiceID"], created=True)
    return Written(record, warnings)


def _update(ledger: Ledger, element: Element, values: Record, before: Record) -> Written:
    organisation = ledger.organisation
    values.pop("Type", None)
    status = values.pop("Status", None) or before["Status"]
    _check_transition(before, status)
    if status in _FINAL:
        return Written(_end(ledger, before, status))
    present = organisation.contacts.get(before["ContactID"])
    contact = contact_for_document(ledger, element, present)
    for required in ("Date", "LineAmountTypes", "CurrencyCode", "CurrencyRate", "SentToContact"):
        if values.get(required) is None:
            values.pop(required, None)
    after: Record = {**before, **values, "Status": status, "ContactID": contact["ContactID"]}
    if before["Type"] == "ACCREC" and after["InvoiceNumber"] is None:
        after["InvoiceNumber"] = before["InvoiceNumber"]
    if after["CurrencyCode"] != before["CurrencyCode"] and "CurrencyRate" not in values:
        after["CurrencyRate"] = None
    warnings = _settle(ledger, element, after, contact, before=before)
    changed = {name for name in after if after[name] != before.get(name)}
    if not changed:
        return Written(before, warnings)
    if _is_paid(before) and not changed <= AMENDABLE_WHEN_PAID:
        raise ElementInvalidError(NOT_MODIFIABLE, HAS_PAYMENT)
    if _is_paid(before) and before["AmountDue"] and changed <= QUIET:
        record = ledger.save(organisation.invoices, after)
    else:
        record = store_settled(ledger, INVOICE, after)
    mark_trading(ledger, organisation.contacts.get(contact["ContactID"]) or contact, after["Type"])
    label = "Approved" if status in APPROVED and before["Status"] not in APPROVED else "Updated"
    ledger.record_history(record["InvoiceID"], label, f"Changed {', '.join(sorted(changed))}.")
    ledger.report("Invoices", record["InvoiceID"])
    return Written(record, warnings)


def _is_paid(invoice: Record) -> bool:
    return bool(invoice["AmountPaid"] or invoice["AmountCredited"])


def _check_transition(before: Record, status: str) -> None:
    current = before["Status"]
    if status == current and current not in _FINAL:
        return
    if status == "VOIDED" and current in APPROVED and _is_paid(before):
        raise ElementInvalidError(NOT_MODIFIABLE, HAS_PAYMENT)
    if status not in NEXT[current]:
        raise ElementInvalidError(NOT_MODIFIABLE)


def _end(ledger: Ledger, before: Record, status: str) -> Record:
    """Delete or void: the document stays, and nothing of it is owed any more."""
    record = ledger.amend(
        ledger.organisation.invoices,
        before,
        Status=status,
        AmountDue=ZERO,
        FullyPaidOnDate=None,
        UpdatedDateUTC=ledger.now,
    )
    ledger.record_history(record["InvoiceID"], status.capitalize(), f"Status became {status}.")
    ledger.report("Invoices", record["InvoiceID"])
    return record


def _settle(
    ledger: Ledger, element: Element, after: Record, contact: Record, before: Record | None
) -> list[str]:
    """Check the head of a document, work out its lines and totals; return warnings."""
    organisation = ledger.organisation
    _check_number(organisation, after)
    if after["Type"] == "ACCPAY":
        after["Reference"] = ""
    warnings = settle_currency(organisation, after)
    check_branding_theme(organisation, after)
    if after["SentToContact"] and after["Status"] not in APPROVED:
        raise ElementInvalidError("SentToContact can only be set on approved invoices.")
    _settle_lines(ledger, element, after, contact, before)
    if after["Status"] in APPROVED:
        approval_findings(after).settle()
    return warnings


def _settle_lines(
    ledger: Ledger, element: Element, after: Record, contact: Record, before: Record | None
) -> None:
    rules = LineRules(after["Type"], after["LineAmountTypes"], contact)
    total = settle_lines(ledger, element, after, before, rules)
    after["TotalDiscount"] = total.total_discount
    after["AmountDue"] = total.total - after["AmountPaid"] - after["AmountCredited"]
    after["IsDiscounted"] = total.total_discount != ZERO


def _check_number(organisation: Organisation, after: Record) -> None:
    number = folded(after["InvoiceNumber"])
    if after["Type"] == "ACCREC" and any(
        other["InvoiceID"] != after["InvoiceID"]
        for other in organisation.invoices.find("sales_number", number)
    ):
        raise ElementInvalidError("Invoice # must be unique.")


def _next_number(ledger: Ledger) -> str:
    while True:
        number = f"INV-{ledger.count('InvoiceNumber'):04d}"
        if not ledger.organisation.invoices.find("number", folded(number)):
            return number
