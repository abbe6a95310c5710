"""Fitting values to the types of columns, exactly: what does not fit is told, never bent."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from xero_component.sync.schema import Type

MISFIT: Final = object()
"""Stands for a value that its column cannot hold."""
Fit = Callable[[Any], Any]
Whole = Callable[[Sequence[Any]], Sequence[Any] | None]
"""Fits a whole column, None for what is not set; or returns None, to have each value fitted."""

LARGEST_EXPONENT = 40
"""Powers of ten, up and down, that an amount may have; no sum of money has more."""
_INT64 = range(-(2**63), 2**63)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_INSTANT = re.compile(_DAY.pattern + r"T\d\d:\d\d:\d\d(?:\.\d{1,6})?Z", re.ASCII)
_AMOUNTS, _TEXTS = {Decimal, type(None)}, {str, type(None)}
_encoder = msgspec.json.Encoder(decimal_format="number")


class Fits(dict[Type, Fit]):
    """What turns a value into one for its column, or into `MISFIT`, by type."""

    def __init__(self, each: Mapping[Type, Fit], whole: Mapping[Type, Whole] | None = None) -> None:
        super().__init__(each)
        self._whole = {**_WHOLE, **(whole or {})}
        if Type.DATE in each:
            self._whole[Type.DATE] = _each_once(each[Type.DATE])

    def column(self, kind: Type, values: Sequence[Any]) -> tuple[Sequence[Any], int]:
        """Fit a column whose values may be None; return it, and how many values did not fit."""
        whole = self._whole.get(kind)
        fitted = whole(values) if whole is not None else None
        if fitted is not None:
            return fitted, 0
        fit = self[kind]
        each = [fit(value) if value is not None else None for value in values]
        misfits = sum(value is MISFIT for value in each)
        if misfits:
            each = [None if value is MISFIT else value for value in each]
        return each, misfits


def fits(
    writing: Mapping[Type, Fit] | None = None, whole: Mapping[Type, Whole] | None = None
) -> Fits:
    """Return what makes values ready for a place.

    `writing` says how a database wants those that fit; amounts come to it as Decimals, days and
    moments as ISO text, JSON as text. `whole` may do so for many at once, where all of them fit.
    """
    each = {kind: _then(fit, (writing or {}).get(kind)) for kind, fit in _FITS.items()}
    return Fits(each, whole)


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


def amounts_as_text(values: Sequence[Any]) -> Sequence[Any] | None:
    """Write amounts with all their digits; None where one of them is something else, or huge."""
    if not set(map(type, values)) <= _AMOUNTS:
        return None
    texts = [None if value is None else str(value) for value in values]
    there = list(filter(None, texts))
    longest = max(map(len, there), default=0)
    return texts if longest <= LARGEST_EXPONENT and "E" not in "".join(there) else None


def _each_once(fit: Fit) -> Whole:
    """Fit values that come again and again, such as days, once each."""

    def whole(values: Sequence[Any]) -> Sequence[Any] | None:
        if not set(map(type, values)) <= _TEXTS:
            return None
        fitted = {value: None if value is None else fit(value) for value in set(values)}
        return None if MISFIT in fitted.values() else [fitted[value] for value in values]

    return whole


def _all_of(kind: type) -> Whole:
    """Pass on values that are all of one class."""
    classes = {kind, type(None)}
    return lambda values: values if set(map(type, values)) <= classes else None


def _text(value: Any) -> Any:
    if value.__class__ is str:
        return value
    amount: Any = _decimal(value) if value.__class__ in {int, Decimal} else MISFIT
    return MISFIT if amount is MISFIT else digits(amount)


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
_WHOLE: dict[Type, Whole] = {Type.TEXT: _all_of(str), Type.BOOLEAN: _all_of(bool)}
