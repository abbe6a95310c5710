"""What the log says of each call: which kind of thing was asked for, and never by which name."""

import logging

from xero_component.api.usage import CallRecord, family_of
from xero_component.api.wire import Call
from xero_component.catalogue.apis import Api
from xero_component.catalogue.inputs import is_guid

HIDDEN = "…"

_PARTS = frozenset(
    {"Allocations", "Attachments", "ContactGroups", "Contacts", "Email", "History", "Options"}
    | {"CISSettings", "OnlineInvoice", "RepeatingInvoices", "Settings", "TrackingCategories"}
)
"""What Xero has below a record."""


def address_of(call: Call) -> str:
    """Return method and path with nothing in it but Xero's own words and ids.

    Numbers, codes, file names and all else that a user may have typed are hidden.
    """
    _, _, kind = family_of(call).partition("/")
    segments = call.path.strip("/").split("/")[1:]
    shown = (one if one in _PARTS or is_guid(one) else HIDDEN for one in segments)
    api = "" if call.api is Api.ACCOUNTING else f"{call.api}:"
    return f"{call.method} {api}/" + "/".join((kind, *shown))


def log_answer(
    logger: logging.Logger,
    call: Call,
    record: CallRecord,
    *,
    attempt: int,
    connection: str | None,
    correlation_id: str | None,
) -> None:
    """Log that a call was answered."""
    call_fields = {
        "call": address_of(call),
        "status": record.status,
        "seconds": round(record.seconds, 3),
        "attempt": attempt,
        "connection": connection,
        "correlation_id": correlation_id,
    }
    told = (call_fields["call"], record.status, correlation_id or "-")
    logger.info("%s -> %s (%s)", *told, extra=call_fields)


def log_repeat(
    logger: logging.Logger,
    call: Call,
    why: str,
    wait: float,
    *,
    attempt: int,
    connection: str | None,
) -> None:
    """Log that a call went wrong, and is sent again after so many seconds."""
    call_fields = {"call": address_of(call), "attempt": attempt, "connection": connection}
    told = (call_fields["call"], why, wait, attempt + 1)
    logger.info("%s: %s; sent again in %.1f s (attempt %d)", *told, extra=call_fields)
