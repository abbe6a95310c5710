"""Journals: never edited, numbered in the order of their creation, read by number.

https://developer.xero.com/documentation/api/accounting/journals
"""

from datetime import datetime
from typing import Any

from xero_component.api.client import XeroClient
from xero_component.api.fingerprint import fingerprint
from xero_component.api.paging import Query
from xero_component.api.sources import ListSource
from xero_component.catalogue.objects import JOURNALS
from xero_component.triggers._polling.poller import MOST_EVENTS, Change, Kind, Look

PAGE = 100

Row = dict[str, Any]


class JournalPoller:
    """Reads journals by number. A short page is not the end: only an empty one is."""

    def __init__(self, xero: XeroClient) -> None:
        self._source = ListSource(xero, JOURNALS)

    async def look(self, number: int) -> tuple[Look, int]:
        """Return the journals behind a number, and the number of the last of them."""
        found = Look()
        while rows := await self._behind(number):
            found.changes += [_change(row) for row in rows]
            number = _last(rows)
            if len(found.changes) >= MOST_EVENTS:
                found.more = True
                break
        return found, number

    async def last_number(self, before: datetime | None = None) -> int:
        """Return the number of the last journal, or of the last one made before a moment.

        It is searched for by halves, since a list of journals has neither a count nor an end.
        """
        low, step = 0, PAGE
        while rows := await self._earlier(low + step if low else 0, before):
            low, step = _last(rows), step * 2
        high = low + step
        while high - low > PAGE:
            middle = (low + high) // 2
            rows = await self._earlier(middle, before)
            low, high = (_last(rows), high) if rows else (low, middle)
        while rows := await self._earlier(low, before):
            low = _last(rows)
        return low

    async def _behind(self, number: int) -> list[Row]:
        """Return the next journals behind a number, whatever else Xero may send."""
        rows = (await self._source.fetch_read(Query(offset=number))).records
        return [row for row in rows if _number(row) > number]

    async def _earlier(self, number: int, before: datetime | None) -> list[Row]:
        rows = await self._behind(number)
        if before is None:
            return rows
        moments = ((row, _created(row)) for row in rows)
        return [row for row, moment in moments if moment is not None and moment < before]


def _last(rows: list[Row]) -> int:
    return max(_number(row) for row in rows)


def _number(row: Row) -> int:
    return int(row["JournalNumber"])


def _created(row: Row) -> datetime | None:
    value = row.get("CreatedDateUTC")
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _change(row: Row) -> Change:
    return Change(Kind.NEW, row["JournalID"], row, fingerprint(row), _created(row))
