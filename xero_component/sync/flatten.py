"""Laying records out as rows of tables, and learning the fields that Xero adds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xero_component.sync.schema import Column, Table, Type, is_column_name, type_of
from xero_component.sync.values import MISFIT, Fit

Record = Mapping[str, Any]
Path = tuple[str, ...]


class Learned(NamedTuple):
    """A column for a field that the record type does not know."""

    table: str
    column: Column


class Misfit(NamedTuple):
    """A field whose values stay in the raw JSON alone, since no column can hold them."""

    table: str
    field: str
    reason: str


@dataclass(slots=True)
class Rows:
    """The rows of a batch."""

    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    """By table: the key, then the values in the order of `Flattener.columns`."""
    misfits: Counter[Misfit] = field(default_factory=Counter)


class Flattener:
    """Lays out the records of one stream.

    `known` holds the columns that a database has already, by table: their types stay, whatever the
    record type says by now.
    """

    def __init__(
        self,
        table: Table,
        primary_key: str,
        fits: Mapping[Type, Fit],
        known: Mapping[str, Sequence[Column]] | None = None,
    ) -> None:
        self.primary_key = primary_key
        self._root = _Layout(table, primary_key, fits, known or {})

    def columns(self) -> dict[str, list[Column]]:
        """Return the columns of every table, in the order in which values come."""
        return {layout.table.name: list(layout.columns) for layout in self._root.walk()}

    def learn(self, records: Iterable[Record]) -> list[Learned]:
        """Give a column to each field that is not known yet and has a value; return them."""
        learned: list[Learned] = []
        for record in records:
            self._root.learn(record, learned)
        return learned

    def rows(self, keyed: Iterable[tuple[str, Record]]) -> Rows:
        """Lay out records, each with its id.

        A record gives a row that begins with its id; an object in a list one that begins with the
        id of the record, the position in the list above it where there is one, and its own.
        """
        made = Rows({layout.table.name: [] for layout in self._root.walk()})
        for identifier, record in keyed:
            self._root.add(record, (identifier,), made)
        return made


_PLAIN: dict[Type, type] = {Type.TEXT: str}


@dataclass(slots=True)
class _Group:
    """Columns whose values stand in the same object of a record."""

    path: Path
    fields: dict[str, tuple[int, type | None, Fit]]
    """By name: the place, the class of values that need no fitting, and what fits the others."""


class _Layout:
    """How one table is filled."""

    def __init__(
        self,
        table: Table,
        primary_key: str,
        fits: Mapping[Type, Fit],
        known: Mapping[str, Sequence[Column]],
    ) -> None:
        self.table = table
        self.columns: list[Column] = []
        self._fits = fits
        self._groups: list[_Group] = []
        self._fields: dict[Path, set[str]] = {(): set()}
        self._names: set[str] = set()
        self._unfit: set[tuple[Path, str]] = set()
        self._copies = () in table.ignored
        stored = {column.name.lower(): column for column in known.get(table.name, ())}
        for column in table.columns:
            if column.name == primary_key:
                continue  # it is in the key; in a list's table it is that of the record
            self._append(stored.pop(column.name.lower(), column))
        for column in stored.values():
            self._append(column)
        self._names.add(primary_key.lower())
        self._fields[()].add(primary_key)
        self._know(table)
        self.children = [_Layout(child, primary_key, fits, known) for child in table.children]

    def walk(self) -> Iterator["_Layout"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def _know(self, table: Table) -> None:
        for path in (*(child.path for child in table.children), *table.ignored):
            for depth in range(len(path)):
                self._fields.setdefault(path[:depth], set()).add(path[depth])
        for path in table.ignored:
            self._fields.pop(path, None)  # a copy of another record: its fields are not looked at

    def _append(self, column: Column) -> None:
        self.columns.append(column)
        self._names.add(column.name.lower())
        path, name = column.path[:-1], column.path[-1]
        for depth in range(len(column.path)):
            self._fields.setdefault(column.path[:depth], set()).add(column.path[depth])
        if not self._groups or self._groups[-1].path != path:
            self._groups.append(_Group(path, {}))
        place, plain = len(self.columns) - 1, _PLAIN.get(column.type)
        self._groups[-1].fields[name] = (place, plain, self._fits[column.type])

    def learn(self, record: Record, learned: list[Learned]) -> None:
        if not self._copies:
            for path, fields in list(self._fields.items()):
                inner = _inside(record, path)
                if inner is not None and not inner.keys() <= fields:
                    self._learn_inside(path, inner, fields, learned)
        for child in self.children:
            for element in _elements(record, child.table.path):
                if isinstance(element, dict):
                    child.learn(element, learned)

    def _learn_inside(
        self, path: Path, inner: Record, fields: set[str], learned: list[Learned]
    ) -> None:
        for name, value in inner.items():
            kind = None if name in fields else type_of(value)
            if kind is None:
                continue
            column = Column("_".join((*path, name)), kind, (*path, name))
            if is_column_name(column.name) and column.name.lower() not in self._names:
                self._append(column)
                learned.append(Learned(self.table.name, column))
            else:
                fields.add(name)
                self._unfit.add((path, name))

    def add(self, record: Record, key: tuple[Any, ...], made: Rows) -> None:
        values: list[Any] = [None] * len(self.columns)
        for group in self._groups:
            inner = record if not group.path else _inside(record, group.path)
            if inner is None:
                if _is_other(record, group.path):
                    self._report(group.path, "it is no object", made)
                continue
            find = group.fields.get
            for name, value in inner.items():
                field = find(name) if value is not None else None
                if field is None:
                    continue
                place, plain, fit = field
                if value.__class__ is not plain:
                    value = fit(value)
                    if value is MISFIT:
                        self._report((*group.path, name), "its value is of another type", made)
                        value = None
                values[place] = value
        made.tables[self.table.name].append((*key, *values))
        for path, name in self._unfit:
            inner = _inside(record, path)
            if inner is not None and type_of(inner.get(name)) is not None:
                self._report((*path, name), "its name cannot be that of a column", made)
        for child in self.children:
            child.add_list(record, key, made)

    def add_list(self, record: Record, key: tuple[Any, ...], made: Rows) -> None:
        for position, element in enumerate(_elements(record, self.table.path), 1):
            if isinstance(element, dict):
                self.add(element, (*key, position), made)
            else:
                self._report((), "what the list holds is no object", made)

    def _report(self, path: Path, reason: str, made: Rows) -> None:
        made.misfits[Misfit(self.table.name, ".".join(path), reason)] += 1


def _inside(record: Record, path: Path) -> Record | None:
    """Return the object at a path, or None where there is none."""
    found: Any = record
    for name in path:
        found = found.get(name)
        if found.__class__ is not dict:
            return None
    return found  # type: ignore[no-any-return]  # JSON is Any


def _is_other(record: Record, path: Path) -> bool:
    """Tell whether something else than an object stands where one belongs."""
    found: Any = record
    for name in path:
        found = found.get(name)
        if found.__class__ is not dict:
            return bool(found)
    return False


def _elements(record: Record, path: Path) -> Sequence[Any]:
    inner = record if len(path) == 1 else _inside(record, path[:-1])
    found = inner.get(path[-1]) if inner is not None else None
    if not found:
        return ()
    return found if found.__class__ is list else (found,)
