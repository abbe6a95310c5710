"""Tables and columns for records: derived from the record types, so that nothing is said twice.

Column names are Xero's field names. What a field becomes:

- a plain value: a column of its type;
- a copy of another record, such as an invoice's Contact: its id, code, number and name, as in
  `Contact_ContactID`; that record has a stream, and its other fields stand there;
- any other object: a column for each of its fields, as in `SalesDetails_UnitPrice`;
- a list of objects: a table of its own, keyed by the record and the position in the list;
- what Xero does not describe, and lists of plain values: JSON.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Required, Union, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from xero_component.catalogue.fields import DATE, INSTANT, MONEY, Kind
from xero_component.catalogue.objects import OBJECTS

TENANT, RAW, FINGERPRINT = "_tenant_id", "_raw", "_fingerprint"
SYNCED_AT, DELETED_AT = "_synced_at", "_deleted_at"
POSITION, PARENT_POSITION = "_position", "_parent_position"

LONGEST_NAME = 60
"""Characters of a column name; PostgreSQL cuts longer ones than 63."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_REFERENCE_FIELDS = frozenset({"Code", "Name", "InvoiceNumber", "CreditNoteNumber"})
"""Beside the id, what a column tells of another record: how people call it."""
_RECORDS: dict[Any, str] = {obj.record: obj.id_field for obj in OBJECTS.values()}
_DEEPEST = 2
"""Lists within a list's objects get tables; lists within those are JSON."""


class Type(StrEnum):
    """What a column holds."""

    TEXT = "text"
    """Enumerations too: Xero may add values at any time."""
    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    """A day, as `2026-11-20`."""
    INSTANT = "instant"
    """A moment in UTC, as `2026-11-20T08:15:30.123Z`."""
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, and where its value stands in a record."""

    name: str
    type: Type
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a stream's own, or that of a list inside its records."""

    name: str
    columns: tuple[Column, ...]
    children: tuple["Table", ...] = ()
    path: tuple[str, ...] = ()
    """Where the list stands in the record, or in the object of the list above."""
    depth: int = 0
    """0 for records, 1 for their lists, 2 for lists within those."""
    ignored: frozenset[tuple[str, ...]] = frozenset()
    """Fields that have no column although they are known: copies of other records."""

    def key(self, primary_key: str) -> tuple[Column, ...]:
        """Return the columns that tell its rows apart; `primary_key` is the stream's."""
        names = (POSITION, PARENT_POSITION)[: self.depth][::-1]
        positions = (Column(name, Type.INTEGER, ()) for name in names)
        own = Column(primary_key, Type.TEXT, (primary_key,))
        return (Column(TENANT, Type.TEXT, ()), own, *positions)

    def walk(self) -> Iterator["Table"]:
        """Yield this table and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@cache
def table_of(name: str, record: Any) -> Table:
    """Return the tables for a record type, under the name of its stream."""
    return _table(name, record, (), 0)


def _table(name: str, record: Any, path: tuple[str, ...], depth: int) -> Table:
    columns: list[Column] = []
    children: list[Table] = []
    ignored: set[tuple[str, ...]] = set()
    for field, hint in _fields(record, ()):
        target, kind = unwrapped(hint)
        element = get_args(target)[0] if get_origin(target) is list else None
        if element is not None and is_typeddict(element) and depth < _DEEPEST:
            below = f"{name}_{'_'.join(_snake(part) for part in field)}"
            children.append(_table(below, element, field, depth + 1))
        elif is_typeddict(target):
            ignored.add(field)
        else:
            columns.append(Column("_".join(field), _type(target, kind), field))
    if depth and record in _RECORDS:
        columns, children = [column for column in columns if _refers(column, record)], []
        ignored = {()}
    return Table(name, tuple(columns), tuple(children), path, depth, frozenset(ignored))


def _fields(record: Any, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each field with its annotation; those of objects inside it, in place of these."""
    for name, hint in get_type_hints(record, include_extras=True).items():
        target, _ = unwrapped(hint)
        path = (*above, name)
        if not is_typeddict(target):
            yield path, hint
        elif target in _RECORDS:
            yield path, hint
            for field, inner in get_type_hints(target, include_extras=True).items():
                if field == _RECORDS[target] or field in _REFERENCE_FIELDS:
                    yield (*path, field), inner
        else:
            yield from _fields(target, path)


def _refers(column: Column, record: Any) -> bool:
    field = column.path[-1]
    return len(column.path) == 1 and (field == _RECORDS[record] or field in _REFERENCE_FIELDS)


def unwrapped(hint: Any) -> tuple[Any, Kind | None]:
    """Return the type that an annotation is about, and what kind of text or number it is."""
    if get_origin(hint) is Required:
        hint = get_args(hint)[0]
    if get_origin(hint) in {Union, UnionType}:
        choices = [arg for arg in get_args(hint) if arg is not type(None)]
        hint = choices[0] if len(choices) == 1 else str
    if get_origin(hint) is Annotated:
        kind = next((item for item in get_args(hint)[1:] if isinstance(item, Kind)), None)
        return get_args(hint)[0], kind
    return hint, None


def _type(target: Any, kind: Kind | None) -> Type:
    marked = {MONEY: Type.DECIMAL, DATE: Type.DATE, INSTANT: Type.INSTANT}
    if kind is not None and kind in marked:
        return marked[kind]
    plain = {str: Type.TEXT, int: Type.INTEGER, bool: Type.BOOLEAN, Decimal: Type.DECIMAL}
    return plain.get(target, Type.JSON)


def type_of(value: Any) -> Type | None:
    """Return the type that a field gets by the first value seen of it; None for no value.

    Numbers are decimal, whole or not, and text is text, whatever it looks like.
    """
    match value:
        case bool():
            return Type.BOOLEAN
        case int() | Decimal():
            return Type.DECIMAL
        case str():
            return Type.TEXT
        case {} | [] if not value:
            return None
        case dict() | list():
            return Type.JSON
    return None


def is_column_name(name: str) -> bool:
    """Tell whether every database takes the name of a field as that of a column."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
