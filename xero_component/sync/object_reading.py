"""Reading an object of the Accounting API: by change, or whole where it tells no changes.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#modified-after
"""

from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

from xero_component.api.changes import changes, earlier
from xero_component.api.paging import Query, Source
from xero_component.api.replies import read_records
from xero_component.api.sources import ListSource
from xero_component.api.sources import Reader as Client
from xero_component.api.wire import Reply, json_call, path_of
from xero_component.catalogue.objects import Pages, XeroObject
from xero_component.errors import NotFoundError
from xero_component.sync.reading import Kind, Part, Size

OVERLAP = timedelta(minutes=2)
"""How far before the cursor a read begins: a change may become visible late."""
IDS_A_CALL = 40
"""How many ids fit into one address."""


class ObjectReading:
    """Reads one object of the catalogue; `source` tells where its pages come from."""

    def __init__(
        self,
        obj: XeroObject[Any],
        source: Callable[[Client, XeroObject[Any]], Source] = ListSource,
    ) -> None:
        self._obj = obj
        self._source = source
        follows = obj.cursor_field is not None and obj.modified_since
        self.kind = Kind.CHANGES if follows else Kind.SNAPSHOT

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield what changed since the cursor, less the overlap; what changes meanwhile too."""
        since, reached = self._since(cursor, start), _moment(cursor)
        reading = changes(self._source(client, self._obj), self._obj, since)
        async with aclosing(reading) as batches:
            async for batch in batches:
                here = None
                if self.kind is Kind.CHANGES and batch.upto is not None:
                    # A date from the future would hide what changes until then.
                    upto = min(batch.upto, batch.served_at or batch.upto)
                    reached = max(reached or upto, upto)
                    here = reached.isoformat()
                yield Part(batch.rows, here, batch.served_at, batch.total)

    async def surviving(self, client: Client, identifiers: Collection[str]) -> set[str]:
        """Ask for rows by id. A list that comes in one piece is believed without asking."""
        if self._obj.pages is Pages.NONE or not identifiers:
            return set()
        if not self._obj.by_ids:
            return {one for one in identifiers if await self._exists(client, one)}
        asked = list(identifiers)
        found: set[str] = set()
        source = self._source(client, self._obj)
        for first in range(0, len(asked), IDS_A_CALL):
            some = {**self._obj.always, "IDs": ",".join(asked[first : first + IDS_A_CALL])}
            page = await source.fetch_read(Query(page=1, page_size=100, parameters=some))
            found |= {row[self._obj.id_field] for row in page.records}
        return found

    async def size(self, client: Client, cursor: str | None, start: datetime | None) -> Size:
        """Ask for a page of one row, which tells how many there are."""
        if self._obj.pages is not Pages.NUMBERED:
            return Size(calls=1)
        since = self._since(cursor, start) if self._obj.modified_since else None
        asked = Query(page=1, page_size=1, modified_after=since, parameters=dict(self._obj.always))
        source = self._source(client, self._obj)
        reply = await source.fetch(asked)
        rows = source.read(reply).total
        if rows is None:
            return Size(calls=1)
        # Each page begins with the last row of the one before.
        calls = 1 + max(0, rows - 1) // max(1, self._obj.page_size - 1)
        return Size(calls, rows, rows * len(reply.content))

    def _since(self, cursor: str | None, start: datetime | None) -> datetime | None:
        moment = _moment(cursor)
        if moment is None:
            return start
        since = earlier(moment, OVERLAP)
        return since if start is None else max(since, start)

    async def _exists(self, client: Client, identifier: str) -> bool:
        call = json_call(
            "GET",
            path_of(self._obj.path, identifier),
            scopes=frozenset({self._obj.read_scope}),
        )

        def parse(reply: Reply) -> bool:
            return bool(read_records(client.envelope(reply), self._obj.plural))

        try:
            return await client.send(call, parse)
        except NotFoundError:
            return False


def _moment(cursor: str | None) -> datetime | None:
    return datetime.fromisoformat(cursor) if cursor else None
