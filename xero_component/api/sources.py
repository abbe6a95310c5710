"""Where the pages of a list come from: one call each, read into records with exact types."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from xero_component.api.paging import Page, Query, list_call
from xero_component.api.replies import read_records
from xero_component.api.wire import Call, Reply
from xero_component.catalogue.fields import read_instant
from xero_component.catalogue.objects import XeroObject
from xero_component.catalogue.record import Paging, reader_of

ResultT = TypeVar("ResultT")


class Reader(Protocol):
    """What a source needs of a client."""

    async def send(self, call: Call, parse: Callable[[Reply], ResultT]) -> ResultT:
        """Send a call and read its reply."""
        ...

    def envelope(self, reply: Reply) -> dict[str, Any]:
        """Read a reply's envelope."""
        ...


class ListSource:
    """The pages of one object, as a client reads them."""

    def __init__(self, client: Reader, obj: XeroObject[Any]) -> None:
        self._client = client
        self._obj = obj

    async def fetch(self, query: Query) -> Reply:
        """Ask for one page."""
        return await self._client.send(list_call(self._obj, query), lambda reply: reply)

    async def fetch_read(self, query: Query) -> Page:
        """Ask for one page and read it; a broken one is asked for again."""
        return await self._client.send(list_call(self._obj, query), self.read)

    def read(self, reply: Reply) -> Page:
        """Read a page; raises `BrokenReplyError` when its body is not one."""
        envelope = self._client.envelope(reply)
        rows = read_records(envelope, self._obj.plural)
        read = reader_of(self._obj.record)
        for row in rows:
            read(row)
        pagination = envelope.get("pagination")
        return Page(
            rows,
            cast("Paging", pagination) if isinstance(pagination, dict) else None,
            _served_at(envelope.get("DateTimeUTC")),
        )


def _served_at(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(read_instant(value)) if isinstance(value, str) else None
    except ValueError:
        return None
