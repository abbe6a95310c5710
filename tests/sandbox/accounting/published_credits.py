"""What Xero's published bodies of credits and bank transactions need to be tried here."""

from typing import Any

from tests.sandbox.accounting.client import BANK, CONTACT, LedgerClient, bill, invoice
from tests.sandbox.accounting.credits import credit_note, overpaid, prepaid, spent

ENDPOINTS = ("BankTransactions", "CreditNotes", "Overpayments", "Prepayments")
UNREADABLE = frozenset({"createBankTransactions"})
"""Operations whose example is source text of a program, not a body."""


def made(xero: LedgerClient, endpoint: str) -> str:
    """Make a record to which the operation of an example can be applied; return its id."""
    if endpoint == "CreditNotes":
        return str(xero.create(endpoint, credit_note())["CreditNoteID"])
    elements = {
        "BankTransactions": spent(),
        "Overpayments": overpaid(Type="SPEND-OVERPAYMENT"),
        "Prepayments": prepaid(),
    }
    return str(xero.create("BankTransactions", elements[endpoint])[f"{endpoint[:-1]}ID"])


def put_real_ids(xero: LedgerClient, body: Any) -> None:
    """Put the records, the account codes and the capitals that are there into an example."""
    for element in body.get("Allocations", ()) if isinstance(body, dict) else ():
        kind = bill if element["Invoice"].get("Type") == "ACCPAY" else invoice
        element["Invoice"] = {"InvoiceID": xero.create("Invoices", kind())["InvoiceID"]}
    for element in body.get("BankTransactions", ()) if isinstance(body, dict) else ():
        element.pop("BankTransactionID", None)
        element["LineItems"] = element.pop("Lineitems", ())
        element["Contact"] = {"ContactID": CONTACT}
        element["BankAccount"] = {"AccountID": BANK}
