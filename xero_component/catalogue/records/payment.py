"""https://developer.xero.com/documentation/api/accounting/payments"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.account import Account as AccountRecord
from xero_component.catalogue.records.invoice import Invoice as InvoiceRecord


@with_config(LENIENT)
class Payment(TypedDict, total=False):
    """Money received for an invoice, or paid for a bill."""

    PaymentID: Required[str]
    Invoice: InvoiceRecord
    """The invoice in short, without its lines."""
    Account: AccountRecord
    Date: IsoDate
    Amount: Money
    BankAmount: Money
    """The amount in the currency of the bank account."""
    CurrencyRate: Money
    Reference: str
    PaymentType: str
    Status: str
    IsReconciled: bool
    HasAccount: bool
    BatchPaymentID: str
    UpdatedDateUTC: Instant
    UpdatedDateUTCString: str
