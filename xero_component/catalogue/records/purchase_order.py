"""https://developer.xero.com/documentation/api/accounting/purchaseorders"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import LineItem


@with_config(LENIENT)
class PurchaseOrder(TypedDict, total=False):
    """An order to a supplier."""

    PurchaseOrderID: Required[str]
    PurchaseOrderNumber: str
    Type: str
    Status: str
    Reference: str
    Contact: ContactRecord
    LineItems: list[LineItem]
    LineAmountTypes: str
    Date: IsoDate
    DateString: str
    DeliveryDate: IsoDate
    """The day by which the goods are wanted."""
    DeliveryDateString: str
    ExpectedArrivalDate: IsoDate
    """The day on which the goods should come."""
    DeliveryAddress: str
    AttentionTo: str
    Telephone: str
    DeliveryInstructions: str
    CurrencyCode: str
    CurrencyRate: Money
    SubTotal: Money
    TotalTax: Money
    Total: Money
    TotalDiscount: Money
    BrandingThemeID: str
    SentToContact: bool
    IsDiscounted: bool
    HasAttachments: bool
    HasErrors: bool
    Attachments: list[Attachment]
    UpdatedDateUTC: Instant
