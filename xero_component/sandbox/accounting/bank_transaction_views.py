"""How bank transactions are shown.

https://developer.xero.com/documentation/api/accounting/banktransactions
"""

from xero_component.sandbox.accounting.document_views import (
    brief_contact,
    files_view,
    full_contact,
    head_view,
    lines_view,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.tables import Record

_INTERNAL = frozenset({"AccountID", "ContactID", "LineItems"})


def bank_transaction_view(ledger: Ledger, transaction: Record) -> Record:
    """Show a bank transaction in full, with the whole contact and its files."""
    view = listed_bank_transaction(ledger, transaction)
    if transaction["ContactID"] is not None:
        view["Contact"] = full_contact(ledger, transaction["ContactID"])
    if transaction["HasAttachments"]:
        view["Attachments"] = files_view(ledger, transaction["BankTransactionID"])
    return view


def listed_bank_transaction(ledger: Ledger, transaction: Record) -> Record:
    """Show a bank transaction as a page of a list does; a side of a transfer has no contact."""
    contact_id = transaction["ContactID"]
    account = ledger.organisation.accounts.get(transaction["AccountID"]) or {}
    view = {
        **head_view(transaction, _INTERNAL),
        "BankAccount": {name: account.get(name) for name in ("AccountID", "Code", "Name")},
        "Contact": None if contact_id is None else brief_contact(ledger, contact_id),
        "LineItems": lines_view(transaction),
    }
    view.pop("UpdatedDateUTCString")
    return view
