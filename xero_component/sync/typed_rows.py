"""Rows with days as `date` and moments as `datetime`, in place of text."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from xero_component.catalogue.fields import DATE, INSTANT
from xero_component.sync.reading import Row
from xero_component.sync.schema import unwrapped

Change = Callable[[Any], Any]


def typed(row: Row, record: Any) -> Row:
    """Return a row with the types that its record type tells, also inside objects and lists.

    What Xero does not describe, and what is no day or moment, stays as it came.
    """
    return {name: _changed(value, record, name) for name, value in row.items()}


def _changed(value: Any, record: Any, name: str) -> Any:
    change = _changes(record).get(name)
    return value if change is None else change(value)


@cache
def _changes(record: Any) -> dict[str, Change]:
    """Return what is to be done with the fields of a record type, by name."""
    found = {
        name: _change(hint) for name, hint in get_type_hints(record, include_extras=True).items()
    }
    return {name: change for name, change in found.items() if change is not None}


def _change(hint: Any) -> Change | None:
    target, kind = unwrapped(hint)
    if kind in {DATE, INSTANT}:
        return _day if kind == DATE else _moment
    if get_origin(target) is list:
        inner = _change(get_args(target)[0])
        return None if inner is None else lambda value: _each(value, inner)
    if is_typeddict(target):
        return lambda value: typed(value, target) if isinstance(value, dict) else value
    return None


def _each(value: Any, change: Change) -> Any:
    return [change(one) for one in value] if isinstance(value, list) else value


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _moment(value: Any) -> Any:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
