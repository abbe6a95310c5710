"""Classic Expenses, which Xero is withdrawing: receipts and the claims of them, to be read only.

What was claimed is part of the general ledger no longer: the sandbox posts none of it.

https://developer.xero.com/documentation/api/accounting/expenseclaims
https://developer.xero.com/documentation/api/accounting/receipts
"""

from xero_component.sandbox.accounting.document_views import (
    brief_contact,
    files_view,
    full_contact,
    lines_view,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.tables import Record

_INTERNAL = frozenset({"ContactID", "UserID", "LineItems", "ReceiptIDs"})


def listed_receipt(ledger: Ledger, receipt: Record) -> Record:
    """Show a receipt as lists do: without its lines."""
    return {**_plain(ledger, receipt), "LineItems": []}


def receipt_view(ledger: Ledger, receipt: Record) -> Record:
    """Show a receipt in full: its lines, the whole contact and its files."""
    view = _plain(ledger, receipt)
    view["Contact"] = full_contact(ledger, receipt["ContactID"])
    view["LineItems"] = lines_view(receipt)
    if receipt["HasAttachments"]:
        view["Attachments"] = files_view(ledger, receipt["ReceiptID"])
    return view


def _plain(ledger: Ledger, receipt: Record) -> Record:
    view = {name: value for name, value in receipt.items() if name not in _INTERNAL}
    view["User"] = ledger.organisation.users.get(receipt["UserID"]) or {}
    view["Contact"] = brief_contact(ledger, receipt["ContactID"])
    return view


def listed_expense_claim(ledger: Ledger, claim: Record) -> Record:
    """Show a claim as lists do: without its receipts."""
    view = {name: value for name, value in claim.items() if name not in _INTERNAL}
    total = sum((receipt["Total"] for receipt in _receipts(ledger, claim)), ZERO)
    return {
        **view,
        "User": ledger.organisation.users.get(claim["UserID"]) or {},
        "Receipts": [],
        "Payments": [],
        "Total": total,
        "AmountDue": total - claim["AmountPaid"],
    }


def expense_claim_view(ledger: Ledger, claim: Record) -> Record:
    """Show a claim in full, with its receipts and their lines."""
    receipts = [
        {**_plain(ledger, receipt), "LineItems": lines_view(receipt)}
        for receipt in _receipts(ledger, claim)
    ]
    return {**listed_expense_claim(ledger, claim), "Receipts": receipts}


def _receipts(ledger: Ledger, claim: Record) -> list[Record]:
    table = ledger.organisation.receipts
    found = (table.get(identifier) for identifier in claim["ReceiptIDs"])
    return [receipt for receipt in found if receipt is not None]
