"""What a flow receives of a change."""

from hashlib import blake2b
from typing import Any

import msgspec
from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT
from xero_component.triggers._polling.poller import Change, Kind


@with_config(LENIENT)
class RecordEvent(TypedDict):
    """One record that is new, was changed, or is gone."""

    id: str
    """The same for the same change, also when it is told again because a state was lost."""
    kind: str
    """`new`, `updated` or `deleted`."""
    object: str
    """What kind of record it is, such as `invoices`."""
    tenant_id: str | None
    """The organisation; null for a custom connection, which has just one."""
    record_id: str
    record: dict[str, Any] | None
    """The record as it is now; null when it is gone."""
    changed_at: Instant | None
    """When it was changed, as Xero says; null when it is gone, or Xero does not date the change."""
    found_by: str
    """`poll`, or `sweep` for a change that Xero does not date."""


def event_of(change: Change, obj: str, tenant_id: str | None) -> RecordEvent:
    """Return what a flow receives of a change."""
    return RecordEvent(
        id=identity(obj, tenant_id, change.identifier, change.kind, _version(change)),
        kind=str(change.kind),
        object=obj,
        tenant_id=tenant_id,
        record_id=change.identifier,
        record=change.record,
        changed_at=_changed_at(change),
        found_by="sweep" if change.swept else "poll",
    )


def identity(*parts: str | None) -> str:
    """Return an id that is made of what it identifies."""
    return blake2b(msgspec.json.encode(parts), digest_size=16).hexdigest()


def _version(change: Change) -> str:
    """Name what a record said; what Xero does not date may say the same again later."""
    said = change.said.hex()
    return f"{said} {change.compared.isoformat()}" if change.compared else said


def _changed_at(change: Change) -> str | None:
    is_dated = change.kind is Kind.NEW or "UpdatedDateUTC" in (change.record or {})
    if change.moment is None or change.swept or not is_dated:
        return None
    return change.moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
