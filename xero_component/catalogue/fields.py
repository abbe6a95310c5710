"""The types of record fields, and how each is read from what Xero sends.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any

from pydantic import WithJsonSchema

_MS_DATE = re.compile(r"/Date\((-?\d{1,17})([+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind:
    """A marker inside `Annotated` that says how a field is read."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Kind({self.name!r})"


MONEY, DATE, INSTANT = Kind("money"), Kind("date"), Kind("instant")

Money = Annotated[Decimal, MONEY, WithJsonSchema({"type": "number"})]
"""An exact amount, price, quantity or rate."""

IsoDate = Annotated[str, DATE, WithJsonSchema({"type": "string", "format": "date"})]
"""A day, as `2026-11-20`."""

Instant = Annotated[str, INSTANT, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment in UTC, as `2026-11-20T08:15:30.123Z`."""


def read_money(value: Any) -> Any:
    """Turn a JSON number or its text into an exact Decimal; leave anything else as it came."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        return number if number.is_finite() else value
    return value


@lru_cache(maxsize=16384)
def read_date(value: str) -> str:
    """Turn `/Date(ms+0000)/` or zone-less ISO into a day; leave anything else as it came."""
    moment = _moment(value)
    return moment.date().isoformat() if moment else value


@lru_cache(maxsize=16384)
def read_instant(value: str) -> str:
    """Turn `/Date(ms+0000)/` or ISO (UTC where no zone is given) into an ISO moment in UTC."""
    moment = _moment(value)
    if moment is None:
        return value
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "")
    return text.removesuffix(".000") + "Z"


def _moment(value: str) -> datetime | None:
    found = _MS_DATE.fullmatch(value)
    try:
        if found:
            moment = _EPOCH + timedelta(milliseconds=int(found[1]))
            return moment.astimezone(_zone(found[2])) if found[2] else moment
        parsed = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _zone(offset: str) -> timezone:
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return timezone(-span if offset[0] == "-" else span)


def wire_instant(moment: datetime) -> str:
    """Write a moment as If-Modified-Since wants it: UTC, to the second, without a zone.

    A moment without a zone is taken as UTC.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def wire_date(day: date) -> str:
    """Write a day as Xero reads it: `YYYY-MM-DD`."""
    return day.isoformat()
