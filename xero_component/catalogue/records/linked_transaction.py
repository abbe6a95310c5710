"""https://developer.xero.com/documentation/api/accounting/linkedtransactions"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class LinkedTransaction(TypedDict, total=False):
    """A line of a bill or of money spent that a customer is to be charged for."""

    LinkedTransactionID: Required[str]
    Type: str
    Status: str
    ContactID: str
    """The customer."""
    SourceTransactionID: str
    """The bill or the money spent."""
    SourceTransactionTypeCode: str
    """ACCPAY for a bill, SPEND for money spent."""
    SourceLineItemID: str
    TargetTransactionID: str
    """The sales invoice that charges it."""
    TargetLineItemID: str
    UpdatedDateUTC: Instant
