"""What may still be done with an invoice, by its status and by what has been applied to it.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from xero_component.catalogue.records import Invoice
from xero_component.core.inputs import label_of
from xero_component.errors import FieldProblem, InputError

UNAPPROVED = frozenset({"DRAFT", "SUBMITTED"})
APPROVED = frozenset({"AUTHORISED", "PAID"})
ENDED = frozenset({"DELETED", "VOIDED"})

EDITABLE_WHEN_PAID = {
    "BrandingThemeID": "branding_theme_id",
    "DueDate": "due_date",
    "ExpectedPaymentDate": "expected_payment_date",
    "InvoiceNumber": "invoice_number",
    "PlannedPaymentDate": "planned_payment_date",
    "Reference": "reference",
    "SentToContact": "sent_to_contact",
    "Url": "url",
}
"""What can still be changed once something has been applied, and the inputs for it."""

_ALLOCATIONS = {
    "CreditNotes": "CreditNoteID",
    "Prepayments": "PrepaymentID",
    "Overpayments": "OverpaymentID",
}
_NAMED = 5


def require_voidable(invoice: Invoice) -> None:
    """Raise `InputError` that says what to do in place of voiding."""
    status, name = invoice.get("Status"), name_of(invoice)
    if status in UNAPPROVED:
        _refuse(f"{name} is {status}: it is deleted, not voided; use Delete Invoice.")
    if status == "DELETED":
        _refuse(f"{name} is DELETED already: there is nothing to void.")
    if applied := applied_to(invoice):
        _refuse(f"{name} cannot be voided while it has {applied}. {_release(invoice)}")


def require_deletable(invoice: Invoice) -> None:
    """Raise `InputError` that says what to do in place of deleting."""
    status, name = invoice.get("Status"), name_of(invoice)
    if status == "VOIDED":
        _refuse(f"{name} is VOIDED already: there is nothing to delete.")
    if status in APPROVED:
        applied = applied_to(invoice)
        first = f"It has {applied}. {_release(invoice)}" if applied else ""
        _refuse(f"{name} is {status}: it is voided, not deleted; use Void Invoice. {first}".strip())


def require_editable(invoice: Invoice, changing: Collection[str]) -> None:
    """Raise `InputError` when one of the fields to change, by Xero's names, is fixed by now."""
    status, name = invoice.get("Status"), name_of(invoice)
    if status in ENDED:
        _refuse(f"{name} is {status}, and so cannot be changed.")
    if invoice.get("Type") == "ACCPAY" and "Reference" in changing:
        _refuse(f"{name} is a bill, which has no reference: give invoice_number.")
    applied, fixed = applied_to(invoice), sorted(set(changing) - EDITABLE_WHEN_PAID.keys())
    if applied and fixed:
        editable = ", ".join(label_of(field) for field in EDITABLE_WHEN_PAID.values())
        _refuse(
            f"{name} has {applied}: {', '.join(fixed)} cannot be changed any more, only"
            f" {editable}. {_release(invoice)}"
        )


def applied_to(invoice: Invoice) -> str:
    """Describe the payments and credits that are applied to an invoice; empty without any."""
    payments = _ids(invoice, "Payments", "PaymentID")
    parts = []
    if payments or invoice.get("AmountPaid"):
        parts.append(_counted(invoice.get("AmountPaid"), "paid", payments))
    credited = [one for name, key in _ALLOCATIONS.items() for one in _ids(invoice, name, key)]
    if credited or invoice.get("AmountCredited"):
        parts.append(_counted(invoice.get("AmountCredited"), "credited", credited))
    return " and ".join(parts)


def name_of(invoice: Invoice) -> str:
    """Return how messages call an invoice: its number, or what it is and its id."""
    kind = "Bill" if invoice.get("Type") == "ACCPAY" else "Invoice"
    return f"{kind} {invoice.get('InvoiceNumber') or invoice.get('InvoiceID') or ''}".strip()


def _release(invoice: Invoice) -> str:
    steps = []
    if invoice.get("AmountPaid") or _ids(invoice, "Payments", "PaymentID"):
        steps.append("Reverse its payments first (Reverse Payment).")
    if invoice.get("AmountCredited") or any(invoice.get(name) for name in _ALLOCATIONS):
        steps.append("Take the credit off it first, in Xero.")
    return " ".join(steps)


def _counted(amount: Decimal | None, what: str, ids: list[str]) -> str:
    shown = f"{amount:.2f} {what}" if amount else f"something {what}"
    listed = ", ".join(ids[:_NAMED]) + (f" and {len(ids) - _NAMED} more" * (len(ids) > _NAMED))
    return f"{shown} ({listed})" if ids else shown


def _ids(invoice: Mapping[str, Any], name: str, key: str) -> list[str]:
    rows = invoice.get(name) or []
    return [str(row[key]) for row in rows if isinstance(row, dict) and row.get(key)]


def _refuse(message: str) -> None:
    raise InputError(message, problems=[FieldProblem("invoice_id", message.rstrip("."))])
