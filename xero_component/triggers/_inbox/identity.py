"""What makes an event the same event, however often and in whatever delivery it comes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="string")


def identity_of(event: Mapping[str, Any]) -> str:
    """Return the hash of what happened: organisation, category, type, record, moment and data.

    The sequence number has no part in it: a redelivered event may get another.
    """
    names = ("tenantId", "eventCategory", "eventType", "resourceId", "eventDateUtc", "data")
    return _hash([event.get(name) for name in names])


def resource_of(event: Mapping[str, Any]) -> str:
    """Return the hash of the record that an event is about; its events are handled in order."""
    return _hash([event.get(name) for name in ("tenantId", "eventCategory", "resourceId")])


def moment_of(event: Mapping[str, Any]) -> float | None:
    """Return when the event happened, in seconds since 1970; None where it has no moment."""
    try:
        moment = datetime.fromisoformat(event["eventDateUtc"])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _hash(parts: list[Any]) -> str:
    return sha256(_encoder.encode(parts)).hexdigest()
