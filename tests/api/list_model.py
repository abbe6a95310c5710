"""A list that changes while it is read, paged and filtered as Xero does it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from anyio.lowlevel import checkpoint

from tests.clocks import START

Change = Callable[["ListModel"], None]


@dataclass
class Row:
    key: int
    changed: datetime
    active: bool = True

    def shown(self) -> dict[str, Any]:
        name = f"{self.key:032x}"
        status = "ACTIVE" if self.active else "ARCHIVED"
        return {"InvoiceID": name, "ContactID": name, "QuoteID": name, "Status": status}


@dataclass
class ListModel:
    """Answers list calls, some sooner than others; before each a change may be due."""

    plural: str
    rows: dict[int, Row] = field(default_factory=dict)
    changes: dict[int, list[Change]] = field(default_factory=dict)
    """By the number of the answer that they come before."""
    largest_page: int = 1000
    counts: bool = True
    """Whether there is a `pagination` object."""
    slow: bool = False
    now: datetime = START
    requests: list[httpx.Request] = field(default_factory=list)
    answers: int = 0
    passes: int = 0
    last_changed_pass: int = 2
    in_flight: int = 0
    most_in_flight: int = 0

    def fill(self, number: int) -> None:
        old = START - timedelta(days=1)
        self.rows = {key * 1000: Row(key * 1000, old) for key in range(1, number + 1)}

    def put(self, key: int) -> None:
        self.rows[key] = Row(key, self.now)

    def edit(self, key: int) -> None:
        self.rows[key].changed = self.now

    def leave(self, key: int) -> None:
        self.rows[key].active = False
        self.edit(key)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            for _ in range(20 if self.slow else int(request.url.params.get("page", "1")) * 5 % 7):
                await checkpoint()
            return self._answer(request)
        finally:
            self.in_flight -= 1

    def _answer(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        is_probe = "If-Modified-Since" in request.headers
        if query.get("page") == "1" and not is_probe:
            self.passes += 1
        self.now += timedelta(seconds=1)
        self.answers += 1
        if self.passes <= self.last_changed_pass:
            for change in self.changes.get(self.answers, []):
                change(self)
        rows = [row for row in self.rows.values() if self._listed(row, request)]
        if query.get("order", "").startswith("UpdatedDateUTC"):
            rows.sort(key=lambda row: (row.changed, row.key))
        else:
            rows.sort(key=lambda row: row.key)
        size = min(int(query.get("pageSize", "100")), self.largest_page)
        page = int(query.get("page", "1"))
        shown = [row.shown() for row in rows[(page - 1) * size : page * size]]
        served = int((self.now - datetime.fromtimestamp(0, tz=START.tzinfo)).total_seconds() * 1000)
        envelope: dict[str, Any] = {self.plural: shown, "DateTimeUTC": f"/Date({served})/"}
        if self.counts:
            pages = -(-len(rows) // size)
            envelope["pagination"] = {
                "page": page,
                "pageSize": size,
                "pageCount": pages,
                "itemCount": len(rows),
            }
        return httpx.Response(200, json=envelope)

    def _listed(self, row: Row, request: httpx.Request) -> bool:
        query = request.url.params
        since = request.headers.get("If-Modified-Since")
        if since is not None and row.changed < datetime.fromisoformat(since + "+00:00"):
            return False
        filtered = "where" in query or (
            self.plural == "Contacts" and query.get("includeArchived") != "true"
        )
        return row.active or not filtered
