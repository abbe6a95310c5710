"""https://developer.xero.com/documentation/api/accounting/accounts"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class Account(TypedDict, total=False):
    """An account of the chart of accounts."""

    AccountID: Required[str]
    Code: str
    Name: str
    Type: str
    Class: str
    Status: str
    Description: str
    TaxType: str
    BankAccountNumber: str
    BankAccountType: str
    CurrencyCode: str
    EnablePaymentsToAccount: bool
    """Whether a payment may be booked to it, as to a bank account."""
    ShowInExpenseClaims: bool
    SystemAccount: str
    ReportingCode: str
    ReportingCodeName: str
    AddToWatchlist: bool
    """Whether the dashboard shows it."""
    HasAttachments: bool
    UpdatedDateUTC: Instant
