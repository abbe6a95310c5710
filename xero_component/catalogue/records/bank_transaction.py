"""https://developer.xero.com/documentation/api/accounting/banktransactions"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.account import Account as AccountRecord
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.batch_payment import BatchPayment as BatchPaymentRecord
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import LineItem


@with_config(LENIENT)
class BankTransaction(TypedDict, total=False):
    """Money spent from or received into a bank account, without an invoice or bill."""

    BankTransactionID: Required[str]
    Type: str
    Status: str
    BankAccount: AccountRecord
    Contact: ContactRecord
    LineItems: list[LineItem]
    LineAmountTypes: str
    Date: IsoDate
    DateString: str
    Reference: str
    CurrencyCode: str
    CurrencyRate: Money
    SubTotal: Money
    TotalTax: Money
    Total: Money
    IsReconciled: bool
    PrepaymentID: str
    """The prepayment that it made."""
    OverpaymentID: str
    """The overpayment that it made."""
    BatchPayment: BatchPaymentRecord
    """The batch in short, without its payments."""
    Url: str
    HasAttachments: bool
    Attachments: list[Attachment]
    UpdatedDateUTC: Instant
