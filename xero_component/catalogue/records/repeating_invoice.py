"""https://developer.xero.com/documentation/api/accounting/repeatinginvoices"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import LineItem


@with_config(LENIENT)
class RepeatSchedule(TypedDict, total=False):
    """When the next invoices are made, and when they fall due."""

    Period: int
    """How many weeks or months lie between two invoices."""
    Unit: str
    """WEEKLY or MONTHLY."""
    DueDate: int
    """A number of days or a day of the month, as the type says."""
    DueDateType: str
    StartDate: IsoDate
    NextScheduledDate: IsoDate
    EndDate: IsoDate
    """Absent where it never ends."""


@with_config(LENIENT)
class RepeatingInvoice(TypedDict, total=False):
    """A template from which Xero makes sales invoices (ACCREC) or bills (ACCPAY)."""

    RepeatingInvoiceID: Required[str]
    ID: str
    """The same id again."""
    Type: str
    Status: str
    Reference: str
    Contact: ContactRecord
    Schedule: RepeatSchedule
    LineItems: list[LineItem]
    LineAmountTypes: str
    CurrencyCode: str
    SubTotal: Money
    TotalTax: Money
    Total: Money
    BrandingThemeID: str
    ApprovedForSending: bool
    """Whether Xero e-mails each invoice by itself."""
    SendCopy: bool
    """Whether the sender gets a copy."""
    MarkAsSent: bool
    IncludePDF: bool
    HasAttachments: bool
    Attachments: list[Attachment]
