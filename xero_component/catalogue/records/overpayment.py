"""https://developer.xero.com/documentation/api/accounting/overpayments"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.allocation import Allocation
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import InvoicePayment, LineItem


@with_config(LENIENT)
class Overpayment(TypedDict, total=False):
    """Money that was received or spent beyond what was owed."""

    OverpaymentID: Required[str]
    Type: str
    Status: str
    Reference: str
    Contact: ContactRecord
    LineItems: list[LineItem]
    LineAmountTypes: str
    Date: IsoDate
    DateString: str
    CurrencyCode: str
    CurrencyRate: Money
    SubTotal: Money
    TotalTax: Money
    Total: Money
    RemainingCredit: Money
    """What is left to allocate or refund."""
    AppliedAmount: Money
    """What of it is applied to invoices."""
    Allocations: list[Allocation]
    Payments: list[InvoicePayment]
    """The refunds."""
    HasAttachments: bool
    Attachments: list[Attachment]
    UpdatedDateUTC: Instant
    UpdatedDateUTCString: str
