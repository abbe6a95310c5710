"""History and notes of a record: append only.

https://developer.xero.com/documentation/api/accounting/historyandnotes
"""

from typing import Any

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.rendering import moment_string
from xero_component.sandbox.accounting.tables import Record

LONGEST_NOTE = 2500
_INTERNAL = frozenset({"HistoryID", "ParentID"})


def history_of(ledger: Ledger, parent_id: str) -> list[Record]:
    """List what happened to a record, the latest first."""
    return list(reversed(ledger.organisation.history.find("parent", parent_id)))


def history_view(record: Record) -> Record:
    """Show one entry."""
    view: dict[str, Any] = {name: value for name, value in record.items() if name not in _INTERNAL}
    view["DateUTCString"] = moment_string(record["DateUTC"]).removesuffix("Z")
    return view


def write_note(ledger: Ledger, parent_id: str, element: Element) -> Written:
    """Append a note; raises ElementInvalidError for one that is empty or too long."""
    details: str = fields.read(element, {"Details": fields.text(LONGEST_NOTE)}).get("Details") or ""
    if not details.strip():
        raise ElementInvalidError("The Details of a history record are required.")
    return Written(ledger.record_history(parent_id, "Note", details, "System Generated"))
