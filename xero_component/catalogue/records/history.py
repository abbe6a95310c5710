"""https://developer.xero.com/documentation/api/accounting/historyandnotes"""

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class HistoryRecord(TypedDict, total=False):
    """One line of a record's history: a change, or a note."""

    Details: str
    Changes: str
    User: str
    DateUTC: Instant
    DateUTCString: str
