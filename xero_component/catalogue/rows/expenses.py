"""Classic Expenses, which Xero is taking out of its API."""

from xero_component.catalogue.records import ExpenseClaim, Receipt
from xero_component.catalogue.xero_object import XeroObject

EXPENSE_CLAIMS: XeroObject[ExpenseClaim] = XeroObject(
    key="expense_claims",
    path="ExpenseClaims",
    id_field="ExpenseClaimID",
    scope="accounting.classicexpenses",
    record=ExpenseClaim,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    history=True,
    withdrawn="Xero ends Classic Expenses: expense claims cannot be read after February 2027.",
)
RECEIPTS: XeroObject[Receipt] = XeroObject(
    key="receipts",
    path="Receipts",
    id_field="ReceiptID",
    scope="accounting.classicexpenses",
    record=Receipt,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    unit_decimals=True,
    attachments=True,
    history=True,
    withdrawn="Xero ends Classic Expenses: receipts are deprecated from February 2027.",
)
