"""https://developer.xero.com/documentation/api/accounting/journals"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.invoice import LineTracking


@with_config(LENIENT)
class JournalLine(TypedDict, total=False):
    """What a journal posts to one account; amounts are above zero for a debit."""

    JournalLineID: str
    AccountID: str
    AccountCode: str
    AccountType: str
    AccountName: str
    Description: str
    NetAmount: Money
    GrossAmount: Money
    """Net amount and tax."""
    TaxAmount: Money
    TaxType: str
    TaxName: str
    TrackingCategories: list[LineTracking]


@with_config(LENIENT)
class Journal(TypedDict, total=False):
    """A posting that Xero made for a document; it never changes."""

    JournalID: Required[str]
    JournalNumber: int
    """Counts up over the whole organisation."""
    JournalDate: IsoDate
    Reference: str
    SourceID: str
    """Id of the document that was posted."""
    SourceType: str
    """What kind of document that is, such as ACCREC."""
    JournalLines: list[JournalLine]
    CreatedDateUTC: Instant
