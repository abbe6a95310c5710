"""Reading what changed since a moment, so that no edit that happens meanwhile hides a row.

Xero numbers the pages of a list that is ordered by UpdatedDateUTC: a row that is edited leaves
its place, and those behind it move up a page. So no second page is asked for. The next question is
for what changed since the last row, and rows that come twice are the reader's to recognise.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#modified-after
"""

import itertools
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from xero_component.api.paging import Page, Query, Source
from xero_component.catalogue.objects import Pages, XeroObject

PASSES = 5
"""How often rows that only page numbers can reach are read at most, until nothing new appears."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows that changed, in the order of their changes where Xero keeps to one."""

    rows: list[Row]
    upto: datetime | None = None
    """Every change before this moment has been delivered; None while that is not known."""
    served_at: datetime | None = None
    """Xero's own time when it answered."""
    total: int | None = None
    """How many rows Xero counted behind this question."""


def moment_of(obj: XeroObject[Any], row: Mapping[str, Any]) -> datetime | None:
    """Return when a row was changed last, as Xero says; None where it does not."""
    value = row.get(obj.cursor_field) if obj.cursor_field else None
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


async def changes(
    source: Source, obj: XeroObject[Any], since: datetime | None, *, page_size: int | None = None
) -> AsyncGenerator[Batch, None]:
    """Yield every row that changed in the second of `since` or later; None reads them all.

    A row comes again when it changes while the list is read, and rows of one second may come twice.
    Objects that Xero lists whole, or without If-Modified-Since, are read whole.
    """
    since = _second(since) if since and obj.modified_since else None
    asked = Query(parameters=dict(obj.always), modified_after=since)
    if obj.pages is Pages.NONE:
        page = await source.fetch_read(asked)
        yield _batch(page, latest(obj, page.records))
        return
    size = obj.page_size
    if page_size is not None and obj.pages is Pages.NUMBERED:
        size = min(page_size, size)
    asked = replace(asked, page=1, page_size=size)
    if not obj.modified_since:
        async for batch in _settled(source, obj, asked, size):
            yield batch
        return
    if obj.ordered:
        asked = replace(asked, order=f"{obj.cursor_field} ASC")
    async for batch in _keyset(source, obj, asked, size):
        yield batch


def latest(obj: XeroObject[Any], rows: list[Row]) -> datetime | None:
    """Return the moment of the last change among rows."""
    return max(filter(None, (moment_of(obj, row) for row in rows)), default=None)


async def _keyset(
    source: Source, obj: XeroObject[Any], asked: Query, size: int
) -> AsyncGenerator[Batch, None]:
    while True:
        page = await source.fetch_read(asked)
        last = latest(obj, page.records)
        if _ends(page, size):
            yield _batch(page, last)
            return
        if last is None or not _is_in_order(obj, page.records, asked.modified_after):
            async with aclosing(_settled(source, obj, asked, size)) as batches:
                async for batch in batches:
                    yield batch
            return
        yield _batch(page, last)
        second: datetime | None = _second(last)
        if second == asked.modified_after:
            async with aclosing(_one_second(source, obj, asked, size, page)) as parts:
                async for batch, beyond in parts:
                    yield batch
                    second = beyond
            if second is None:
                return
        asked = replace(asked, modified_after=second)


async def _one_second(
    source: Source, obj: XeroObject[Any], asked: Query, size: int, first: Page
) -> AsyncGenerator[tuple[Batch, datetime | None], None]:
    """Read the rows of a second that has more of them than a page.

    Rows only move towards the first page while others leave the second, so that none of them slips
    through when its pages are read from the last to the first. Beside each batch stands the second
    to go on with, or None when the list has ended, or shows the same rows on every page.
    """
    beyond, last, count = asked.modified_after, None, 1
    seen: set[Any] = set()
    _fresh(obj, first.records, seen)
    async with aclosing(_numbered(source, obj, asked, size, 2)) as pages:
        async for page in pages:
            last, count = latest(obj, page.records) or last, count + 1
            beyond = None if last is None or _ends(page, size) else _second(last)
            yield _batch(replace(page, records=_fresh(obj, page.records, seen)), None), None
            if beyond != asked.modified_after:
                break
    if beyond == asked.modified_after:
        return
    for number in range(count - 1, 0, -1):
        page = await source.fetch_read(replace(asked, page=number))
        yield _batch(replace(page, records=_fresh(obj, page.records, seen)), None), None
    yield Batch([], last), beyond


async def _settled(
    source: Source, obj: XeroObject[Any], asked: Query, size: int
) -> AsyncGenerator[Batch, None]:
    """Read by page numbers, again and again until a pass brings nothing new."""
    seen: set[Any] = set()
    began: datetime | None = None
    last: datetime | None = None
    for _ in range(PASSES):
        found = count = 0
        async with aclosing(_numbered(source, obj, asked, size)) as pages:
            async for page in pages:
                began = began or page.served_at
                fresh = _fresh(obj, page.records, seen)
                count, found = count + 1, found + len(fresh)
                last = max(filter(None, (last, latest(obj, fresh))), default=None)
                if fresh:
                    yield _batch(replace(page, records=fresh), None)
        if not found or count == 1:
            yield Batch([], None if last is None else min(last, began or last), began)
            return


async def _numbered(
    source: Source, obj: XeroObject[Any], asked: Query, size: int, first: int = 1
) -> AsyncGenerator[Page, None]:
    """Yield one page after the other, up to a short one, or one that shows nothing else."""
    ids: set[Any] = set()
    for number in itertools.count(first):
        page = await source.fetch_read(replace(asked, page=number))
        yield page
        here = {row.get(obj.id_field) for row in page.records}
        if _ends(page, size) or here <= ids:
            return
        ids |= here


def _ends(page: Page, size: int) -> bool:
    """Tell whether a page is too short for another to follow; Xero may cut smaller pages."""
    cut = page.pagination.get("pageSize") if page.pagination else None
    return len(page.records) < (min(cut, size) if isinstance(cut, int) and cut > 0 else size)


def _is_in_order(obj: XeroObject[Any], rows: list[Row], since: datetime | None) -> bool:
    """Tell whether rows come in the order of their changes, and none from before it was asked."""
    moments = [moment_of(obj, row) for row in rows]
    known = [moment for moment in moments if moment is not None]
    begins = since is None or (bool(known) and known[0] >= since)
    return len(known) == len(moments) and begins and known == sorted(known)


def _fresh(obj: XeroObject[Any], rows: list[Row], seen: set[Any]) -> list[Row]:
    fresh = []
    for row in rows:
        version = (row.get(obj.id_field), row.get(obj.cursor_field or ""))
        if version not in seen:
            seen.add(version)
            fresh.append(row)
    return fresh


def _batch(page: Page, upto: datetime | None) -> Batch:
    return Batch(page.records, upto, page.served_at, page.total)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def earlier(moment: datetime, by: timedelta) -> datetime:
    """Return a moment some time before another, or the first one there is."""
    floor = datetime.min.replace(tzinfo=moment.tzinfo)
    return moment - by if moment - floor > by else floor
