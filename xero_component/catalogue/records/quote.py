"""https://developer.xero.com/documentation/api/accounting/quotes"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import LineItem


@with_config(LENIENT)
class Quote(TypedDict, total=False):
    """An offer to a customer."""

    QuoteID: Required[str]
    QuoteNumber: str
    Status: str
    Reference: str
    Title: str
    Summary: str
    Terms: str
    Contact: ContactRecord
    LineItems: list[LineItem]
    LineAmountTypes: str
    """In capitals, unlike on other documents."""
    Date: IsoDate
    DateString: str
    ExpiryDate: IsoDate
    ExpiryDateString: str
    CurrencyCode: str
    CurrencyRate: Money
    SubTotal: Money
    TotalTax: Money
    Total: Money
    TotalDiscount: Money
    BrandingThemeID: str
    UpdatedDateUTC: Instant
