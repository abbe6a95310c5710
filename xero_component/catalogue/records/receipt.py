"""https://developer.xero.com/documentation/api/accounting/receipts"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.contact import Contact as ContactRecord
from xero_component.catalogue.records.invoice import LineItem
from xero_component.catalogue.records.user import User as UserRecord


@with_config(LENIENT)
class Receipt(TypedDict, total=False):
    """What a user spent for the organisation, to be claimed back."""

    ReceiptID: Required[str]
    ReceiptNumber: int | str
    """Its place in the user's current claim."""
    Status: str
    Reference: str
    User: UserRecord
    Contact: ContactRecord
    """The shop or supplier."""
    LineItems: list[LineItem]
    LineAmountTypes: str
    Date: IsoDate
    SubTotal: Money
    TotalTax: Money
    Total: Money
    Url: str
    HasAttachments: bool
    Attachments: list[Attachment]
    UpdatedDateUTC: Instant
