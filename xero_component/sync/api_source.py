"""Where the pages of the other APIs' lists come from; each API wraps them in its own way.

https://developer.xero.com/documentation/api/assets/overview
https://developer.xero.com/documentation/api/projects/overview
https://developer.xero.com/documentation/api/files/overview
https://developer.xero.com/documentation/api/payrolluk/overview
"""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from xero_component.api.paging import Page, Query
from xero_component.api.replies import BrokenReplyError, read_records
from xero_component.api.sources import Reader as Client
from xero_component.api.wire import JSON, Call, Reply, decode_json, path_of
from xero_component.catalogue.fields import wire_instant
from xero_component.catalogue.record import Paging, reader_of
from xero_component.catalogue.xero_object import Pages, XeroObject

_COUNTED = (Pages.NUMBERED, Pages.BARE)


class ApiSource:
    """The pages of one object; `parent` is the id of the record whose list it is, if of any."""

    def __init__(self, client: Client, obj: XeroObject[Any], parent: str | None = None) -> None:
        self._client = client
        self._obj = obj
        self._parent = parent

    async def fetch(self, query: Query) -> Reply:
        """Ask for one page."""
        return await self._client.send(self._call(query), lambda reply: reply)

    async def fetch_read(self, query: Query) -> Page:
        """Ask for one page and read it; a broken one is asked for again."""
        return await self._client.send(self._call(query), self.read)

    def read(self, reply: Reply) -> Page:
        """Read a page; raises `BrokenReplyError` when its body is not one."""
        envelope = decoded(reply)
        if isinstance(envelope, list):  # some lists come bare
            envelope = {self._obj.plural: envelope}
        rows = read_records(envelope, self._obj.plural)
        read = reader_of(self._obj.record)
        for row in rows:
            read(row)
            if self._obj.within is not None and self._parent is not None:
                row.setdefault(self._obj.within.id_field, self._parent)
        return Page(rows, _paging(envelope), _served_at(reply))

    def _call(self, query: Query) -> Call:
        obj = self._obj
        parameters = dict(query.parameters)
        if query.order is not None:
            parameters["order"] = query.order
        if query.page is not None and obj.pages in _COUNTED:
            parameters["page"] = str(query.page)
            if obj.pages is Pages.NUMBERED:
                parameters[obj.size_parameter] = str(query.page_size or obj.page_size)
        headers = {"Accept": JSON}
        if query.modified_after is not None:
            headers["If-Modified-Since"] = wire_instant(query.modified_after)
        return Call(
            method="GET",
            api=obj.api,
            path=path_below(obj, self._parent),
            query=parameters,
            headers=headers,
            scopes=frozenset({obj.read_scope}),
        )


def path_below(obj: XeroObject[Any], parent: str | None, *further: str) -> str:
    """Return the path of an object's list, or of what is below it."""
    if obj.within is None or parent is None:
        return path_of(obj.path, *further)
    return path_of(obj.within.path, parent, obj.path, *further)


def decoded(reply: Reply) -> Any:
    """Read a reply that is an object or a list; raises `BrokenReplyError` for anything else."""
    try:
        body = decode_json(reply.content)
    except ValueError:
        raise BrokenReplyError(f"Xero answered {reply.status} without JSON") from None
    if not isinstance(body, dict | list):
        raise BrokenReplyError(f"Xero answered {reply.status} with JSON that is no object")
    return body


def _paging(envelope: Mapping[str, Any]) -> Paging | None:
    told = envelope.get("pagination")
    if isinstance(told, dict):
        return cast("Paging", told)
    if "PerPage" in envelope and "TotalCount" in envelope:  # as the Files API tells it
        found = Paging(pageSize=envelope["PerPage"], itemCount=envelope["TotalCount"])
        return found if all(isinstance(value, int) for value in found.values()) else None
    return None


def _served_at(reply: Reply) -> datetime | None:
    try:
        moment = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
