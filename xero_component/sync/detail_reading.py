"""Reading objects whose list leaves out what is inside: each row is fetched by itself.

Where rows tell when they changed, only those that changed since the last run are fetched; now and
then all of them, to find what did not count as a change.
"""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any

from xero_component.api.changes import earlier
from xero_component.api.sources import Reader as Client
from xero_component.catalogue.xero_object import Pages, XeroObject
from xero_component.errors import NotFoundError
from xero_component.sync.object_reading import OVERLAP, ObjectReading
from xero_component.sync.one_row import one_row
from xero_component.sync.reading import Kind, Part, Row, Size, utc

AT_ONCE = 20
"""Rows that are fetched, one call each, before they are kept."""


class DetailReading:
    """Reads an object by its list, and then row by row.

    `cursor` is the field of the list that tells when a row changed; without it every row is fetched
    in every run.
    """

    def __init__(self, obj: XeroObject[Any], listed: ObjectReading, cursor: str | None) -> None:
        self._obj = obj
        self._listed = listed
        self._cursor = cursor
        self.kind = Kind.SNAPSHOT if cursor is None else Kind.CHANGES

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield what changed since the cursor, less the overlap, oldest first."""
        rows, served_at = await self._list(client)
        since = self._since(cursor, start)
        wanted = [row for row in rows if self._is_since(row, since)]
        for first in range(0, len(wanted), AT_ONCE):
            some = wanted[first : first + AT_ONCE]
            fetched = [await self._fetch(client, row[self._obj.id_field]) for row in some]
            reached = self._moment(some[-1])
            if reached is not None and served_at is not None:
                reached = min(reached, served_at)  # a date from the future would hide changes
            known = [row for row in fetched if row is not None]
            yield Part(known, reached.isoformat() if reached else None, served_at, len(wanted))

    async def surviving(self, client: Client, identifiers: Collection[str]) -> set[str]:
        """Ask the list."""
        if not identifiers:
            return set()
        rows, _ = await self._list(client)
        return {row[self._obj.id_field] for row in rows}.intersection(identifiers)

    async def size(self, client: Client, cursor: str | None, start: datetime | None) -> Size:
        """Count what would be fetched, where one call shows the whole list."""
        if self._obj.pages is not Pages.NONE:
            return Size(calls=1)
        rows, _ = await self._list(client)
        since = self._since(cursor, start)
        wanted = sum(self._is_since(row, since) for row in rows)
        return Size(1 + wanted, wanted)

    async def _list(self, client: Client) -> tuple[list[Row], datetime | None]:
        """Read the whole list, each row once, in the order of their changes."""
        found: dict[str, Row] = {}
        served_at: datetime | None = None
        async with aclosing(self._listed.read(client, None, None)) as parts:
            async for part in parts:
                served_at = served_at or part.served_at
                for row in part.rows:
                    if isinstance(identifier := row.get(self._obj.id_field), str):
                        found[identifier] = row
        moments = {key: self._moment(row) for key, row in found.items()}
        keys = sorted(found, key=lambda key: (moments[key] is not None, str(moments[key]), key))
        return [found[key] for key in keys], served_at

    async def _fetch(self, client: Client, identifier: str) -> Row | None:
        """Return a row with all that is in it; None where it has gone since it was listed."""
        try:
            return await one_row(client, self._obj, identifier)
        except NotFoundError:
            return None

    def _since(self, cursor: str | None, start: datetime | None) -> datetime | None:
        if cursor is None:
            return start
        since = earlier(datetime.fromisoformat(cursor), OVERLAP)
        return since if start is None else max(since, start)

    def _is_since(self, row: Mapping[str, Any], since: datetime | None) -> bool:
        moment = self._moment(row)
        return since is None or moment is None or moment >= since

    def _moment(self, row: Mapping[str, Any]) -> datetime | None:
        value = row.get(self._cursor) if self._cursor else None
        if not isinstance(value, str):
            return None
        try:
            return utc(datetime.fromisoformat(value))
        except ValueError:
            return None
