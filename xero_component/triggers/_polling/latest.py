"""A few records that are there now, to build and test a flow with."""

from typing import Any

from xero_component.api.changes import moment_of
from xero_component.api.client import XeroClient
from xero_component.api.fingerprint import fingerprint
from xero_component.api.paging import Query
from xero_component.catalogue.objects import OBJECTS, Pages, XeroObject
from xero_component.triggers._polling.poller import Change, Kind

MOST = 3


async def latest_records(xero: XeroClient, key: str) -> list[Change]:
    """Return the records that were changed last, where Xero can say so, as if they were new."""
    obj: XeroObject[Any] = OBJECTS[key]
    query = Query(parameters=dict(obj.always))
    if obj.pages in {Pages.NUMBERED, Pages.BARE}:
        order = f"{obj.cursor_field} DESC" if obj.ordered else None
        query = Query(page=1, page_size=MOST, order=order, parameters=dict(obj.always))
    rows = (await xero.list_page(obj, query))["records"]
    if obj.pages is Pages.NONE:
        rows = sorted(rows, key=lambda row: str(row.get(obj.cursor_field or "")), reverse=True)
    return [
        Change(Kind.NEW, row[obj.id_field], row, fingerprint(row), moment_of(obj, row))
        for row in rows[:MOST]
    ]
