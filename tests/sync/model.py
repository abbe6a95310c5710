"""A Xero in memory, whose rows are edited between any two calls; and a client of it."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

import httpx
import msgspec
from anyio.lowlevel import checkpoint

from tests.clocks import FakeClock
from xero_component.api.replies import read_envelope
from xero_component.api.wire import Call, Reply
from xero_component.catalogue.objects import OBJECTS, Pages, XeroObject
from xero_component.core.context import StepContext, Trace
from xero_component.errors import NotFoundError

ResultT = TypeVar("ResultT")
TENANT = "7b1d2f5a-0000-4000-8000-00000000c0de"
OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BY_PATH = {obj.path: obj for obj in OBJECTS.values()}
_encoder = msgspec.json.Encoder(decimal_format="number")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wire_date(moment: datetime) -> str:
    """Write a moment as Xero does."""
    return f"/Date({(moment - _EPOCH) // timedelta(milliseconds=1)}+0000)/"


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


@dataclass
class Model:
    """The lists of one organisation."""

    page_size: int = 1000
    """The most rows that it puts on a page, whatever is asked for."""
    now: datetime = OPENED
    rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """By path and id; the changed moment is under `changed`."""
    counts: bool = True
    backwards: bool = False
    """Whether what changed last comes first, against what Xero says of its lists."""

    def put(self, obj: XeroObject[Any], identifier: str, **fields: Any) -> dict[str, Any]:
        """Create a row, or edit it so that Xero counts it as a change."""
        row = self.silently(obj, identifier, **fields)
        row["changed"] = self.now
        return row

    def silently(self, obj: XeroObject[Any], identifier: str, **fields: Any) -> dict[str, Any]:
        """Edit a row without moving its date."""
        table = self.rows.setdefault(obj.path, {})
        row = table.setdefault(identifier, {obj.id_field: identifier, "changed": self.now})
        row.update(fields)
        return row

    def remove(self, obj: XeroObject[Any], identifier: str) -> None:
        self.rows.get(obj.path, {}).pop(identifier, None)

    def pass_time(self, milliseconds: int) -> None:
        self.now += timedelta(milliseconds=milliseconds)

    def shown(self, obj: XeroObject[Any], row: dict[str, Any]) -> dict[str, Any]:
        """Return a row as a list shows it."""
        out = {name: value for name, value in row.items() if name != "changed"}
        if obj.pages is Pages.OFFSET:
            out["CreatedDateUTC"] = wire_date(row["changed"])
        elif obj.cursor_field is not None:
            out[obj.cursor_field] = wire_date(row["changed"])
        return out

    def answer(self, call: Call) -> dict[str, Any]:
        """Return the envelope that answers a list call."""
        segments = call.path.strip("/").split("/")
        obj = BY_PATH[segments[0]]
        table = self.rows.get(obj.path, {})
        if len(segments) == 2:
            if segments[1] not in table:
                raise NotFoundError("gone", status=404)
            return self._envelope(obj, [table[segments[1]]])
        rows = self._listed(obj, list(table.values()), call)
        if obj.pages is Pages.OFFSET:
            rows.sort(key=lambda row: int(row["JournalNumber"]))
            reached = int(call.query.get("offset", "0"))
            rows = [row for row in rows if row["JournalNumber"] > reached]
            return self._envelope(obj, rows[: self.page_size])
        rows.sort(key=lambda row: (row["changed"], row[obj.id_field]), reverse=self.backwards)
        if obj.pages is Pages.NONE or "page" not in call.query:
            return self._envelope(obj, rows)
        size = min(int(call.query.get("pageSize", self.page_size)), self.page_size)
        first = (int(call.query["page"]) - 1) * size
        envelope = self._envelope(obj, rows[first : first + size])
        if obj.pages is Pages.NUMBERED and self.counts:
            envelope["pagination"] = {
                "page": int(call.query["page"]),
                "pageSize": size,
                "pageCount": -(-len(rows) // size),
                "itemCount": len(rows),
            }
        return envelope

    def _listed(
        self, obj: XeroObject[Any], rows: list[dict[str, Any]], call: Call
    ) -> list[dict[str, Any]]:
        since = call.headers.get("If-Modified-Since")
        if since is not None and obj.modified_since:
            moment = datetime.fromisoformat(since + "+00:00")
            rows = [row for row in rows if row["changed"] >= moment]
        if "IDs" in call.query:
            wanted = call.query["IDs"].split(",")
            rows = [row for row in rows if row[obj.id_field] in wanted]
        return rows

    def _envelope(self, obj: XeroObject[Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
        shown = [self.shown(obj, row) for row in rows]
        return {"DateTimeUTC": wire_date(self.now), obj.plural: shown}


_Client: Any = object


class ModelClient(_Client):  # type: ignore[misc]  # stands in for a client wherever one is taken
    """What sync needs of a client, answered by a model."""

    tenant_id: str | None = TENANT

    def __init__(self, model: Model, before: Callable[[int], None] = lambda number: None) -> None:
        self.model = model
        self.clock = FakeClock(OPENED)
        self.calls: list[Call] = []
        self.refusals: dict[str, Exception] = {}
        """By path: what is raised in place of an answer."""
        self._before = before
        """Is called with the number of each call, before it is answered."""
        self._trace = Trace()

    def for_step(self, _context: StepContext, trace: Trace) -> Self:
        bound = copy(self)
        bound._trace = trace
        return bound

    def envelope(self, reply: Reply) -> dict[str, Any]:
        return read_envelope(reply)

    async def send(self, call: Call, parse: Callable[[Reply], ResultT]) -> ResultT:
        await checkpoint()
        self.calls.append(call)
        self._before(len(self.calls))
        self._trace.calls += 1
        path = call.path.strip("/").split("/")[0]
        if path in self.refusals:
            raise self.refusals[path]
        body = _encoder.encode(self.model.answer(call))
        self.model.pass_time(7)
        return parse(Reply(200, {"x-daylimit-remaining": "900"}, body))


def over_the_wire(model: Model) -> Callable[[httpx.Request], httpx.Response]:
    """Return what answers the requests of a real client."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api.xro/2.0")
        headers = {}
        if "If-Modified-Since" in request.headers:
            headers["If-Modified-Since"] = request.headers["If-Modified-Since"]
        call = Call(method="GET", path=path, query=dict(request.url.params), headers=headers)
        return httpx.Response(200, content=_encoder.encode(model.answer(call)))

    return answer
