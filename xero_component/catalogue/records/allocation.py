"""https://developer.xero.com/documentation/api/accounting/creditnotes#put-allocations"""

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import IsoDate, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.invoice import Allocated
from xero_component.catalogue.records.invoice import Invoice as InvoiceRecord


@with_config(LENIENT)
class Allocation(TypedDict, total=False):
    """How much of a credit note, prepayment or overpayment went to one invoice or bill."""

    AllocationID: str
    Invoice: InvoiceRecord
    """The invoice in short: its id and number."""
    CreditNote: Allocated
    Prepayment: Allocated
    Overpayment: Allocated
    Amount: Money
    """In the currency of the invoice."""
    Date: IsoDate
    IsDeleted: bool
    """Whether the allocation was taken back."""
