"""The types of record fields, and how each is read from what Xero sends.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any

from pydantic import WithJsonSchema

_MS_DATE = re.compile(r"/Date\((-?[0-9]{1,15})([+-](?:0[0-9]|1[0-4])[0-5][0-9])?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = _EPOCH.replace(tzinfo=None)
_MILLISECOND = timedelta(milliseconds=1)
_MINUTES = [f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(1440)]
_SECONDS = [f"{second:02}" for second in range(60)]
_EARLIEST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND
_LATEST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND


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


@lru_cache(maxsize=4096)
def read_date(value: str) -> str:
    """Turn `/Date(ms+0000)/` or zone-less ISO into a day; leave anything else as it came."""
    split = _split(value)
    return value if split is None else _day(split[0] + split[1])


def read_instant(value: str) -> str:
    """Turn `/Date(ms+0000)/` or ISO (UTC where no zone is given) into an ISO moment in UTC."""
    if _is_usual(value):
        seconds, fraction = int(value[6:-10]), value[-10:-7]
    else:
        split = _split(value)
        if split is None:
            return value
        seconds, milliseconds = divmod(split[0], 1000)
        fraction = f"{milliseconds:03}"
    days, rest = seconds // 86_400, seconds % 86_400
    text = _iso_day(days) + _MINUTES[rest // 60] + _SECONDS[rest % 60]
    return text + "Z" if fraction == "000" else f"{text}.{fraction}Z"


def _is_usual(value: str) -> bool:
    """Tell whether it is `/Date(ms+0000)/` with 4 to 14 digits, which need no further look."""
    return (
        16 < len(value) < 28
        and value[-7:] == "+0000)/"
        and value[:6] == "/Date("
        and value[6:-7].isdigit()
        and value.isascii()
    )


def _split(value: str) -> tuple[int, int] | None:
    """Return milliseconds since 1970 in UTC and those of the zone, or None for no moment."""
    if _is_usual(value):
        return int(value[6:-7]), 0
    if found := _MS_DATE.fullmatch(value):
        moment, zone = int(found[1]), _zone(found[2]) if found[2] else 0
    else:
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return None
        zone = (parsed.utcoffset() or timedelta()) // _MILLISECOND
        moment = (parsed.replace(tzinfo=None) - _NAIVE_EPOCH) // _MILLISECOND - zone
    inside = _EARLIEST <= moment <= _LATEST and _EARLIEST <= moment + zone <= _LATEST
    return (moment, zone) if inside else None


def _zone(offset: str) -> int:
    minutes = int(offset[1:3]) * 60 + int(offset[3:5])
    return minutes * (-60_000 if offset[0] == "-" else 60_000)


def _day(milliseconds: int) -> str:
    return _iso_day(milliseconds // 86_400_000)


@lru_cache(maxsize=16384)
def _iso_day(days: int) -> str:
    return (_EPOCH.date() + timedelta(days=days)).isoformat()


def wire_instant(moment: datetime) -> str:
    """Write a moment as If-Modified-Since wants it: UTC, to the second, without a zone.

    A moment without a zone is taken as UTC.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    utc = aware.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="seconds")


def wire_date(day: date) -> str:
    """Write a day as Xero reads it: `YYYY-MM-DD`."""
    return day.isoformat()
