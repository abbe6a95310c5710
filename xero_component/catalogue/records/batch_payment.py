"""https://developer.xero.com/documentation/api/accounting/batchpayments"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.account import Account as AccountRecord
from xero_component.catalogue.records.invoice import Invoice as InvoiceRecord


@with_config(LENIENT)
class BatchedPayment(TypedDict, total=False):
    """A payment as its batch lists it."""

    PaymentID: str
    Invoice: InvoiceRecord
    """The invoice in short: its id and currency."""
    Amount: Money
    BankAmount: Money
    """The amount in the currency of the bank account."""
    BankAccountNumber: str
    Particulars: str
    Code: str
    Reference: str
    Details: str


@with_config(LENIENT)
class BatchPayment(TypedDict, total=False):
    """Many invoices (RECBATCH) or bills (PAYBATCH) that are paid as one line of the bank."""

    BatchPaymentID: Required[str]
    Type: str
    Status: str
    Account: AccountRecord
    """The bank account."""
    Date: IsoDate
    DateString: str
    Payments: list[BatchedPayment]
    Amount: Money
    TotalAmount: Money
    """The sum of the payments."""
    Reference: str
    """On the bank statement; New Zealand."""
    Particulars: str
    """On the bank statement; New Zealand."""
    Code: str
    """On the bank statement; New Zealand."""
    Details: str
    """On the bank statement; other countries than New Zealand."""
    Narrative: str
    """On the statement line in Xero; United Kingdom."""
    IsReconciled: bool
    UpdatedDateUTC: Instant
