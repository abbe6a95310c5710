"""How invoices and payments are shown, alone, in lists and inside each other."""

from xero_component.sandbox.accounting.attachments import attachment_view, attachments_of
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.rendering import day_string, moment_string
from xero_component.sandbox.accounting.tables import Record

_INTERNAL = frozenset({"ContactID", "CreatedBy", "LineItems"})
_LINE_INTERNAL = "Discount"


def _lines(invoice: Record) -> list[Record]:
    return [
        {name: value for name, value in line.items() if name != _LINE_INTERNAL}
        for line in invoice["LineItems"]
    ]


def _head(invoice: Record) -> Record:
    view = {name: value for name, value in invoice.items() if name not in _INTERNAL}
    for name in ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate"):
        if view.get(name) is not None:
            view[f"{name}String"] = day_string(view[name])
    view["UpdatedDateUTCString"] = moment_string(invoice["UpdatedDateUTC"])
    view["HasErrors"] = False
    return view


def _brief_contact(ledger: Ledger, contact_id: str) -> Record:
    contact = ledger.organisation.contacts.get(contact_id) or {}
    return {
        "ContactID": contact_id,
        "Name": contact.get("Name"),
        "ContactNumber": contact.get("ContactNumber"),
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def _payments_of(ledger: Ledger, invoice: Record) -> list[Record]:
    return [
        {
            **{
                name: payment[name]
                for name in ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")
            },
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for payment in ledger.organisation.payments.find("invoice", invoice["InvoiceID"])
        if payment["Status"] != "DELETED"
    ]


def invoice_view(ledger: Ledger, invoice: Record) -> Record:
    """Show an invoice in full: its lines, its payments and the whole contact."""
    contact = ledger.organisation.contacts.get(invoice["ContactID"])
    view = listed_invoice(ledger, invoice)
    view["Contact"] = {**contact, "HasValidationErrors": False} if contact else {}
    if invoice["HasAttachments"]:
        view["Attachments"] = [
            attachment_view(file) for file in attachments_of(ledger, invoice["InvoiceID"])
        ]
    return view


def listed_invoice(ledger: Ledger, invoice: Record) -> Record:
    """Show an invoice as a page of a list does: with lines, and the contact's id and name."""
    return {
        **_head(invoice),
        "Contact": _brief_contact(ledger, invoice["ContactID"]),
        "LineItems": _lines(invoice),
        "Payments": _payments_of(ledger, invoice),
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
    }


def payment_view(ledger: Ledger, payment: Record) -> Record:
    """Show a payment in full, with the invoice as it stands and its lines."""
    invoice = ledger.organisation.invoices.get(payment["InvoiceID"])
    view = listed_payment(ledger, payment)
    if invoice is not None:
        view["Invoice"] = {
            **_head(invoice),
            "Contact": _brief_contact(ledger, invoice["ContactID"]),
            "LineItems": _lines(invoice),
        }
    return view


def listed_payment(ledger: Ledger, payment: Record) -> Record:
    """Show a payment as a list does: the invoice by its id, number, type and contact."""
    organisation = ledger.organisation
    invoice = organisation.invoices.get(payment["InvoiceID"])
    account = organisation.accounts.get(payment["AccountID"])
    view = {
        name: value for name, value in payment.items() if name not in ("InvoiceID", "AccountID")
    }
    view["UpdatedDateUTCString"] = moment_string(payment["UpdatedDateUTC"])
    view["HasAccount"] = account is not None
    view["HasValidationErrors"] = False
    if account is not None:
        view["Account"] = {name: account[name] for name in ("AccountID", "Code", "Name")}
    if invoice is not None:
        view["Invoice"] = {
            "Type": invoice["Type"],
            "InvoiceID": invoice["InvoiceID"],
            "InvoiceNumber": invoice["InvoiceNumber"] or "",
            "CurrencyCode": invoice["CurrencyCode"],
            "Contact": _brief_contact(ledger, invoice["ContactID"]),
            "LineItems": [],
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "IsDiscounted": invoice["IsDiscounted"],
            "HasErrors": False,
        }
    return view
