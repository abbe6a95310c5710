"""A Xero in memory: one list, read, paged and changed as Xero does it, or worse."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from tests.api.wiring import StubAuthorisation
from tests.clocks import START, FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.limits import Limits
from xero_component.catalogue.objects import OBJECTS, Pages, XeroObject

MILLISECOND = timedelta(milliseconds=1)
UNPACED = 10**9


@dataclass
class Row:
    key: int
    created: datetime
    changed: datetime
    version: int = 1
    seen_from: datetime = START
    """Until then Xero does not show it: a change that becomes visible late."""


@dataclass
class ModelXero:
    """Answers list calls, records and histories of one object; before each answer, `between` runs.

    What it does wrong can be chosen: it may take no notice of order, page, page size or since.
    """

    key: str = "invoices"
    ignores: frozenset[str] = frozenset()
    largest_page: int = 1000
    now: datetime = START
    last_key: int = 0
    rows: dict[int, Row] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)
    between: Callable[[], None] = lambda: None
    seen: list[tuple[str, str]] = field(default_factory=list)
    """The versions of its records that it has shown, one after another."""
    broken: list[httpx.Response | Exception] = field(default_factory=list)
    """Answered in place of what was asked for, one after another."""

    @property
    def obj(self) -> XeroObject[Any]:
        return OBJECTS[self.key]

    def fill(self, number: int, *, every: timedelta = timedelta(minutes=1)) -> None:
        """Put in rows that were created long before now, some time apart."""
        first = self.now - timedelta(days=1) - every * number
        for key in range(1, number + 1):
            moment = first + every * key
            self.rows[key] = Row(key, moment, moment, seen_from=moment)

    def create(self, *, late: timedelta = timedelta(0)) -> int:
        self.last_key = key = max([self.last_key, *self.rows]) + 1
        self.rows[key] = Row(key, self.now, self.now, seen_from=self.now + late)
        return key

    def edit(self, key: int) -> None:
        row = self.rows[key]
        row.changed, row.version = max(self.now, row.changed), row.version + 1

    def edit_silently(self, key: int) -> None:
        self.rows[key].version += 1

    def remove(self, key: int) -> None:
        self.last_key = max(self.last_key, key)
        del self.rows[key]

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)

    def name(self, key: int) -> str:
        return str(UUID(int=key))

    def shown(self, row: Row) -> dict[str, Any]:
        record = {self.obj.id_field: self.name(row.key), "Reference": f"version {row.version}"}
        if self.obj.pages is Pages.OFFSET:
            return {**record, "JournalNumber": row.key, "CreatedDateUTC": stamp(row.created)}
        if self.obj.cursor_field == "CreatedDateUTC":
            return {**record, "CreatedDateUTC": stamp(row.created)}
        return {**record, "UpdatedDateUTC": stamp(row.changed)}

    def client(self, authorisation: StubAuthorisation | None = None) -> XeroClient:
        clock = FakeClock()
        return XeroClient(
            authorisation or StubAuthorisation(),
            clock=clock,
            limits=Limits(per_minute=UNPACED, app_per_minute=UNPACED, clock=clock),
            http=httpx.AsyncClient(transport=httpx.MockTransport(self)),
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.between()
        if self.broken:
            broken = self.broken.pop(0)
            if isinstance(broken, Exception):
                raise broken
            return broken
        parts = request.url.path.removeprefix("/api.xro/2.0/").split("/")
        if len(parts) == 1:
            return self._list(request)
        row = self.rows.get(UUID(parts[1]).int)
        if row is None:
            return httpx.Response(404, text="The resource you're looking for cannot be found")
        if len(parts) == 3:
            entry = {"Changes": "Created", "DateUTC": stamp(row.created)}
            return self._answer("HistoryRecords", [entry])
        return self._answer(self.obj.plural, [self.shown(row)])

    def lists(self) -> list[httpx.Request]:
        """Return the requests for lists, rather than for single records."""
        return [one for one in self.requests if one.url.path.endswith("/" + self.obj.path)]

    def _list(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        since = request.headers.get("If-Modified-Since")
        rows = [row for row in self.rows.values() if row.seen_from <= self.now]
        if since and self.obj.modified_since and "since" not in self.ignores:
            rows = [row for row in rows if row.changed >= datetime.fromisoformat(since + "+00:00")]
        if self.obj.pages is Pages.OFFSET:
            behind = int(query.get("offset", "0"))
            rows = sorted((row for row in rows if row.key > behind), key=lambda row: row.key)
            return self._answer(self.obj.plural, [self.shown(row) for row in rows[:100]])
        by_key = "order" in self.ignores or not query.get("order", "Upd").startswith("Upd")
        rows.sort(key=lambda row: (row.key if by_key else row.changed, row.key))
        if query.get("order", "").endswith("DESC"):
            rows.reverse()
        if self.obj.pages is Pages.NONE:
            return self._answer(self.obj.plural, [self.shown(row) for row in rows])
        return self._paged(rows, query)

    def _paged(self, rows: list[Row], query: httpx.QueryParams) -> httpx.Response:
        size = min(int(query.get("pageSize", "100")), self.largest_page)
        if self.obj.pages is Pages.BARE:
            size = min(100, self.largest_page)
        page = 1 if "page" in self.ignores else int(query.get("page", "1"))
        shown = [self.shown(row) for row in rows[(page - 1) * size : page * size]]
        pagination: dict[str, Any] = {}
        if self.obj.pages is Pages.NUMBERED and "count" not in self.ignores:
            pages = -(-len(rows) // size)
            pagination = {
                "page": page, "pageSize": size, "pageCount": pages, "itemCount": len(rows),
            }  # fmt: skip
        return self._answer(self.obj.plural, shown, pagination)

    def _answer(
        self, plural: str, rows: list[dict[str, Any]], pagination: dict[str, Any] | None = None
    ) -> httpx.Response:
        if plural == self.obj.plural:
            self.seen += [(row[self.obj.id_field], row["Reference"]) for row in rows]
        body: dict[str, Any] = {"Status": "OK", plural: rows, "DateTimeUTC": stamp(self.now)}
        if pagination:
            body["pagination"] = pagination
        content = json.dumps(body).encode()
        return httpx.Response(200, content=content, headers={"Content-Type": "application/json"})


def stamp(moment: datetime) -> str:
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MILLISECOND
    return f"/Date({milliseconds}+0000)/"
