"""Repeating invoices: templates from which invoices and bills are made on a schedule.

The sandbox keeps the templates and makes nothing of them by itself.

https://developer.xero.com/documentation/api/accounting/repeatinginvoices
"""

from datetime import date
from typing import Any, Final

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.contacts import contact_for_document
from xero_component.sandbox.accounting.document_views import (
    brief_contact,
    files_view,
    lines_view,
)
from xero_component.sandbox.accounting.documents import (
    check_branding_theme,
    settle_currency,
    settle_lines,
)
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.invoice_rules import add_line_findings
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import EXCLUSIVE, LINE_AMOUNT_TYPES
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.payload import Element, nested
from xero_component.sandbox.accounting.problems import (
    UNKNOWN_DOCUMENT,
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.tables import Record

DUE_DATE_TYPES: Final = (
    "DAYSAFTERBILLDATE",
    "DAYSAFTERBILLMONTH",
    "DAYSAFTERINVOICEDATE",
    "DAYSAFTERINVOICEMONTH",
    "OFCURRENTMONTH",
    "OFFOLLOWINGMONTH",
)
LAST_DAY_OF_MONTH: Final = 31
_FLAGS = ("ApprovedForSending", "SendCopy", "MarkAsSent", "IncludePDF")
_READERS: dict[str, fields.Reader] = {
    "Type": fields.one_of(("ACCREC", "ACCPAY")),
    "Reference": fields.text(255),
    "LineAmountTypes": fields.one_of(LINE_AMOUNT_TYPES),
    "CurrencyCode": fields.currency,
    "BrandingThemeID": fields.identifier,
    "Status": fields.one_of(("DRAFT", "AUTHORISED", "DELETED")),
    **dict.fromkeys(_FLAGS, fields.boolean),
}
_SCHEDULE_READERS: dict[str, fields.Reader] = {
    "Period": fields.whole,
    "Unit": fields.one_of(("WEEKLY", "MONTHLY")),
    "DueDate": fields.whole,
    "DueDateType": fields.one_of(DUE_DATE_TYPES),
    "StartDate": fields.day,
    "EndDate": fields.day,
}
_INTERNAL = frozenset({"ContactID", "LineItems", "CurrencyRate"})


def write_repeating_invoice(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create a template, or delete `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    values = fields.read(element, _READERS)
    key = "RepeatingInvoiceID"
    identifier = fields.read(element, {key: fields.identifier}).get(key)
    table = ledger.organisation.repeating_invoices
    known = target or (table.get(identifier) if identifier else None)
    if intent is Intent.CREATE and known is not None:
        raise ElementInvalidError(f"A repeating invoice with the id {identifier} already exists.")
    if known is not None:
        return Written(_delete(ledger, values, known))
    if intent is Intent.UPSERT and identifier:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    return Written(_create(ledger, element, values))


def _delete(ledger: Ledger, values: Record, template: Record) -> Record:
    if values.get("Status") != "DELETED":
        raise ElementInvalidError("A repeating invoice cannot be edited: it can only be DELETED.")
    if template["Status"] == "DELETED":
        raise ElementInvalidError("The repeating invoice has already been deleted.")
    identifier = template["RepeatingInvoiceID"]
    ledger.record_history(identifier, "Deleted", "Status became DELETED.")
    table = ledger.organisation.repeating_invoices
    return ledger.amend(table, template, Status="DELETED")


def _create(ledger: Ledger, element: Element, values: Record) -> Record:
    organisation = ledger.organisation
    contact = contact_for_document(ledger, element, None)
    given = {name: value for name, value in values.items() if value is not None}
    template: Record = {
        "RepeatingInvoiceID": ledger.new_id(),
        "Type": None,
        "Status": "DRAFT",
        "ContactID": contact["ContactID"],
        "Schedule": _schedule(ledger.today, nested(element, "Schedule")),
        "LineAmountTypes": EXCLUSIVE,
        "LineItems": [],
        "CurrencyCode": contact.get("DefaultCurrency") or organisation.base_currency,
        "CurrencyRate": None,
        **dict.fromkeys(_FLAGS, False),
        "HasAttachments": False,
        **given,
    }
    _check(template)
    settle_currency(organisation, template)
    check_branding_theme(organisation, template)
    rules = LineRules(template["Type"], template["LineAmountTypes"], contact)
    settle_lines(ledger, element, template, None, rules)
    findings = Findings()
    if not template["LineItems"]:
        findings.add("One or more line items must be specified")
    if template["Status"] == "AUTHORISED":
        add_line_findings(template, findings, "an approved repeating invoice")
    findings.settle()
    ledger.record_history(template["RepeatingInvoiceID"], "Created", f"For {contact['Name']}.")
    return ledger.save(organisation.repeating_invoices, template)


def _check(template: Record) -> None:
    findings = Findings()
    if template["Type"] is None:
        findings.add("The Type of a repeating invoice is required.")
    if template["Status"] == "DELETED":
        findings.add("A new repeating invoice cannot have the status DELETED.")
    if template["ApprovedForSending"] and template["Status"] != "AUTHORISED":
        findings.add("Only an AUTHORISED repeating invoice can be approved for sending.")
    findings.settle()


def _schedule(today: date, element: Element) -> dict[str, Any]:
    """Read a schedule, and say when the next invoice is made."""
    values = fields.read(element, _SCHEDULE_READERS)
    findings = Findings()
    for name in ("Unit", "DueDate", "DueDateType"):
        if values.get(name) is None:
            findings.add(f"The {name} of the Schedule is required.")
    if (values.get("Period") or 0) < 1:
        findings.add("The Period of the Schedule must be 1 or more.")
    if not 0 <= (values.get("DueDate") or 0) <= LAST_DAY_OF_MONTH:
        findings.add(f"The DueDate of the Schedule must be from 0 to {LAST_DAY_OF_MONTH}.")
    start = values.get("StartDate") or today
    end = values.get("EndDate")
    if end is not None and end < start:
        findings.add("The EndDate of the Schedule must not be before its StartDate.")
    findings.settle()
    return {**values, "StartDate": start, "NextScheduledDate": start}


def repeating_invoice_view(ledger: Ledger, template: Record) -> Record:
    """Show a template in full, with its files."""
    view = listed_repeating_invoice(ledger, template)
    if template["HasAttachments"]:
        view["Attachments"] = files_view(ledger, template["RepeatingInvoiceID"])
    return view


def listed_repeating_invoice(ledger: Ledger, template: Record) -> Record:
    """Show a template as lists do: with its lines, and the contact's id and name."""
    return {
        **{name: value for name, value in template.items() if name not in _INTERNAL},
        "ID": template["RepeatingInvoiceID"],
        "Contact": brief_contact(ledger, template["ContactID"]),
        "LineItems": lines_view(template),
    }
