"""https://developer.xero.com/documentation/api/accounting/payments"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.account import Account as AccountRecord
from xero_component.catalogue.records.batch_payment import BatchPayment as BatchPaymentRecord
from xero_component.catalogue.records.credit_note import CreditNote as CreditNoteRecord
from xero_component.catalogue.records.invoice import Invoice as InvoiceRecord
from xero_component.catalogue.records.overpayment import Overpayment as OverpaymentRecord
from xero_component.catalogue.records.prepayment import Prepayment as PrepaymentRecord


@with_config(LENIENT)
class Payment(TypedDict, total=False):
    """Money received for an invoice, paid for a bill, or paid back."""

    PaymentID: Required[str]
    Invoice: InvoiceRecord
    """The invoice in short, without its lines; a credit note that is paid back is told here too."""
    InvoiceNumber: str
    CreditNote: CreditNoteRecord
    """The credit note that is paid back, in short."""
    CreditNoteNumber: str
    Prepayment: PrepaymentRecord
    """The prepayment that is paid back, in short."""
    Overpayment: OverpaymentRecord
    """The overpayment that is paid back, in short."""
    Account: AccountRecord
    Code: str
    """Code of the account."""
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
    HasValidationErrors: bool
    BatchPaymentID: str
    BatchPayment: BatchPaymentRecord
    """The batch in short, without its payments."""
    BankAccountNumber: str
    """The supplier's, in a batch."""
    Particulars: str
    """On the supplier's bank statement."""
    Details: str
    """On the supplier's bank statement."""
    UpdatedDateUTC: Instant
    UpdatedDateUTCString: str
