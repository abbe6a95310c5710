"""https://developer.xero.com/documentation/api/accounting/banktransfers"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.account import Account
from xero_component.catalogue.records.attachment import Attachment
from xero_component.catalogue.records.invoice import LineTracking


@with_config(LENIENT)
class BankTransfer(TypedDict, total=False):
    """Money moved between two bank accounts of the organisation."""

    BankTransferID: Required[str]
    Status: str
    """DELETED ones are listed only where `includeDeleted` asks for them."""
    FromBankAccount: Account
    ToBankAccount: Account
    Amount: Money
    CurrencyRate: Money
    Date: IsoDate
    DateString: str
    Reference: str
    FromBankTransactionID: str
    ToBankTransactionID: str
    FromIsReconciled: bool
    ToIsReconciled: bool
    FromTracking: list[LineTracking]
    ToTracking: list[LineTracking]
    HasAttachments: bool
    Attachments: list[Attachment]
    CreatedDateUTC: Instant
    """When it was made; Xero does not tell when it was changed."""
    CreatedDateUTCString: str
