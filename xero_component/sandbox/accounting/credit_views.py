"""How credit notes, prepayments, overpayments and their allocations are shown.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from typing import Any

from xero_component.sandbox.accounting.document_kinds import (
    CREDIT_NOTE,
    CREDITS,
    OVERPAYMENT,
    PREPAYMENT,
    DocumentKind,
)
from xero_component.sandbox.accounting.document_views import (
    brief_contact,
    files_view,
    full_contact,
    head_view,
    lines_view,
    payments_view,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.rendering import day_string
from xero_component.sandbox.accounting.settlement import allocations_of, allocations_to
from xero_component.sandbox.accounting.tables import Record

_INTERNAL = {
    CREDIT_NOTE: frozenset({"ContactID", "LineItems"}),
    PREPAYMENT: frozenset({"BankTransactionID", "ContactID", "FullyPaidOnDate", "LineItems"}),
    OVERPAYMENT: frozenset({"BankTransactionID", "ContactID", "FullyPaidOnDate", "LineItems"}),
}
_EMPTY_INVOICE: dict[str, Any] = {
    "LineItems": [],
    "Payments": [],
    "CreditNotes": [],
    "Prepayments": [],
    "Overpayments": [],
    "HasErrors": False,
    "IsDiscounted": False,
}


def credit_note_view(ledger: Ledger, credit: Record) -> Record:
    """Show a credit note in full."""
    return {**_whole(ledger, CREDIT_NOTE, credit), "HasErrors": False}


def listed_credit_note(ledger: Ledger, credit: Record) -> Record:
    """Show a credit note as a page of a list does."""
    return {**_listed(ledger, CREDIT_NOTE, credit), "HasErrors": False}


def prepayment_view(ledger: Ledger, credit: Record) -> Record:
    """Show a prepayment in full; its files are those of its bank transaction."""
    return {**_whole(ledger, PREPAYMENT, credit), **_numbered(credit)}


def listed_prepayment(ledger: Ledger, credit: Record) -> Record:
    """Show a prepayment as a page of a list does."""
    return {**_listed(ledger, PREPAYMENT, credit), **_numbered(credit)}


def overpayment_view(ledger: Ledger, credit: Record) -> Record:
    """Show an overpayment in full; its files are those of its bank transaction."""
    return _whole(ledger, OVERPAYMENT, credit)


def listed_overpayment(ledger: Ledger, credit: Record) -> Record:
    """Show an overpayment as a page of a list does."""
    return _listed(ledger, OVERPAYMENT, credit)


def _numbered(prepayment: Record) -> Record:
    """Give a prepayment that was received its reference as an invoice number too."""
    received = prepayment["Type"].startswith("RECEIVE")
    return {"InvoiceNumber": prepayment["Reference"] or None if received else None}


def _whole(ledger: Ledger, kind: DocumentKind, credit: Record) -> Record:
    view = _listed(ledger, kind, credit)
    view["Contact"] = full_contact(ledger, credit["ContactID"])
    if view["HasAttachments"]:
        view["Attachments"] = files_view(ledger, _holder_of_files(ledger, kind, credit)[0])
    return view


def _listed(ledger: Ledger, kind: DocumentKind, credit: Record) -> Record:
    identifier = credit[kind.key]
    return {
        **head_view(credit, _INTERNAL[kind]),
        "Contact": brief_contact(ledger, credit["ContactID"]),
        "LineItems": lines_view(credit),
        "Payments": payments_view(ledger, identifier),
        "Allocations": [
            _allocation(ledger, allocation)
            for allocation in allocations_of(ledger.organisation, identifier)
        ],
        "HasAttachments": _holder_of_files(ledger, kind, credit)[1],
    }


def _holder_of_files(ledger: Ledger, kind: DocumentKind, credit: Record) -> tuple[str, bool]:
    """Say below which record the files of a credit are, and whether there are any."""
    if kind is CREDIT_NOTE:
        return credit["CreditNoteID"], credit["HasAttachments"]
    identifier: str = credit["BankTransactionID"]
    transaction = ledger.organisation.bank_transactions.get(identifier) or {}
    return identifier, bool(transaction.get("HasAttachments"))


def _allocation(ledger: Ledger, allocation: Record) -> Record:
    invoice = ledger.organisation.invoices.get(allocation["InvoiceID"]) or {}
    return {
        **{name: allocation[name] for name in ("AllocationID", "Amount", "Date")},
        "Invoice": {
            "InvoiceID": allocation["InvoiceID"],
            "InvoiceNumber": invoice.get("InvoiceNumber") or "",
            **_EMPTY_INVOICE,
        },
    }


def allocation_view(ledger: Ledger, allocation: Record) -> Record:
    """Show an allocation that was just made, with the credit that it comes from."""
    name = allocation["Kind"]
    credit = {f"{name}ID": allocation["CreditID"], "LineItems": []}
    return {**_allocation(ledger, allocation), name: credit}


def deleted_allocation_view(ledger: Ledger, allocation: Record) -> Record:
    """Show an allocation that was just taken back."""
    return {**_allocation(ledger, allocation), "IsDeleted": True}


def applied_credits(ledger: Ledger, invoice_id: str) -> dict[str, list[Record]]:
    """Show the credits of an invoice as the invoice lists them, with how much of each it got."""
    shown: dict[str, list[Record]] = {kind.plural: [] for kind in CREDITS}
    allocations = allocations_to(ledger.organisation, invoice_id)
    for kind in CREDITS:
        amounts: dict[str, Any] = {}
        for allocation in allocations:
            if allocation["Kind"] == kind.name:
                identifier = allocation["CreditID"]
                amounts[identifier] = amounts.get(identifier, ZERO) + allocation["Amount"]
        for identifier, amount in amounts.items():
            credit = kind.table(ledger.organisation).get(identifier) or {}
            shown[kind.plural].append(
                {
                    kind.key: identifier,
                    **({kind.number: credit.get(kind.number)} if kind.number else {}),
                    "Date": credit.get("Date"),
                    "DateString": day_string(credit.get("Date")),
                    "Total": credit.get("Total"),
                    "AppliedAmount": amount,
                    "LineItems": [],
                }
            )
    return shown
