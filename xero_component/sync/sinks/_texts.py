"""Values as text, checked so that no database or file that has types refuses them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec

from xero_component.sync.schema import Type
from xero_component.sync.sink import Version
from xero_component.sync.values import MISFIT, Fit, digits, fits

_DAYS_KEPT = 4096
_NUL = "\\u0000"
"""How JSON writes it."""
_ESCAPES = re.compile(r"\\\\|\\u0000")


_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=str)


class Unstorable(str):
    """A text that a column cannot hold; as it is not of the class `str`, it is told as a misfit."""

    __slots__ = ()


def text_fits(*, written_out: bool = True) -> dict[Type, Fit]:
    """Return what turns values into text that is right for its type, or into `MISFIT`.

    `written_out` puts a backslash before the NUL characters of JSON.
    """
    made = fits({Type.DECIMAL: digits, Type.DATE: _day, Type.INSTANT: _moment})
    return {**made, Type.JSON: _json} if written_out else made


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


def without_nul(version: Version) -> Version:
    """Return a row with no NUL character in its raw JSON, and none in its texts but unstorable."""
    if _NUL not in version.raw:
        return version
    raw = _written_out(version.raw)
    return (
        version if raw == version.raw else version._replace(raw=raw, record=_marked(version.record))
    )


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
