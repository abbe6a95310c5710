"""Reading records: every field that Xero sends is kept, and known ones get their exact type."""

from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import ConfigDict
from typing_extensions import TypedDict, is_typeddict

from xero_component.catalogue.fields import (
    DATE,
    INSTANT,
    MONEY,
    Kind,
    read_date,
    read_instant,
    read_money,
)

RecordT = TypeVar("RecordT")
Reader = Callable[[dict[str, Any]], None]

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


@cache
def reader_of(record: Any) -> Reader:
    """Return the function that puts exact types into one record, in place.

    It follows the annotations of the record type, field by field. A value that does not fit its
    field stays as it came, so that no reply is lost over one of them.
    """
    if not is_typeddict(record):
        return _leave
    texts: list[tuple[str, Callable[[str], str]]] = []
    amounts: list[str] = []
    nested: list[tuple[str, Reader]] = []
    lists: list[tuple[str, Reader]] = []
    for name, hint in get_type_hints(record, include_extras=True).items():
        target, kind = _unwrap(hint)
        if kind is MONEY:
            amounts.append(name)
        elif kind is DATE:
            texts.append((name, read_date))
        elif kind is INSTANT:
            texts.append((name, read_instant))
        elif is_typeddict(target):
            nested.append((name, reader_of(target)))
        elif get_origin(target) is list and is_typeddict(get_args(target)[0]):
            lists.append((name, reader_of(get_args(target)[0])))

    def read(row: dict[str, Any]) -> None:
        for name in amounts:
            value = row.get(name)
            if type(value) is int or type(value) is str:
                row[name] = read_money(value)
        for name, convert in texts:
            value = row.get(name)
            if type(value) is str:
                row[name] = convert(value)
        for name, inner in nested:
            value = row.get(name)
            if type(value) is dict:
                inner(value)
        for name, inner in lists:
            value = row.get(name)
            if type(value) is list:
                for element in value:
                    if type(element) is dict:
                        inner(element)

    return read


def _leave(_row: dict[str, Any]) -> None:
    return None


def _unwrap(hint: Any) -> tuple[Any, Kind | None]:
    if get_origin(hint) in {Union, UnionType}:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    if get_origin(hint) is Annotated:
        kind = next((item for item in get_args(hint)[1:] if isinstance(item, Kind)), None)
        return get_args(hint)[0], kind
    return hint, None
