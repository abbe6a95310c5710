"""Any field of any record, written as JMESPath.

https://jmespath.org/specification.html
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from xero_component.catalogue.objects import JOURNALS, OBJECTS
from xero_component.triggers._business.watch import Record, Watch
from xero_component.triggers._polling.filters import reading

_FINAL = frozenset({"PAID", "VOIDED", "DELETED", "ARCHIVED", "BILLED"})


def any_field(key: str, expression: str) -> Watch:
    """Watch one field of all records of an object."""
    return Watch(object=OBJECTS[key].key, paths=(expression,), reading=_found, is_settled=_is_final)


def readable(expression: str) -> str:
    """Return an expression that can be read; raise `ValueError` that says what is wrong with it."""
    _reading(expression)
    return expression


def changeable(key: str) -> str:
    """Refuse an object whose records never change; raise `ValueError`."""
    if key == JOURNALS.key:
        raise ValueError("must not be journals: they are never changed")
    return key


def is_value(value: Any, text: str) -> bool:
    """Tell whether a value is the one that a person wrote: `12.5` is `12.50`, `True` is `true`."""
    if isinstance(value, bool):
        return text.strip().lower() == str(value).lower()
    if isinstance(value, int | Decimal):
        try:
            return Decimal(text.strip()) == value
        except InvalidOperation:
            return False
    return isinstance(value, str) and value == text


def _reading(expression: str) -> Callable[[Record], Any]:
    return reading(expression, "a field", "Status")


def _found(record: Record, expression: str) -> Any:
    value = _reading(expression)(record)
    return None if value == "" else value


def _is_final(record: Record) -> bool:
    return bool(_FINAL & {record.get("Status"), record.get("ContactStatus")})
