"""https://developer.xero.com/documentation/api/accounting/creditnotes"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.allocation import Allocation
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import InvoicePayment, LineItem


@with_config(LENIENT)
class CreditNote(TypedDict, total=False):
    """A credit to a customer (ACCRECCREDIT) or from a supplier (ACCPAYCREDIT)."""

    CreditNoteID: Required[str]
    CreditNoteNumber: str
    Type: str
    Status: str
    Reference: str
    """Only on credits to customers."""
    Contact: ContactRecord
    LineItems: list[LineItem]
    LineAmountTypes: str
    Date: IsoDate
    DateString: str
    DueDate: IsoDate
    FullyPaidOnDate: IsoDate
    """The day on which nothing of it was left."""
    CurrencyCode: str
    CurrencyRate: Money
    SubTotal: Money
    TotalTax: Money
    Total: Money
    RemainingCredit: Money
    """What is left to allocate or refund."""
    AppliedAmount: Money
    """What of it is applied to invoices."""
    CISDeduction: Money
    CISRate: Money
    """Per cent."""
    Allocations: list[Allocation]
    Payments: list[InvoicePayment]
    """The refunds."""
    BrandingThemeID: str
    SentToContact: bool
    HasAttachments: bool
    HasErrors: bool
    Attachments: list[Attachment]
    InvoiceAddresses: list[dict[str, Any]]
    UpdatedDateUTC: Instant
    UpdatedDateUTCString: str
