"""Reading lists: one page, or all of them five at once, and right while rows change.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#paging
"""

import itertools
import math
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import Any, Protocol

import anyio
from anyio.abc import TaskGroup

from xero_component.api.replies import BrokenReplyError
from xero_component.api.wire import JSON, Call, Reply, path_of
from xero_component.catalogue.fields import wire_instant
from xero_component.catalogue.objects import Pages, XeroObject
from xero_component.catalogue.record import Paging

MOST_AHEAD = 10
"""Pages that are asked for, or wait as bytes; Xero's limit of five at once holds beside it."""
PASSES = 3
"""How often a list is read at most when rows move while it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to read of a list."""

    page: int | None = None
    page_size: int | None = None
    offset: int | None = None
    """Only journals with a higher number are read."""
    modified_after: datetime | None = None
    """A moment without a zone is taken as UTC."""
    where: str | None = None
    order: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Further query parameters under Xero's names."""

    @property
    def filtered(self) -> bool:
        """Whether an edit can take a row out of the list."""
        return self.where is not None or bool(set(self.parameters) - {"includeArchived"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came: its records, and where it stands."""

    records: list[dict[str, Any]]
    pagination: Paging | None = None
    served_at: datetime | None = None
    """Xero's own time when it answered."""

    @property
    def total(self) -> int | None:
        """How many rows Xero counts in the whole list."""
        return self.pagination.get("itemCount") if self.pagination else None

    @property
    def pages(self) -> int | None:
        """How many pages Xero counts."""
        return self.pagination.get("pageCount") if self.pagination else None


def list_call(obj: XeroObject[Any], query: Query) -> Call:
    """Build the call that reads a list, or one page of it."""
    parameters = dict(query.parameters)
    if query.where is not None:
        parameters["where"] = query.where
    if query.order is not None:
        parameters["order"] = query.order
    if query.offset is not None and obj.pages is Pages.OFFSET:
        parameters["offset"] = str(query.offset)
    if query.page is not None and obj.pages in {Pages.NUMBERED, Pages.BARE}:
        parameters["page"] = str(query.page)
        if obj.pages is Pages.NUMBERED:
            parameters["pageSize"] = str(query.page_size or obj.page_size)
    if obj.unit_decimals:
        parameters["unitdp"] = "4"
    headers = {"Accept": JSON}
    if query.modified_after is not None:
        headers["If-Modified-Since"] = wire_instant(query.modified_after)
    return Call(
        method="GET",
        path=path_of(obj.path),
        query=parameters,
        headers=headers,
        scopes=frozenset({obj.read_scope}),
    )


class Source(Protocol):
    """Where pages come from. Fetching and reading are apart, so that pages wait as bytes."""

    async def fetch(self, query: Query) -> Reply:
        """Ask for one page."""
        ...

    def read(self, reply: Reply) -> Page:
        """Read a page; raises `BrokenReplyError` when its body is not one."""
        ...

    async def fetch_read(self, query: Query) -> Page:
        """Ask for one page and read it; a broken one is asked for again."""
        ...


@asynccontextmanager
async def all_pages(
    obj: XeroObject[Any], query: Query, source: Source
) -> AsyncIterator[AsyncIterator[list[dict[str, Any]]]]:
    """Open a read of the whole list: an iterator of pages, each record in it once.

    Pages are asked for five at once in an order that edits do not disturb. When the counts show
    that rows moved all the same, the list is read again, page after page, and only what was missed
    is delivered. New rows alone cannot hide one from that; rows that leave the list, or their place
    in an order of the user's, can, unless it rests for one of the three readings.
    """
    if obj.pages is not Pages.NUMBERED:
        async with aclosing(_plain(obj, query, source)) as pages:
            yield pages
        return
    ordered = replace(query, order=query.order or obj.stable_order)
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:
        try:
            async with aclosing(_Reader(obj, ordered, source, tasks).pages()) as pages:
                yield pages
        except Exception as error:
            failure = error  # raised below: a task group would wrap it
        finally:
            tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _plain(
    obj: XeroObject[Any], query: Query, source: Source
) -> AsyncGenerator[list[dict[str, Any]], None]:
    if obj.pages is Pages.NONE:
        yield (await source.fetch_read(query)).records
        return
    one_by_one = _by_offset if obj.pages is Pages.OFFSET else _by_page
    seen: set[Any] = set()
    async with aclosing(one_by_one(obj, query, source)) as pages:
        async for records in pages:
            if fresh := _unseen(records, obj.id_field, seen):
                yield fresh


async def _by_page(
    obj: XeroObject[Any], query: Query, source: Source
) -> AsyncGenerator[list[dict[str, Any]], None]:
    """Read one page after the other; a short one is the last."""
    ordered = replace(query, order=query.order or obj.stable_order)
    for number in itertools.count(1):
        page = await source.fetch_read(replace(ordered, page=number))
        yield page.records
        if len(page.records) < obj.page_size:
            return


async def _by_offset(
    obj: XeroObject[Any], query: Query, source: Source
) -> AsyncGenerator[list[dict[str, Any]], None]:
    """Read on from the highest number so far, until there is nothing beyond it."""
    reached = query.offset or 0
    while records := (await source.fetch_read(replace(query, offset=reached))).records:
        yield records
        numbers = (record.get(obj.cursor_field or "") for record in records)
        highest = max((n for n in numbers if isinstance(n, int)), default=reached)
        if highest <= reached:
            return
        reached = highest


def _unseen(records: list[dict[str, Any]], id_field: str, seen: set[Any]) -> list[dict[str, Any]]:
    keys = {record.get(id_field) for record in records}
    if len(keys) == len(records) and seen.isdisjoint(keys) and None not in keys:
        seen |= keys
        return records
    fresh = []
    for record in records:
        key = record.get(id_field)
        if key is None or key not in seen:
            seen.add(key)
            fresh.append(record)
    return fresh


def _worth_asking(fetching: float, reading: float, most: int) -> int:
    """Return how many pages to be ahead: twice as many as arrive while one is read.

    Where the reader is the slow one, pages would only wait in memory.
    """
    arriving = most if reading <= 0 else math.ceil(fetching / reading)
    return max(min(2 * arriving, most), min(2, most))


class _Reader:
    def __init__(
        self,
        obj: XeroObject[Any],
        query: Query,
        source: Source,
        tasks: TaskGroup,
    ) -> None:
        self._obj = obj
        self._query = query
        self._source = source
        self._tasks = tasks
        self._page_size = query.page_size or obj.page_size
        self._seen: set[Any] = set()

    async def pages(self) -> AsyncGenerator[list[dict[str, Any]], None]:
        for number in range(PASSES):
            count = read = fresh_read = 0
            totals: set[int | None] = set()
            began: datetime | None = None
            async with aclosing(self._one_pass(MOST_AHEAD if number == 0 else 1)) as pages:
                async for page in pages:
                    began = began or page.served_at
                    totals.add(page.total)
                    fresh = _unseen(page.records, self._obj.id_field, self._seen)
                    count += 1
                    read += len(page.records)
                    fresh_read += len(fresh)
                    if fresh:
                        yield fresh
            if count == 1 or (number > 0 and not self._can_shift):
                return
            doubled = number == 0 and fresh_read != read
            uneven = totals != {None} and (len(totals) > 1 or read not in totals)
            if not (doubled or uneven or await self._moved(began)):
                return

    async def _one_pass(self, most_ahead: int) -> AsyncGenerator[Page, None]:
        started = perf_counter()
        reply = await self._source.fetch(replace(self._query, page=1))
        fetched = perf_counter()
        page = await self._read(1, reply)
        ahead = _worth_asking(fetched - started, perf_counter() - fetched, most_ahead)
        del reply
        yield page
        number = 1
        while (last := self._last(number, page)) > number:
            async with aclosing(self._ahead(range(number + 1, last + 1), ahead)) as pages:
                async for page in pages:
                    yield page
            number = last

    def _last(self, number: int, page: Page) -> int:
        """Return which page is the last, as far as a page of that number can tell."""
        if page.pages is not None:
            return page.pages
        return number if len(page.records) < self._page_size else number + 1

    async def _read(self, number: int, reply: Reply) -> Page:
        """Read a page; one that is broken is asked for again."""
        try:
            return self._source.read(reply)
        except BrokenReplyError:
            return await self._source.fetch_read(replace(self._query, page=number))

    async def _ahead(self, numbers: range, ahead: int) -> AsyncGenerator[Page, None]:
        """Fetch a few pages ahead of the reader, and hand them over in order."""
        places = anyio.Semaphore(ahead)
        results: dict[int, Reply] = {}
        arrived: dict[int, anyio.Event] = {number: anyio.Event() for number in numbers}
        failures: list[BaseException] = []

        async def fetch(number: int) -> None:
            try:
                results[number] = await self._source.fetch(replace(self._query, page=number))
            except Exception as error:
                failures.append(error)
            arrived[number].set()

        async def feed() -> None:
            for number in numbers:
                await places.acquire()
                self._tasks.start_soon(fetch, number)

        self._tasks.start_soon(feed)
        for number in numbers:
            await arrived[number].wait()
            if number not in results:
                raise failures[0]
            places.release()
            page = await self._read(number, results.pop(number))
            yield page
            del page

    @property
    def _can_shift(self) -> bool:
        """Whether an edit can take a row out of the list, or to another place in it."""
        archived = self._query.parameters.get("includeArchived") == "true"
        leaves = self._query.filtered or (self._obj.hides_archived and not archived)
        stable = self._obj.stable_order
        return leaves or stable is None or self._query.order != stable

    async def _moved(self, began: datetime | None) -> bool:
        """Tell whether a row can have shifted, unseen by the counts, while the list was read."""
        if not self._can_shift:
            return False
        if began is None:
            return True
        hidden = {"includeArchived": "true"} if self._obj.hides_archived else {}
        probe = Query(page=1, page_size=1, modified_after=began, parameters=hidden)
        return bool((await self._source.fetch_read(probe)).records)
