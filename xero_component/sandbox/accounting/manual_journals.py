"""Manual journals: an accountant's own entries, which must balance to the cent.

https://developer.xero.com/documentation/api/accounting/manualjournals
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.attachments import attachment_view, attachments_of
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import (
    EXCLUSIVE,
    LINE_AMOUNT_TYPES,
    NO_TAX,
    tax_on,
)
from xero_component.sandbox.accounting.line_items import (
    LineRules,
    account_of,
    tax_rate_of,
    tracking_of,
)
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested_list
from xero_component.sandbox.accounting.problems import (
    UNKNOWN_DOCUMENT,
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.tables import Record

FEWEST_LINES = 2
NOT_MODIFIABLE = "The manual journal is not of a valid status for modification."
_READERS: dict[str, fields.Reader] = {
    "Narration": fields.text(4000),
    "Date": fields.day,
    "LineAmountTypes": fields.one_of(LINE_AMOUNT_TYPES),
    "Status": fields.one_of(("DRAFT", "POSTED", "DELETED", "VOIDED", "ARCHIVED")),
    "Url": fields.text(2000),
    "ShowOnCashBasisReports": fields.boolean,
}
_LINE_READERS: dict[str, fields.Reader] = {
    "LineAmount": fields.number(2),
    "AccountCode": fields.code(10),
    "AccountID": fields.identifier,
    "Description": fields.text(4000),
    "TaxType": fields.code(50),
}
_NEXT: Final = {
    "DRAFT": {"DRAFT", "POSTED", "DELETED"},
    "POSTED": {"POSTED", "VOIDED"},
    "DELETED": set[str](),
    "VOIDED": set[str](),
}
"""Statuses that a client can give a manual journal, by the one it has."""


def write_manual_journal(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Create a manual journal, or update `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    values = fields.read(element, _READERS)
    identifier = fields.read(element, {"ManualJournalID": fields.identifier}).get("ManualJournalID")
    known = ledger.organisation.manual_journals.get(identifier) if identifier else None
    if target is None and intent is Intent.CREATE:
        if known is not None:
            raise ElementInvalidError(f"A manual journal with the id {identifier} already exists.")
        return Written(_create(ledger, element, values))
    target = target or known
    if target is not None:
        return Written(_update(ledger, element, values, target))
    if identifier:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    return Written(_create(ledger, element, values))


def _create(ledger: Ledger, element: Element, values: Record) -> Record:
    given = {name: value for name, value in values.items() if value is not None}
    journal: Record = {
        "Date": ledger.today,
        "Status": "DRAFT",
        "LineAmountTypes": NO_TAX,
        "UpdatedDateUTC": ledger.now,
        "ManualJournalID": ledger.new_id(),
        "Narration": "",
        "JournalLines": [],
        "Url": None,
        "ShowOnCashBasisReports": True,
        "HasAttachments": False,
        **given,
    }
    if journal["Status"] not in ("DRAFT", "POSTED"):
        raise ElementInvalidError("A new manual journal must have the status DRAFT or POSTED.")
    _settle(ledger.organisation, element, journal)
    ledger.record_history(journal["ManualJournalID"], "Created", journal["Narration"])
    return ledger.save(ledger.organisation.manual_journals, journal)


def _update(ledger: Ledger, element: Element, values: Record, before: Record) -> Record:
    status = values.get("Status") or before["Status"]
    if status not in _NEXT[before["Status"]]:
        raise ElementInvalidError(NOT_MODIFIABLE)
    table, identifier = ledger.organisation.manual_journals, before["ManualJournalID"]
    if status in ("DELETED", "VOIDED"):
        ledger.record_history(identifier, status.capitalize(), f"Status became {status}.")
        return ledger.amend(table, before, Status=status, UpdatedDateUTC=ledger.now)
    given = {name: value for name, value in values.items() if value is not None or name == "Url"}
    after: Record = {**before, **given, "Status": status}
    _settle(ledger.organisation, element, after)
    if after == before:
        return before
    label = "Posted" if status != before["Status"] else "Updated"
    ledger.record_history(identifier, label, after["Narration"])
    return ledger.amend(table, after, UpdatedDateUTC=ledger.now)


def _settle(organisation: Organisation, element: Element, journal: Record) -> None:
    """Check a journal and work out its lines, from those that were sent or those that it has."""
    findings = Findings()
    if not journal["Narration"].strip():
        findings.add("The Narration of a manual journal is required.")
    given = nested_list(element, "JournalLines") or journal["JournalLines"]
    if len(given) < FEWEST_LINES:
        findings.add(f"A manual journal requires at least {FEWEST_LINES} JournalLines.")
    lines = []
    for line in given:
        try:
            lines.append(_line(organisation, line, journal["LineAmountTypes"]))
        except ElementInvalidError as error:
            findings.add(*error.messages)
    if len(lines) == len(given):
        findings.add(*_imbalance(lines, journal["LineAmountTypes"]))
    findings.settle()
    journal["JournalLines"] = lines


def _line(organisation: Organisation, element: Element, line_amount_types: str) -> Record:
    values = fields.read(element, _LINE_READERS)
    if values.get("AccountCode"):
        values["AccountID"] = None
    account = account_of(organisation, values)
    findings = Findings()
    if account is None:
        findings.add("Every line of a manual journal requires an AccountCode.")
    amount: Decimal | None = values.get("LineAmount")
    if amount is None:
        findings.add("Every line of a manual journal requires a LineAmount.")
    findings.settle()
    rate = tax_rate_of(organisation, values, account, LineRules("", line_amount_types, {}))
    return {
        "Description": values.get("Description"),
        "TaxType": values.get("TaxType"),
        "TaxAmount": tax_on(amount or ZERO, rate, line_amount_types),
        "LineAmount": amount or ZERO,
        "AccountID": values["AccountID"],
        "Tracking": tracking_of(organisation, nested_list(element, "Tracking")),
        "IsBlank": False,
    }


def _imbalance(lines: Sequence[Record], line_amount_types: str) -> list[str]:
    """Say by how much debits and credits, tax included, differ."""
    with_tax = line_amount_types == EXCLUSIVE
    amounts = [line["LineAmount"] + (line["TaxAmount"] if with_tax else ZERO) for line in lines]
    debit = sum((amount for amount in amounts if amount > 0), ZERO)
    credit = sum((amount for amount in amounts if amount < 0), ZERO)
    if debit + credit == 0:
        return []
    return [f"The total debits ({debit}) must equal total credits ({credit})"]


def listed_manual_journal(ledger: Ledger, journal: Record) -> Record:
    """Show a manual journal as a page of a list does, accounts under the codes they have now."""
    accounts = ledger.organisation.accounts
    lines = [
        {**line, "AccountCode": (accounts.get(line["AccountID"]) or {}).get("Code")}
        for line in journal["JournalLines"]
    ]
    return {**journal, "JournalLines": lines}


def manual_journal_view(ledger: Ledger, journal: Record) -> Record:
    """Show a manual journal in full, with its files."""
    view = listed_manual_journal(ledger, journal)
    if journal["HasAttachments"]:
        files = attachments_of(ledger, journal["ManualJournalID"])
        view["Attachments"] = [attachment_view(file) for file in files]
    return view
