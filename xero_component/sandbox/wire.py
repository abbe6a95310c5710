"""What the sandbox's HTTP shell hands to an API of the sandbox, and what it gets back."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One call below an API's base path, decoded as far as HTTP goes and no further."""

    method: str
    segments: tuple[str, ...]
    """Percent-decoded path segments below the base: `("Invoices", "INV-001", "History")`."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Query parameters under the names that the client sent (any capitals)."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Header values under lower-case names."""
    body: bytes = b""
    application: str = "sandbox"
    """Client id of the calling app, for `createdByMyApp`."""

    def parameter(self, name: str) -> str | None:
        """Look up one query parameter whatever its capitals."""
        wanted = name.lower()
        for key, value in self.query.items():
            if key.lower() == wanted:
                return value
        return None


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """Status, body and headers of one reply."""

    status: int
    body: bytes = b""
    media_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Something in the ledger was created or changed; the source of a webhook event."""

    tenant_id: str
    category: str
    """Webhook category in Xero's words: INVOICE, CONTACT, CREDITNOTE …"""
    event_type: str
    """CREATE or UPDATE."""
    resource_id: str
    resource_path: str
    """Path below the API root, such as `/api.xro/2.0/Invoices/<id>`."""
    data: Mapping[str, str] = field(default_factory=dict)
