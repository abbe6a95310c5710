"""Usage in the database: one row for each day, app, organisation and part of Xero."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from xero_component.api.usage import CallRecord
from xero_component.store.schema import usage

_COUNTS = ("calls", "limited", "wire_bytes", "decoded_bytes")


def add(
    work: sa.Connection, day: date, app: str, tenant: str, records: Sequence[CallRecord]
) -> None:
    """Add calls to an organisation's counts of a day."""
    for family, counts in sorted(_by_family(records).items()):
        key = {"day": day, "app": app, "tenant_id": tenant, "family": family}
        work.execute(_UPSERTS[work.dialect.name], {**key, **counts})


def read(
    work: sa.Connection, since: date, until: date, tenants: Sequence[str] | None = None
) -> Sequence[Mapping[str, Any]]:
    """Return the rows from one day to another, both included."""
    statement = sa.select(usage).where(usage.c.day.between(since, until))
    if tenants is not None:
        statement = statement.where(usage.c.tenant_id.in_(tenants))
    ordered = statement.order_by(usage.c.day, usage.c.app, usage.c.tenant_id, usage.c.family)
    return [dict(row) for row in work.execute(ordered).mappings()]


def has_older(work: sa.Connection, before: date) -> bool:
    """Tell whether there are rows of days before a day."""
    older = sa.select(usage.c.day).where(usage.c.day < before).limit(1)
    return work.execute(older).first() is not None


def prune(work: sa.Connection, before: date) -> None:
    """Remove the rows of the days before a day."""
    work.execute(usage.delete().where(usage.c.day < before))


def _by_family(records: Sequence[CallRecord]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for record in records:
        counts = found.setdefault(record.family, dict.fromkeys(_COUNTS, 0))
        counts["calls"] += record.requests
        counts["limited"] += record.outcome == "limited"
        counts["wire_bytes"] += record.wire_bytes
        counts["decoded_bytes"] += record.decoded_bytes
    return found


def _upsert(dialect: Any) -> Any:
    adding = dialect.insert(usage)
    grown = {name: usage.c[name] + adding.excluded[name] for name in _COUNTS}
    return adding.on_conflict_do_update(index_elements=list(usage.primary_key), set_=grown)


_UPSERTS = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
