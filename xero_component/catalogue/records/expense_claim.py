"""https://developer.xero.com/documentation/api/accounting/expenseclaims"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.invoice import InvoicePayment
from xero_component.catalogue.records.receipt import Receipt
from xero_component.catalogue.records.user import User as UserRecord


@with_config(LENIENT)
class ExpenseClaim(TypedDict, total=False):
    """Receipts that a user claims back together."""

    ExpenseClaimID: Required[str]
    Status: str
    User: UserRecord
    Receipts: list[Receipt]
    ReceiptID: str
    Payments: list[InvoicePayment]
    Total: Money
    AmountDue: Money
    AmountPaid: Money
    ReportingDate: IsoDate
    """The day on which the reports show it."""
    PaymentDueDate: IsoDate
    UpdatedDateUTC: Instant
