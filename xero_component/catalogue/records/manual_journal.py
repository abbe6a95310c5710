"""https://developer.xero.com/documentation/api/accounting/manualjournals"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.invoice import LineTracking


@with_config(LENIENT)
class ManualJournalLine(TypedDict, total=False):
    """One line of a manual journal."""

    LineAmount: Money
    """Above zero for a debit, below for a credit."""
    AccountCode: str
    AccountID: str
    Description: str
    TaxType: str
    TaxAmount: Money
    Tracking: list[LineTracking]
    IsBlank: bool


@with_config(LENIENT)
class ManualJournal(TypedDict, total=False):
    """A posting made by hand, whose lines add up to zero."""

    ManualJournalID: Required[str]
    Narration: str
    Status: str
    Date: IsoDate
    LineAmountTypes: str
    JournalLines: list[ManualJournalLine]
    ShowOnCashBasisReports: bool
    Url: str
    HasAttachments: bool
    Attachments: list[Attachment]
    UpdatedDateUTC: Instant
