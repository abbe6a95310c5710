"""How the parts that documents share are shown: contact, lines, dates, payments, files."""

from collections.abc import Collection

from xero_component.sandbox.accounting.attachments import attachment_view, attachments_of
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.rendering import day_string, moment_string
from xero_component.sandbox.accounting.settlement import payments_of
from xero_component.sandbox.accounting.tables import Record

_LINE_INTERNAL = "Discount"
_DATES = ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate")


def lines_view(document: Record) -> list[Record]:
    """Show the lines of a document."""
    return [
        {name: value for name, value in line.items() if name != _LINE_INTERNAL}
        for line in document["LineItems"]
    ]


def head_view(document: Record, internal: Collection[str]) -> Record:
    """Show a document without its lines and internal fields, its dates also as text."""
    view = {name: value for name, value in document.items() if name not in internal}
    for name in _DATES:
        if view.get(name) is not None:
            view[f"{name}String"] = day_string(view[name])
    view["UpdatedDateUTCString"] = moment_string(document["UpdatedDateUTC"])
    return view


def brief_contact(ledger: Ledger, contact_id: str) -> Record:
    """Show a contact as lists do."""
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


def full_contact(ledger: Ledger, contact_id: str) -> Record:
    """Show a contact as a single document does."""
    contact = ledger.organisation.contacts.get(contact_id)
    return {**contact, "HasValidationErrors": False} if contact else {}


def payments_view(ledger: Ledger, document_id: str) -> list[Record]:
    """Show the payments or refunds of a document as the document lists them."""
    return [
        {
            **{
                name: payment[name]
                for name in ("PaymentID", "Date", "Amount", "Reference", "CurrencyRate")
            },
            "HasAccount": False,
            "HasValidationErrors": False,
        }
        for payment in payments_of(ledger.organisation, document_id)
    ]


def files_view(ledger: Ledger, document_id: str) -> list[Record]:
    """Show the files attached to a document."""
    return [attachment_view(file) for file in attachments_of(ledger, document_id)]
