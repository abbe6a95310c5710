"""What is left open on a document, worked out in one place from its payments and allocations.

https://developer.xero.com/documentation/api/accounting/types#invoice-status-codes
"""

from datetime import date
from decimal import Decimal

from xero_component.sandbox.accounting.document_kinds import INVOICE, DocumentKind
from xero_component.sandbox.accounting.invoice_rules import APPROVED
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.tables import Record


def payments_of(organisation: Organisation, document_id: str) -> list[Record]:
    """List the payments of an invoice, or refunds of a credit, that were not taken back."""
    return [
        payment
        for payment in organisation.payments.find("invoice", document_id)
        if payment["Status"] != "DELETED"
    ]


def allocations_to(organisation: Organisation, invoice_id: str) -> list[Record]:
    """List what credits have given to an invoice."""
    return organisation.allocations.find("invoice", invoice_id)


def allocations_of(organisation: Organisation, credit_id: str) -> list[Record]:
    """List what a credit has given to invoices."""
    return organisation.allocations.find("credit", credit_id)


def total_of(entries: list[Record]) -> Decimal:
    """Add up payments or allocations."""
    return sum((entry["Amount"] for entry in entries), ZERO)


def is_applied(organisation: Organisation, document_id: str) -> bool:
    """Tell whether anything was paid on, refunded from, or allocated to or from a document."""
    return bool(
        payments_of(organisation, document_id)
        or allocations_to(organisation, document_id)
        or allocations_of(organisation, document_id)
    )


def settle(ledger: Ledger, kind: DocumentKind, document: Record) -> Record:
    """Store what is left of an approved document, and whether that makes it PAID; tell of it."""
    organisation = ledger.organisation
    identifier = document[kind.key]
    payments = payments_of(organisation, identifier)
    applied = (allocations_to if kind is INVOICE else allocations_of)(organisation, identifier)
    paid, credited = total_of(payments), total_of(applied)
    left = document["Total"] - paid - credited
    last = max((entry["Date"] for entry in (*payments, *applied)), default=date.min)
    record = ledger.amend(
        kind.table(organisation),
        document,
        **({"AmountPaid": paid, "AmountCredited": credited} if kind is INVOICE else {}),
        **{kind.remaining: left},
        Status="AUTHORISED" if left else "PAID",
        FullyPaidOnDate=None if left else last,
        UpdatedDateUTC=ledger.now,
    )
    ledger.report(kind.plural, identifier)
    return record


def store_settled(ledger: Ledger, kind: DocumentKind, document: Record) -> Record:
    """Store a document whose content moved; one approved for nothing counts as paid at once."""
    if document["Status"] in APPROVED:
        left = document[kind.remaining]
        paid_on = document.get("FullyPaidOnDate") or document["Date"]
        document = {
            **document,
            "Status": "AUTHORISED" if left else "PAID",
            "FullyPaidOnDate": None if left else paid_on,
        }
    return ledger.amend(kind.table(ledger.organisation), document, UpdatedDateUTC=ledger.now)
