"""The documents that payments and allocations settle: invoices, and three kinds of credit.

https://developer.xero.com/documentation/api/accounting/types
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.tables import Record, Table


@dataclass(frozen=True, slots=True, eq=False)
class DocumentKind:
    """What sets one kind of document apart from the others."""

    name: str
    """Xero's singular: the field that holds such a document inside another record."""
    noun: str
    plural: str
    remaining: str
    """The field that says what is left of it."""
    number: str | None
    """The field that clients name it by, beside its id."""
    table: Callable[[Organisation], Table]
    payment_types: Mapping[str, str]
    """What a payment of it is called, by the type of the document."""
    shown_types: Mapping[str, str]
    """What a payment calls the type of the document, where it differs."""
    offsets: Mapping[str, str]
    """The type of invoice that a credit can be allocated to, by the type of the credit."""

    @property
    def key(self) -> str:
        """The field that holds the id."""
        return f"{self.name}ID"


INVOICE: Final = DocumentKind(
    "Invoice",
    "invoice",
    "Invoices",
    "AmountDue",
    "InvoiceNumber",
    lambda organisation: organisation.invoices,
    {"ACCREC": "ACCRECPAYMENT", "ACCPAY": "ACCPAYPAYMENT"},
    {},
    {},
)
CREDIT_NOTE: Final = DocumentKind(
    "CreditNote",
    "credit note",
    "CreditNotes",
    "RemainingCredit",
    "CreditNoteNumber",
    lambda organisation: organisation.credit_notes,
    {"ACCRECCREDIT": "ARCREDITPAYMENT", "ACCPAYCREDIT": "APCREDITPAYMENT"},
    {},
    {"ACCRECCREDIT": "ACCREC", "ACCPAYCREDIT": "ACCPAY"},
)
PREPAYMENT: Final = DocumentKind(
    "Prepayment",
    "prepayment",
    "Prepayments",
    "RemainingCredit",
    None,
    lambda organisation: organisation.prepayments,
    {"RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT", "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT"},
    {"RECEIVE-PREPAYMENT": "ARPREPAYMENT", "SPEND-PREPAYMENT": "APPREPAYMENT"},
    {"RECEIVE-PREPAYMENT": "ACCREC", "SPEND-PREPAYMENT": "ACCPAY"},
)
OVERPAYMENT: Final = DocumentKind(
    "Overpayment",
    "overpayment",
    "Overpayments",
    "RemainingCredit",
    None,
    lambda organisation: organisation.overpayments,
    {"RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT", "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT"},
    {"RECEIVE-OVERPAYMENT": "AROVERPAYMENT", "SPEND-OVERPAYMENT": "APOVERPAYMENT"},
    {"RECEIVE-OVERPAYMENT": "ACCREC", "SPEND-OVERPAYMENT": "ACCPAY"},
)
CREDITS: Final = (CREDIT_NOTE, PREPAYMENT, OVERPAYMENT)
KINDS: Final = (INVOICE, *CREDITS)


def document_of(organisation: Organisation, identifier: str) -> tuple[DocumentKind, Record] | None:
    """Find what a payment pays: Xero's payments call every kind of document their Invoice."""
    for kind in KINDS:
        document = kind.table(organisation).get(identifier)
        if document is not None:
            return kind, document
    return None
