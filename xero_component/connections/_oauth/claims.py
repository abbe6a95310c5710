"""The few claims of an access token that tell about the token itself.

The signature is not checked: the token came straight from the token endpoint over TLS, it is read
to know what was granted, and Xero checks it at every call. Never decide access by these claims.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says about itself; None where it does not say it."""

    auth_event_id: str | None = None
    scopes: frozenset[str] | None = None
    expires_at: datetime | None = None


def read_claims(token: str) -> Claims:
    """Decode an access token; a token that is no JWT gives no claims."""
    payload = _payload(token)
    event = payload.get("authentication_event_id")
    return Claims(
        auth_event_id=event if isinstance(event, str) and event else None,
        scopes=read_scopes(payload.get("scope")),
        expires_at=_moment(payload.get("exp")),
    )


def read_scopes(value: object) -> frozenset[str] | None:
    """Return scopes given as one text or as a list; None for anything else."""
    if isinstance(value, str):
        return frozenset(value.split()) or None
    if isinstance(value, list):
        return frozenset(item for item in value if isinstance(item, str) and item) or None
    return None


def _payload(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None
