"""Reading records: every field that Xero sends is kept, and known ones get their exact type."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import ConfigDict
from typing_extensions import TypedDict, is_typeddict

from xero_component.catalogue.fields import (
    DATE,
    MONEY,
    Kind,
    read_date,
    read_instant,
    read_money,
)

RecordT = TypeVar("RecordT")
Reader = Callable[[dict[str, Any]], dict[str, Any]]

LENIENT = ConfigDict(extra="allow", use_attribute_docstrings=True)
"""For every record type: fields that we do not know stay, and docstrings describe the others."""


class Paging(TypedDict, total=False):
    """Where a page stands in the whole list, in Xero's words."""

    page: int
    pageSize: int
    pageCount: int
    itemCount: int


class Records(TypedDict, Generic[RecordT]):
    """A list of records; `paging` is null where Xero sends the whole list at once."""

    records: list[RecordT]
    paging: Paging | None


def reader_of(record: Any) -> Reader:
    """Return the function that puts exact types into one record, in place.

    It follows the annotations of the record type, field by field. A value that does not fit its
    field stays as it came, so that no reply is lost over one of them.
    """
    return _reader_of(record) or _leave


def _leave(row: dict[str, Any]) -> dict[str, Any]:
    return row


@cache
def _reader_of(record: Any) -> Reader | None:
    """Return the reader of a record type, or None where there is nothing to convert."""
    if not is_typeddict(record):
        return None
    amounts: list[str] = []
    others: list[tuple[str, type, Callable[[Any], Any]]] = []
    for name, hint in get_type_hints(record, include_extras=True).items():
        target, kind = _unwrap(hint)
        if kind is MONEY:
            amounts.append(name)
        elif kind is not None:
            others.append((name, str, read_date if kind is DATE else read_instant))
        elif reader := _reader_of(target):
            others.append((name, dict, reader))
        elif get_origin(target) is list and (reader := _reader_of(get_args(target)[0])):
            others.append((name, list, _each(reader)))
    if not (amounts or others):
        return None

    def read(row: dict[str, Any]) -> dict[str, Any]:
        get = row.get
        for name in amounts:
            value = get(name)
            if value is not None and value.__class__ is not Decimal:
                row[name] = read_money(value)
        for name, expected, convert in others:
            value = get(name)
            if value.__class__ is expected:
                row[name] = convert(value)
        return row

    return read


def _each(reader: Reader) -> Callable[[list[Any]], list[Any]]:
    def read(rows: list[Any]) -> list[Any]:
        for row in rows:
            if row.__class__ is dict:
                reader(row)
        return rows

    return read


def _unwrap(hint: Any) -> tuple[Any, Kind | None]:
    if get_origin(hint) is Required:
        hint = get_args(hint)[0]
    if get_origin(hint) in {Union, UnionType}:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is Annotated:
        kind = next((item for item in get_args(hint)[1:] if isinstance(item, Kind)), None)
        return get_args(hint)[0], kind
    return hint, None
