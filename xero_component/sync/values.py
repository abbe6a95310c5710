"""Fitting values to the types of columns, exactly: what does not fit is told, never bent."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from xero_component.sync.schema import Type

MISFIT: Final = object()
"""Stands for a value that its column cannot hold."""
Fit = Callable[[Any], Any]

LARGEST_EXPONENT = 40
"""Powers of ten, up and down, that an amount may have; no sum of money has more."""
_INT64 = range(-(2**63), 2**63)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_INSTANT = re.compile(_DAY.pattern + r"T\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
_encoder = msgspec.json.Encoder(decimal_format="number")


def fits(writing: Mapping[Type, Fit] | None = None) -> dict[Type, Fit]:
    """Return what turns a value into one for its column, or into `MISFIT`, by type.

    `writing` says how a database wants those that fit; amounts come to it as Decimals, days and
    moments as ISO text, JSON as text.
    """
    return {kind: _then(fit, (writing or {}).get(kind)) for kind, fit in _FITS.items()}


def _then(fit: Fit, write: Fit | None) -> Fit:
    if write is None:
        return fit

    def both(value: Any) -> Any:
        fitted = fit(value)
        return write(fitted) if fitted is not None and fitted is not MISFIT else fitted

    return both


def digits(amount: Decimal) -> str:
    """Write an amount with all its digits and no exponent."""
    text = str(amount)
    return text if "E" not in text else format(amount, "f")


def _text(value: Any) -> Any:
    if value.__class__ is str:
        return value
    return digits(Decimal(value)) if value.__class__ in {int, Decimal} else MISFIT


def _decimal(value: Any) -> Any:
    if value.__class__ is int:
        value = Decimal(value)
    if value.__class__ is not Decimal:
        return _unset(value)
    return value if -LARGEST_EXPONENT <= value.adjusted() <= LARGEST_EXPONENT else MISFIT


def _integer(value: Any) -> Any:
    if value.__class__ is Decimal and _decimal(value) is value and value == int(value):
        value = int(value)
    if value.__class__ is not int:
        return _unset(value)
    return value if value in _INT64 else MISFIT


def _boolean(value: Any) -> Any:
    return value if value.__class__ is bool else _unset(value)


def _date(value: Any) -> Any:
    if value.__class__ is str and _DAY.fullmatch(value):
        return value
    return _unset(value)


def _instant(value: Any) -> Any:
    if value.__class__ is str and _INSTANT.fullmatch(value):
        return value
    return _unset(value)


def _json(value: Any) -> Any:
    return _encoder.encode(value).decode()


def _unset(value: Any) -> Any:
    """Xero sends empty text, lists and objects for what is not set."""
    return None if value in ("", [], {}) else MISFIT


_FITS: dict[Type, Fit] = {
    Type.TEXT: _text,
    Type.DECIMAL: _decimal,
    Type.INTEGER: _integer,
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
    Type.INSTANT: _instant,
    Type.JSON: _json,
}
