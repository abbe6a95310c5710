"""Reading lists: one page, or all of them five at once, and right while rows change.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#paging
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import anyio
from anyio.abc import TaskGroup

from xero_component.api.wire import JSON, Call, path_of
from xero_component.catalogue.fields import wire_instant
from xero_component.catalogue.objects import Pages, XeroObject
from xero_component.catalogue.record import Paging
from xero_component.catalogue.scopes import READ

AT_ONCE = 5
PASSES = 3
"""How often a list is read at most when rows move while it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to read of a list."""

    page: int | None = None
    page_size: int | None = None
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
    if query.page is not None and obj.pages is not Pages.NONE:
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
        scopes=frozenset({obj.scope + READ}),
    )


Fetch = Callable[[Query], Awaitable[Page]]


@asynccontextmanager
async def all_pages(
    obj: XeroObject[Any], query: Query, fetch: Fetch
) -> AsyncIterator[AsyncIterator[list[dict[str, Any]]]]:
    """Open a read of the whole list: an iterator of pages, each record in it once.

    Pages are asked for five at once in an order that edits do not disturb. When the counts show
    that rows moved all the same, the list is read again and only what was missed is delivered.
    """
    if obj.pages is not Pages.NUMBERED:
        yield _plain(obj, query, fetch)
        return
    ordered = replace(query, order=query.order or obj.stable_order)
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:
        try:
            yield _Reader(obj, ordered, fetch, tasks).pages()
        except Exception as error:
            failure = error  # raised below: a task group would wrap it
        finally:
            tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _plain(
    obj: XeroObject[Any], query: Query, fetch: Fetch
) -> AsyncIterator[list[dict[str, Any]]]:
    if obj.pages is Pages.NONE:
        yield (await fetch(query)).records
        return
    seen: set[Any] = set()
    number = 1
    while True:
        page = await fetch(replace(query, page=number))
        fresh = _unseen(page.records, obj.id_field, seen)
        if fresh:
            yield fresh
        if len(page.records) < obj.page_size:
            return
        number += 1


def _unseen(
    records: Sequence[dict[str, Any]], id_field: str, seen: set[Any]
) -> list[dict[str, Any]]:
    fresh = []
    for record in records:
        key = record.get(id_field)
        if key is None or key not in seen:
            seen.add(key)
            fresh.append(record)
    return fresh


class _Reader:
    def __init__(
        self,
        obj: XeroObject[Any],
        query: Query,
        fetch: Fetch,
        tasks: TaskGroup,
    ) -> None:
        self._obj = obj
        self._query = query
        self._fetch = fetch
        self._tasks = tasks
        self._page_size = query.page_size or obj.page_size
        self._seen: set[Any] = set()

    async def pages(self) -> AsyncIterator[list[dict[str, Any]]]:
        for number in range(PASSES):
            read = fresh_read = 0
            totals: set[int | None] = set()
            began: datetime | None = None
            async for page in self._one_pass():
                began = began or page.served_at
                totals.add(page.total)
                fresh = _unseen(page.records, self._obj.id_field, self._seen)
                read += len(page.records)
                fresh_read += len(fresh)
                if fresh:
                    yield fresh
            if read <= self._page_size and len(totals) == 1:
                return
            doubled = number == 0 and fresh_read != read
            uneven = len(totals) > 1 or read not in totals
            if not (doubled or uneven or await self._moved(began)):
                return

    async def _one_pass(self) -> AsyncIterator[Page]:
        first = await self._fetch(replace(self._query, page=1))
        yield first
        last = first.pages or 1
        async for page in self._ahead(range(2, last + 1)):
            yield page

    async def _ahead(self, numbers: range) -> AsyncIterator[Page]:
        """Fetch pages at most five ahead of the reader, and hand them over in order."""
        places = anyio.Semaphore(AT_ONCE)
        results: dict[int, Page] = {}
        arrived: dict[int, anyio.Event] = {number: anyio.Event() for number in numbers}
        failures: list[BaseException] = []

        async def fetch(number: int) -> None:
            try:
                results[number] = await self._fetch(replace(self._query, page=number))
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
            yield results.pop(number)

    async def _moved(self, began: datetime | None) -> bool:
        """Tell whether a row can have left the list, unseen by the counts, while it was read."""
        archived = self._query.parameters.get("includeArchived") == "true"
        if not self._query.filtered and (archived or not self._obj.hides_archived):
            return False
        if began is None:
            return True
        probe = Query(page=1, page_size=1, modified_after=began)
        return bool((await self._fetch(probe)).records)
