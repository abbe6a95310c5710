"""Answering reads as each API does: which pages, and what is around the records.

https://developer.xero.com/documentation/api/assets/overview
https://developer.xero.com/documentation/api/files/overview
https://developer.xero.com/documentation/api/payrollau/overview
https://developer.xero.com/documentation/api/payrolluk/overview
https://developer.xero.com/documentation/api/projects/overview
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec

from xero_component.catalogue.apis import APIS, Api
from xero_component.catalogue.fields import read_instant
from xero_component.catalogue.other_objects import OTHER_OBJECTS
from xero_component.catalogue.xero_object import Pages, XeroObject
from xero_component.sandbox.other_apis.library import Library, Record
from xero_component.sandbox.problems import problem, text
from xero_component.sandbox.wire import ApiRequest, ApiResponse

Object = XeroObject[Any]
SERVED = (Api.ASSETS, Api.FILES, Api.PAYROLL, Api.PAYROLL_AU, Api.PROJECTS)
BASES = {api: APIS[api].path for api in SERVED}
USUAL_SIZES = {Api.ASSETS: 10, Api.FILES: 50, Api.PROJECTS: 50}
"""How many records a page has where nobody says."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class OtherApi:
    """One API of one organisation, for reading alone."""

    def __init__(self, api: Api, library: Library) -> None:
        self._api = api
        self._library = library

    def allows(self, granted: frozenset[str], method: str, segments: Sequence[str]) -> bool:
        """Tell whether the scopes let a call through; a path that there is not needs none."""
        obj = self._object(segments)
        if obj is None:
            return True
        return obj.scope in granted or (method in _READING and obj.read_scope in granted)

    def handle(self, request: ApiRequest) -> ApiResponse:
        """Answer one call."""
        obj = self._object(request.segments)
        if obj is None:
            return problem(404, "NotFound", "Resource not found")
        if request.method not in _READING:
            return text(405, "The sandbox has this API for reading alone")
        if obj.countries and self._library.country not in obj.countries:
            return problem(403, "Forbidden", "The organisation has no payroll of this country")
        below = request.segments[1:]
        if obj.within is not None:
            if self._library.found(obj.within.key, below[0]) is None:
                return problem(404, "NotFound", "Resource not found")
            below = below[2:]
        return self._single(obj, below[0]) if below else self._list(obj, request)

    def _object(self, segments: Sequence[str]) -> Object | None:
        """Return the object that a path is about; payroll is that of the organisation's country."""
        named = [segment.lower() for segment in segments]
        place = named[2] if len(named) > 2 else next(iter(named), "")
        found = [
            obj
            for obj in OTHER_OBJECTS.values()
            if obj.api is self._api
            and obj.path.lower() == place
            and (obj.within is not None) == (len(named) > 2)
        ]
        own = [obj for obj in found if self._library.country in obj.countries]
        return next(iter([*own, *found]), None)

    def _single(self, obj: Object, identifier: str) -> ApiResponse:
        row = self._library.found(obj.key, identifier)
        if row is None:
            return problem(404, "NotFound", "Resource not found")
        if obj.api is Api.PAYROLL_AU:
            return _json(self._around({obj.plural: [row]}))
        if obj.api is Api.PAYROLL:
            return _json({**self._about(), "problem": None, obj.single_key: row})
        return _json(row)

    def _list(self, obj: Object, request: ApiRequest) -> ApiResponse:
        rows = self._library.listed(obj.key)
        if obj.within is not None:
            parent = obj.within.id_field
            rows = [row for row in rows if row[parent] == request.segments[1]]
        if obj.statuses:
            status = (request.parameter("status") or "").upper()
            if status not in obj.statuses:
                return problem(400, "Bad Request", f"status is one of {', '.join(obj.statuses)}")
            rows = [row for row in rows if row["assetStatus"].upper() == status]
        if obj.modified_since and (field := obj.cursor_field) is not None:
            since = _moment(request.headers.get("if-modified-since", ""))
            rows = [row for row in rows if _moment(row[field]) >= since]
            rows.sort(key=lambda row: _moment(row[field]))
        if obj.pages is Pages.NONE:
            return _json(rows)
        return self._page(obj, rows, request)

    def _page(self, obj: Object, rows: Sequence[Record], request: ApiRequest) -> ApiResponse:
        usual = USUAL_SIZES.get(obj.api, obj.page_size)
        numbers = request.parameter("page") or "1", request.parameter(obj.size_parameter)
        page, size = (_count(number) for number in (numbers[0], numbers[1] or str(usual)))
        if not page or not size or size > obj.page_size:
            return problem(400, "Bad Request", "page and page size are numbers that there are")
        some = [_short(obj, row) for row in rows[(page - 1) * size : page * size]]
        if obj.api is Api.FILES:
            counts = {"TotalCount": len(rows), "Page": page, "PerPage": size}
            return _json({**counts, obj.plural: some})
        if obj.api is Api.PAYROLL_AU:
            return _json(self._around({obj.plural: some}))
        counted = {
            "page": page,
            "pageSize": size,
            "pageCount": -(-len(rows) // size),
            "itemCount": len(rows),
        }
        if obj.api is Api.PAYROLL:
            around = {**self._about(), "pagination": counted, "problem": None}
            return _json({**around, obj.plural: some})
        return _json({"pagination": counted, obj.plural: some})

    def _around(self, body: Record) -> Record:
        moment = int(self._library.now.timestamp() * 1000)
        told = {"Status": "OK", "ProviderName": "Sandbox", "DateTimeUTC": f"/Date({moment})/"}
        return {"Id": str(uuid4()), **told, **body}

    def _about(self) -> Record:
        now = self._library.now.astimezone(UTC).isoformat(timespec="microseconds")
        told = {"providerName": "Sandbox", "dateTimeUTC": now, "httpStatusCode": "OK"}
        return {"id": str(uuid4()), **told}


def other_apis(library: Library) -> dict[str, OtherApi]:
    """Return the APIs of an organisation, by the path that each is under."""
    return {base: OtherApi(api, library) for api, base in BASES.items()}


def _short(obj: Object, row: Record) -> Record:
    """Return a record as a list shows it: timesheets of payroll 2.0 come without their lines."""
    if obj.api is not Api.PAYROLL:
        return row
    return {name: value for name, value in row.items() if name != "timesheetLines"}


def _json(body: Mapping[str, Any] | Sequence[Any]) -> ApiResponse:
    return ApiResponse(200, msgspec.json.Encoder(decimal_format="number").encode(body))


def _count(number: str) -> int:
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 0


def _moment(value: str) -> datetime:
    """Read a moment as Xero writes it, or as If-Modified-Since gives it; the first there is."""
    if not value:
        return datetime.min.replace(tzinfo=UTC)
    moment = datetime.fromisoformat(read_instant(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).replace(microsecond=0)
