"""Reading what the other APIs list: by change where they tell changes, else whole."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from xero_component.api.sources import Reader as Client
from xero_component.api.wire import Reply, json_call
from xero_component.catalogue.xero_object import XeroObject
from xero_component.errors import NotFoundError
from xero_component.sync.api_source import ApiSource, path_below
from xero_component.sync.object_reading import ObjectReading
from xero_component.sync.reading import Part, Size


class ApiReading(ObjectReading):
    """Reads one object of another API than the Accounting API."""

    def __init__(self, obj: XeroObject[Any]) -> None:
        super().__init__(obj, ApiSource)

    async def size(self, client: Client, cursor: str | None, start: datetime | None) -> Size:
        """Ask for a page of one row where Xero counts rows; a list for each status is not."""
        if self._obj.statuses:
            return Size(calls=len(self._obj.statuses))
        return await super().size(client, cursor, start)

    async def _exists(self, client: Client, identifier: str) -> bool:
        call = json_call(
            "GET",
            path_below(self._obj, None, identifier),
            api=self._obj.api,
            scopes=frozenset({self._obj.read_scope}),
        )

        def answered(_reply: Reply) -> bool:
            return True

        try:
            return await client.send(call, answered)
        except NotFoundError:
            return False


class StatusReading(ApiReading):
    """Reads an object that has a list for each status."""

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield the rows of one status after the other."""
        for status in self._obj.statuses:
            always = {**self._obj.always, "status": status}
            listed = ApiReading(replace(self._obj, statuses=(), always=always))
            async with aclosing(listed.read(client, cursor, start)) as parts:
                async for part in parts:
                    yield part


class NestedReading:
    """Reads an object that has a list for each record of another, such as the tasks of projects."""

    def __init__(self, obj: XeroObject[Any], parents: ApiReading) -> None:
        self._obj = obj
        self._parents = parents
        self.kind = parents.kind

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield the rows of one parent after the other; a parent that goes meanwhile is passed."""
        async for parent in self._ids(client):
            reading = ObjectReading(self._obj, partial(ApiSource, parent=parent))
            try:
                async with aclosing(reading.read(client, cursor, start)) as parts:
                    async for part in parts:
                        yield part
            except NotFoundError:
                continue

    async def surviving(self, _client: Client, _identifiers: Collection[str]) -> set[str]:
        """Lists are read until they show nothing new, and are believed."""
        return set()

    async def size(self, client: Client, cursor: str | None, start: datetime | None) -> Size:
        """At least a call for each parent, as far as one small call tells how many there are."""
        parents = await self._parents.size(client, cursor, start)
        return Size(calls=parents.calls + (parents.rows or 0))

    async def _ids(self, client: Client) -> AsyncGenerator[str, None]:
        done: set[str] = set()
        within = self._obj.within
        name = within.id_field if within else ""
        async with aclosing(self._parents.read(client, None, None)) as parts:
            async for part in parts:
                for row in part.rows:
                    identifier = row.get(name)
                    if isinstance(identifier, str) and identifier not in done:
                        done.add(identifier)
                        yield identifier


def api_reading(obj: XeroObject[Any]) -> ApiReading | NestedReading:
    """Return what reads the list of an object of another API, or its lists."""
    if obj.within is not None:
        return NestedReading(obj, ApiReading(obj.within))
    return StatusReading(obj) if obj.statuses else ApiReading(obj)
