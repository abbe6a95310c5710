"""What each call cost: counted, since Xero limits calls and bills the data that it sends.

https://developer.xero.com/pricing
"""

import re
from dataclasses import dataclass

from xero_component.api.wire import Call
from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import OBJECTS

OTHER = "other"
_FURTHER = ("InvoiceReminders", "Reports", "Setup")
_ACCOUNTING = {
    name.lower(): name for name in (*(row.path for row in OBJECTS.values()), *_FURTHER)
} | {"organisations": "Organisation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call of the client's, as it went over the wire."""

    family: str
    """API and first part of the path, as `accounting/Invoices`."""
    outcome: str
    """`ok`, `refused`, `limited`, `fault`, or `lost` when no whole answer came."""
    status: int | None = None
    seconds: float = 0.0
    """From sending to the whole answer."""
    requests: int = 1
    """Two where the token had expired and the request was sent again."""
    wire_bytes: int = 0
    """The body of the answer as it was received, usually compressed."""
    decoded_bytes: int = 0
    """The same, decompressed."""


def family_of(call: Call) -> str:
    """Return which part of Xero a call is for; never anything else that a user may have typed."""
    first = call.path.strip("/").partition("/")[0]
    if call.api is Api.ACCOUNTING:
        return f"{call.api}/{_ACCOUNTING.get(first.lower(), OTHER)}"
    if call.api is Api.IDENTITY:
        return f"{call.api}/connections" if first == "connections" else f"{call.api}/{OTHER}"
    known = re.fullmatch(r"[A-Z][A-Za-z]{1,30}", first)
    return f"{call.api}/{first if known else OTHER}"


def outcome_of(status: int) -> str:
    """Return in one word how Xero answered."""
    if status < 300:
        return "ok"
    if status == 429:
        return "limited"
    return "refused" if status < 500 else "fault"
