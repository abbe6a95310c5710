"""When a record was created, where that is not remembered.

https://developer.xero.com/documentation/api/accounting/historyandnotes
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import anyio

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import XeroObject
from xero_component.errors import NotFoundError


async def created_at(
    xero: XeroClient, obj: XeroObject[Any], rows: Sequence[Mapping[str, Any]]
) -> dict[str, datetime | None]:
    """Return when each row was created: as the row says, or the first entry of its history."""
    found: dict[str, datetime | None] = {}

    async def ask(row: Mapping[str, Any]) -> None:
        identifier = row[obj.id_field]
        found[identifier] = _moment(row.get("CreatedDateUTC")) or await _first_entry(
            xero, obj, identifier
        )

    failures: list[Exception] = []

    async def guarded(row: Mapping[str, Any]) -> None:
        try:
            await ask(row)
        except Exception as error:
            failures.append(error)  # raised below: a task group would wrap it

    async with anyio.create_task_group() as tasks:
        for row in rows:
            tasks.start_soon(guarded, row)
    if failures:
        raise failures[0]
    return found


async def _first_entry(xero: XeroClient, obj: XeroObject[Any], identifier: str) -> datetime | None:
    if not obj.history:
        return None
    try:
        entries = (await xero.history(obj, identifier))["records"]
    except NotFoundError:
        return None
    moments = (_moment(entry.get("DateUTC")) for entry in entries)
    return min(filter(None, moments), default=None)


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
