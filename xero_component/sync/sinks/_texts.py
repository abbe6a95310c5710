"""Values as text, checked so that no database or file that has types refuses them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from xero_component.sync.schema import Type
from xero_component.sync.sink import Version
from xero_component.sync.values import MISFIT, Fit, Fits, amounts_as_text, digits, fits

_DAYS_KEPT = 4096
_NUL = "\\u0000"
"""How JSON writes it."""
_LONG = re.compile(r"\d[eE][+-]?\d{3}|\d{1000}")
"""What numbers look like, among others, that are too long for a database to keep as such."""
_LONGEST = 999
"""Digits of a number, and powers of ten, up to which it is kept as such."""
_ESCAPES = re.compile(r"\\\\|\\u0000")


_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)


class Unstorable(str):
    """A text that a column cannot hold; as it is not of the class `str`, it is told as a misfit."""

    __slots__ = ()


def text_fits(*, written_out: bool = True) -> Fits:
    """Return what turns values into text that is right for its type, or into `MISFIT`.

    `written_out` puts a backslash before the NUL characters of JSON.
    """
    each: dict[Type, Fit] = {Type.DECIMAL: digits, Type.DATE: _day, Type.INSTANT: _moment}
    made = fits(each, {Type.DECIMAL: amounts_as_text})
    if written_out:
        made[Type.JSON] = _json
    return made


def _json(value: Any) -> str:
    return _written_out(_encoder.encode(value).decode())


@lru_cache(_DAYS_KEPT)
def _day(text: str) -> Any:
    return _checked(date.fromisoformat, text)


def _moment(text: str) -> Any:
    return _checked(datetime.fromisoformat, text)


def _checked(read: Callable[[str], object], text: str) -> Any:
    try:
        read(text)
    except ValueError:
        return MISFIT
    return text


def moment_text(moment: datetime | None) -> str:
    """Write a moment, or the present one, as Xero's are kept."""
    known = (moment or datetime.now(UTC)).astimezone(UTC)
    return known.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def second_text(moment: datetime) -> str:
    """Write a second as the beginning of the text of each moment in it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def storable(version: Version) -> Version:
    """Return a row as PostgreSQL can hold it.

    In the raw JSON each NUL is written out, and a number of a thousand digits is text; in the
    record the texts that cannot be kept are marked as such.
    """
    if _LONG.search(version.raw):
        record = _shortened(version.record)
        version = version._replace(raw=_encoder.encode(record).decode(), record=record)
    if _NUL not in version.raw:
        return version
    raw = _written_out(version.raw)
    return (
        version if raw == version.raw else version._replace(raw=raw, record=_marked(version.record))
    )


def _shortened(value: Any) -> Any:
    match value:
        case Decimal() if abs(value.adjusted()) > _LONGEST or len(value.as_tuple()[1]) > _LONGEST:
            return str(value)
        case dict():
            return {name: _shortened(inner) for name, inner in value.items()}
        case list():
            return [_shortened(inner) for inner in value]
    return value


def _written_out(text: str) -> str:
    """Put a backslash before each NUL of a JSON text, so that it is told and not there."""
    if _NUL not in text:
        return text
    return _ESCAPES.sub(lambda found: found[0] if found[0] != _NUL else "\\" + _NUL, text)


def _marked(value: Any) -> Any:
    match value:
        case str() if "\x00" in value:
            return Unstorable(value)
        case dict():
            return {name: _marked(inner) for name, inner in value.items()}
        case list():
            return [_marked(inner) for inner in value]
    return value
