"""https://developer.xero.com/documentation/api/accounting/invoices"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.contact import Contact as ContactRecord


@with_config(LENIENT)
class LineTracking(TypedDict, total=False):
    """The tracking option that a line is booked to."""

    TrackingCategoryID: str
    TrackingOptionID: str
    Name: str
    Option: str


@with_config(LENIENT)
class ItemReference(TypedDict, total=False):
    """The item that a line sells or buys."""

    ItemID: str
    Code: str
    Name: str


@with_config(LENIENT)
class TaxShare(TypedDict, total=False):
    """What one jurisdiction taxes of a line; United States."""

    TaxComponentId: str
    Type: str
    Name: str
    TaxPercentage: Money
    TaxAmount: Money
    TaxableAmount: Money
    NonTaxableAmount: Money
    ExemptAmount: Money
    StateAssignedNo: str
    JurisdictionRegion: str


@with_config(LENIENT)
class LineItem(TypedDict, total=False):
    """One line of an invoice, a bill or another document."""

    LineItemID: str
    Description: str
    Quantity: Money
    UnitAmount: Money
    ItemCode: str
    Item: ItemReference
    AccountCode: str
    AccountID: str
    TaxType: str
    TaxAmount: Money
    Taxability: str
    """How it is taxed; United States."""
    SalesTaxCodeId: int
    TaxBreakdown: list[TaxShare]
    LineAmount: Money
    DiscountRate: Money
    """Per cent."""
    DiscountAmount: Money
    Tracking: list[LineTracking]
    RepeatingInvoiceID: str


@with_config(LENIENT)
class InvoicePayment(TypedDict, total=False):
    """A payment as an invoice, or another document, lists it."""

    PaymentID: str
    Date: IsoDate
    Amount: Money
    CurrencyRate: Money
    Reference: str
    HasAccount: bool


@with_config(LENIENT)
class Allocated(TypedDict, total=False):
    """A credit note, prepayment or overpayment as an invoice lists it."""

    CreditNoteID: str
    PrepaymentID: str
    OverpaymentID: str
    Date: IsoDate
    Total: Money
    AppliedAmount: Money


@with_config(LENIENT)
class Invoice(TypedDict, total=False):
    """A sales invoice (ACCREC) or a bill (ACCPAY)."""

    InvoiceID: Required[str]
    InvoiceNumber: str
    Type: str
    Status: str
    Reference: str
    Contact: ContactRecord
    LineItems: list[LineItem]
    LineAmountTypes: str
    Date: IsoDate
    DateString: str
    DueDate: IsoDate
    DueDateString: str
    ExpectedPaymentDate: IsoDate
    PlannedPaymentDate: IsoDate
    FullyPaidOnDate: IsoDate
    CurrencyCode: str
    CurrencyRate: Money
    SubTotal: Money
    TotalTax: Money
    Total: Money
    TotalDiscount: Money
    AmountDue: Money
    AmountPaid: Money
    AmountCredited: Money
    CISDeduction: Money
    CISRate: Money
    Payments: list[InvoicePayment]
    CreditNotes: list[Allocated]
    Prepayments: list[Allocated]
    Overpayments: list[Allocated]
    BrandingThemeID: str
    RepeatingInvoiceID: str
    Url: str
    SentToContact: bool
    IsDiscounted: bool
    HasAttachments: bool
    HasErrors: bool
    Attachments: list[dict[str, Any]]
    InvoiceAddresses: list[dict[str, Any]]
    UpdatedDateUTC: Instant
    UpdatedDateUTCString: str
