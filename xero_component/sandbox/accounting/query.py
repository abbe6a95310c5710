"""Pick, order and page the records of a list.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from xero_component.sandbox.accounting.problems import query_invalid
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.where import QueryParseError, parse_order, parse_where
from xero_component.sandbox.wire import ApiRequest

DEFAULT_PAGE_SIZE = 100
LARGEST_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Which page was asked for; `size` is within bounds already."""

    number: int
    size: int

    def cut(self, records: Sequence[Record]) -> Sequence[Record]:
        """Take this page out of a list."""
        start = (self.number - 1) * self.size
        return records[start : start + self.size]

    def pagination(self, count: int) -> dict[str, int]:
        """Describe this page of a list of `count` records."""
        return {
            "page": self.number,
            "pageSize": self.size,
            "pageCount": -(-count // self.size),
            "itemCount": count,
        }


def flag(request: ApiRequest, name: str) -> bool:
    """Read a boolean parameter, in any capitals; absent is false."""
    return (request.parameter(name) or "").strip().lower() == "true"


def values_of(request: ApiRequest, name: str) -> frozenset[str] | None:
    """Read a comma-separated parameter, folded for comparison; None when absent or empty."""
    found = frozenset(
        value.strip().strip('"').casefold()
        for value in (request.parameter(name) or "").split(",")
        if value.strip()
    )
    return found or None


def page_of(request: ApiRequest, *, forced: bool = False) -> Page | None:
    """Read `page` and `pageSize`; None when the list is not paged.

    Raises RequestRefusedError (number 16) for a value that is no number.
    """
    page, size = request.parameter("page"), request.parameter("pageSize")
    if page is None and not forced:
        return None
    number = max(1, _whole("page", page, 1))
    wanted = _whole("pageSize", size, DEFAULT_PAGE_SIZE)
    return Page(number, min(max(1, wanted), LARGEST_PAGE_SIZE))


def _whole(name: str, value: str | None, default: int) -> int:
    text = (value or "").strip()
    if not text:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise query_invalid(f"'{text[:50]}' is not a valid {name}")
    return int(text)


def behind(records: Iterable[Record], request: ApiRequest, number: str) -> list[Record]:
    """Keep the records with a number above `offset`, in the order of their numbers.

    Raises RequestRefusedError (number 16) for an offset that is no number.
    """
    offset = _whole("offset", request.parameter("offset"), 0)
    later = (record for record in records if record[number] > offset)
    return sorted(later, key=lambda record: record[number])


def modified_since(request: ApiRequest) -> datetime | None:
    """Read If-Modified-Since to the second; a value that is no date is ignored, as HTTP has it."""
    header = request.headers.get("if-modified-since", "").strip()
    if not header:
        return None
    try:
        moment = _moment(header)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment.replace(microsecond=0)


def _moment(header: str) -> datetime:
    try:
        return datetime.fromisoformat(header)
    except ValueError:
        return parsedate_to_datetime(header)


def changed_since(records: Iterable[Record], since: datetime | None, moment: str) -> list[Record]:
    """Keep the records whose moment lies in the second of `since` or later."""
    if since is None:
        return list(records)
    return [record for record in records if record[moment] >= since]


def matching(records: Iterable[Record], wanted: frozenset[str] | None, field: str) -> list[Record]:
    """Keep the records whose field has one of the wanted values, whatever the capitals."""
    if wanted is None:
        return list(records)
    return [record for record in records if str(record.get(field) or "").casefold() in wanted]


def dated_between(
    records: Iterable[Record], request: ApiRequest, field: str, first: str, last: str
) -> list[Record]:
    """Keep the records whose day lies between the days of two parameters, both included.

    A record without the day stays when neither parameter is sent. Raises RequestRefusedError
    (number 16) for a parameter that is no date.
    """
    start, end = day_of(request, first), day_of(request, last)
    if start is None and end is None:
        return list(records)
    return [
        record
        for record in records
        if record[field] is not None
        and (start is None or start <= record[field])
        and (end is None or record[field] <= end)
    ]


def day_of(request: ApiRequest, name: str) -> date | None:
    """Read a date; None when absent or empty. Raises RequestRefusedError (number 16)."""
    text = (request.parameter(name) or "").strip()
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        raise query_invalid(f"'{text[:50]}' is not a valid {name}") from None


def containing(records: Iterable[Record], term: str | None, names: Sequence[str]) -> list[Record]:
    """Keep the records that have the search term in one of the named fields."""
    sought = (term or "").strip().casefold()
    if not sought:
        return list(records)
    return [
        record
        for record in records
        if any(sought in str(record.get(name) or "").casefold() for name in names)
    ]


def filtered(
    records: list[Record],
    view: Callable[[Record], Record],
    request: ApiRequest,
    known: Collection[str],
    *,
    by_where: bool = True,
) -> list[Record]:
    """Apply `where` and `order` to what the records look like, and return the records.

    Without `by_where` only `order` is read. Raises RequestRefusedError (number 16).
    """
    where = request.parameter("where") if by_where else None
    order = request.parameter("order")
    if not where and not order:
        return records
    try:
        pairs = [(view(record), record) for record in records]
        if where:
            test = parse_where(where, known)
            pairs = [pair for pair in pairs if test(pair[0])]
        if order:
            arrange = parse_order(order, known)
            by_identity = {id(pair[0]): pair[1] for pair in pairs}
            return [by_identity[id(shown)] for shown in arrange([pair[0] for pair in pairs])]
    except QueryParseError as error:
        raise query_invalid(str(error)) from None
    return [record for _, record in pairs]


def in_default_order(records: Iterable[Record], moment: str, key: str) -> list[Record]:
    """Order by the moment of the last change, then by id."""
    return sorted(records, key=lambda record: (record[moment], record[key]))
