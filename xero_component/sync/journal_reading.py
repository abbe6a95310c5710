"""Reading journals: by number, to an empty page, since a short one is not the last.

https://developer.xero.com/documentation/api/accounting/journals
"""

from collections.abc import AsyncGenerator, Collection
from datetime import datetime
from typing import Any

from xero_component.api.paging import Page, Query
from xero_component.api.sources import ListSource
from xero_component.api.sources import Reader as Client
from xero_component.catalogue.objects import XeroObject
from xero_component.errors import GiveUpError
from xero_component.sync.reading import Kind, Part, Row, Size


class JournalReading:
    """Reads journals, which are numbered as they are made and never change."""

    kind = Kind.ADDITIONS

    def __init__(self, journals: XeroObject[Any]) -> None:
        self._obj = journals

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield the journals behind a number, or those made since `start`."""
        source = ListSource(client, self._obj)
        if cursor is not None:
            number = int(cursor)
        else:
            number = await self._number_before(source, start) if start else 0
        while (page := await self._behind(source, number)).records:
            number = self._last(page.records, number)
            rows = page.records
            if cursor is None and start is not None:
                rows = [row for row in rows if not self._is_before(row, start)]
            yield Part(rows, str(number), page.served_at)

    async def surviving(self, _client: Client, identifiers: Collection[str]) -> set[str]:
        """Journals are never removed."""
        return set(identifiers)

    async def size(self, _client: Client, _cursor: str | None, _start: datetime | None) -> Size:
        """Xero does not count journals: at least a page, and the empty one behind it."""
        return Size(calls=2)

    async def _number_before(self, source: ListSource, start: datetime) -> int:
        """Return a number with no journal since `start` at or below it, searched for by halves."""
        low, step = 0, self._obj.page_size
        while number := await self._earlier(source, low + step if low else 0, start):
            low, step = number, step * 2
        high = low + step
        while high - low > self._obj.page_size:
            middle = (low + high) // 2
            number = await self._earlier(source, middle, start)
            low, high = (number, high) if number else (low, middle)
        return low

    async def _earlier(self, source: ListSource, number: int, start: datetime) -> int:
        """Return the last number on a page that was made before `start`, or 0."""
        rows = (await self._behind(source, number)).records
        before = [row for row in rows if self._is_before(row, start)]
        return self._last(before, number) if before else 0

    async def _behind(self, source: ListSource, number: int) -> Page:
        return await source.fetch_read(Query(offset=number))

    def _is_before(self, row: Row, start: datetime) -> bool:
        value = row.get("CreatedDateUTC")
        if not isinstance(value, str):
            return False
        return datetime.fromisoformat(value) < start

    def _last(self, rows: list[Row], number: int) -> int:
        numbers = [row.get("JournalNumber") for row in rows]
        last = max((found for found in numbers if isinstance(found, int)), default=number)
        if last <= number:
            raise GiveUpError(f"Xero showed no journal behind number {number} when asked for them.")
        return last
