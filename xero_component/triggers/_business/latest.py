"""A few records that are there now, to build and test a flow with."""

from collections.abc import Callable
from typing import Any

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import OBJECTS, Pages
from xero_component.triggers._business.watch import Record, Watch

MOST = 3
"""Events that are shown."""
_LOOKED_AT = 50


async def latest_rows(
    xero: XeroClient, watch: Watch, where: str | None, passes: Callable[[Record], bool]
) -> list[dict[str, Any]]:
    """Return the records an event is about that were changed last, where Xero can say so."""
    obj = OBJECTS[watch.object]
    query = Query(where=where if obj.where else None, parameters=obj.always)
    if obj.pages in {Pages.NUMBERED, Pages.BARE}:
        order = f"{obj.cursor_field} DESC" if obj.ordered else None
        query = Query(
            page=1, page_size=_LOOKED_AT, where=query.where, order=order, parameters=obj.always
        )
    rows: list[dict[str, Any]] = (await xero.list_page(obj, query))["records"]
    if obj.pages is Pages.NONE or not obj.ordered:
        rows = sorted(rows, key=lambda row: str(row.get(obj.cursor_field or "")), reverse=True)
    return [row for row in rows if watch.includes(row) and passes(row)]
