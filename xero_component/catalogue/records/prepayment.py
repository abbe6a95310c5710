"""https://developer.xero.com/documentation/api/accounting/prepayments"""

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
class Prepayment(TypedDict, total=False):
    """Money that was received or spent before there was an invoice or bill."""

    PrepaymentID: Required[str]
    Type: str
    Status: str
    InvoiceNumber: str
    """The document's number; only on money received."""
    Reference: str
    """Repeats the number."""
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
    BrandingThemeID: str
    HasAttachments: bool
    Attachments: list[Attachment]
    UpdatedDateUTC: Instant
    UpdatedDateUTCString: str
