"""How invoices and payments are shown, alone, in lists and inside each other."""

from xero_component.sandbox.accounting.credit_views import applied_credits
from xero_component.sandbox.accounting.document_kinds import INVOICE, DocumentKind, document_of
from xero_component.sandbox.accounting.document_views import (
    brief_contact,
    files_view,
    full_contact,
    head_view,
    lines_view,
    payments_view,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.rendering import moment_string
from xero_component.sandbox.accounting.settlement import payments_of, total_of
from xero_component.sandbox.accounting.tables import Record

_INTERNAL = frozenset({"ContactID", "CreatedBy", "LineItems"})


def _head(invoice: Record) -> Record:
    return {**head_view(invoice, _INTERNAL), "HasErrors": False}


def invoice_view(ledger: Ledger, invoice: Record) -> Record:
    """Show an invoice in full: its lines, its payments and the whole contact."""
    view = listed_invoice(ledger, invoice)
    view["Contact"] = full_contact(ledger, invoice["ContactID"])
    if invoice["HasAttachments"]:
        view["Attachments"] = files_view(ledger, invoice["InvoiceID"])
    return view


def listed_invoice(ledger: Ledger, invoice: Record) -> Record:
    """Show an invoice as a page of a list does: with lines, and the contact's id and name."""
    return {
        **_head(invoice),
        "Contact": brief_contact(ledger, invoice["ContactID"]),
        "LineItems": lines_view(invoice),
        "Payments": payments_view(ledger, invoice["InvoiceID"]),
        **applied_credits(ledger, invoice["InvoiceID"]),
    }


def payment_view(ledger: Ledger, payment: Record) -> Record:
    """Show a payment in full, with the document that it pays as it stands and its lines."""
    found = document_of(ledger.organisation, payment["InvoiceID"])
    view = listed_payment(ledger, payment)
    if found is not None:
        kind, document = found
        head = _head(document) if kind is INVOICE else _credit_head(ledger, kind, document)
        view["Invoice"] = {
            **head,
            "Contact": brief_contact(ledger, document["ContactID"]),
            "LineItems": lines_view(document),
        }
    return view


def _credit_head(ledger: Ledger, kind: DocumentKind, credit: Record) -> Record:
    """Show a credit in the fields of an invoice, as payments do."""
    refunds = payments_of(ledger.organisation, credit[kind.key])
    shown = ("Date", "LineAmountTypes", "SubTotal", "TotalTax", "Total", "CurrencyRate", "Status")
    return {
        **{name: credit[name] for name in shown},
        **_naming(kind, credit),
        "AmountDue": credit[kind.remaining],
        "AmountPaid": total_of(refunds),
        "UpdatedDateUTC": credit["UpdatedDateUTC"],
        "IsDiscounted": False,
        "HasErrors": False,
    }


def _naming(kind: DocumentKind, document: Record) -> Record:
    number = document.get(kind.number) if kind.number else None
    return {
        "Type": kind.shown_types.get(document["Type"], document["Type"]),
        "InvoiceID": document[kind.key],
        "InvoiceNumber": number or "",
        "CurrencyCode": document["CurrencyCode"],
    }


def listed_payment(ledger: Ledger, payment: Record) -> Record:
    """Show a payment as a list does: its document by id, number, type and contact."""
    organisation = ledger.organisation
    found = document_of(organisation, payment["InvoiceID"])
    account = organisation.accounts.get(payment["AccountID"])
    view = {
        name: value for name, value in payment.items() if name not in ("InvoiceID", "AccountID")
    }
    view["UpdatedDateUTCString"] = moment_string(payment["UpdatedDateUTC"])
    view["HasAccount"] = account is not None
    view["HasValidationErrors"] = False
    if account is not None:
        view["Account"] = {name: account[name] for name in ("AccountID", "Code", "Name")}
    if found is not None:
        kind, document = found
        view["Invoice"] = {
            **_naming(kind, document),
            "Contact": brief_contact(ledger, document["ContactID"]),
            "LineItems": [],
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "IsDiscounted": document.get("IsDiscounted", False),
            "HasErrors": False,
        }
    return view
