"""Laying records out as columns of tables, and learning the fields that Xero adds.

A batch is laid out column by column, not record by record: most of what a value needs is then done
once for all of its column.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from xero_component.sync.schema import Column, Table, is_column_name, type_of
from xero_component.sync.values import Fits

Record = Mapping[str, Any]
Path = tuple[str, ...]
Values = Sequence[Any]
"""The values of one column."""


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
class Laid:
    """A batch of records, laid out."""

    tables: dict[str, list[Values]] = field(default_factory=dict)
    """By table: columns as long as it has rows; those of the key, then `Flattener.columns`."""
    misfits: Counter[Misfit] = field(default_factory=Counter)

    def count(self, table: str) -> int:
        """Return how many rows a table gets."""
        return len(self.tables[table][0])


class Flattener:
    """Lays out the records of one stream.

    `known` holds the columns that a database has already, by table: their types stay, whatever the
    record type says by now. `alike` returns the same for names that a place cannot tell apart.
    """

    def __init__(
        self,
        table: Table,
        primary_key: str,
        fits: Fits,
        known: Mapping[str, Sequence[Column]] | None = None,
        alike: Callable[[str], str] = str.lower,
    ) -> None:
        self.primary_key = primary_key
        self._root = _Layout(table, primary_key, fits, known or {}, alike)

    def columns(self) -> dict[str, list[Column]]:
        """Return the columns of every table, in the order in which values come."""
        return {layout.table.name: list(layout.columns) for layout in self._root.walk()}

    def learn(self, records: Iterable[Record]) -> list[Learned]:
        """Give a column to each field that is not known yet and has a value; return them."""
        learned: list[Learned] = []
        self._root.learn(list(records), learned)
        return learned

    def lay_out(self, identifiers: Sequence[str], records: Sequence[Record]) -> Laid:
        """Lay out records, each with its id.

        The key of a record is its id; that of an object in a list is the id of the record, the
        position in the list above it where there is one, and its own.
        """
        made = Laid()
        self._root.lay_out(records, [identifiers], made)
        return made


_NOTHING: Record = {}


@dataclass(slots=True)
class _Group:
    """Columns whose values stand in the same object of a record."""

    path: Path
    fields: list[tuple[int, str, Column]]
    """The place of each, the name of its field, and the column."""


class _Layout:
    """How one table is filled."""

    def __init__(
        self,
        table: Table,
        primary_key: str,
        fits: Fits,
        known: Mapping[str, Sequence[Column]],
        alike: Callable[[str], str],
    ) -> None:
        self.table = table
        self._alike = alike
        self.columns: list[Column] = []
        self._fits = fits
        self._groups: dict[Path, _Group] = {}
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
        self._names.add(alike(primary_key))
        self._fields[()].add(primary_key)
        self._know(table)
        self.children = [
            _Layout(child, primary_key, fits, known, alike) for child in table.children
        ]

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
        place, path, name = len(self.columns), column.path[:-1], column.path[-1]
        self.columns.append(column)
        self._names.add(self._alike(column.name))
        for depth in range(len(column.path)):
            self._fields.setdefault(column.path[:depth], set()).add(column.path[depth])
        self._groups.setdefault(path, _Group(path, [])).fields.append((place, name, column))

    def learn(self, records: Sequence[Record], learned: list[Learned]) -> None:
        if not self._copies:
            for path, fields in list(self._fields.items()):
                found, _ = _objects(records, path)
                if not _names(found) <= fields:
                    for inner in found:
                        self._learn_inside(path, inner, fields, learned)
        for child in self.children:
            elements = chain.from_iterable(_lists(records, child.table.path))
            child.learn([one for one in elements if one.__class__ is dict], learned)

    def _learn_inside(
        self, path: Path, inner: Record, fields: set[str], learned: list[Learned]
    ) -> None:
        for name, value in inner.items():
            kind = None if name in fields else type_of(value)
            if kind is None:
                continue
            column = Column("_".join((*path, name)), kind, (*path, name))
            if is_column_name(column.name) and self._alike(column.name) not in self._names:
                self._append(column)
                learned.append(Learned(self.table.name, column))
            else:
                fields.add(name)
                self._unfit.add((path, name))

    def lay_out(self, records: Sequence[Record], key: list[Values], made: Laid) -> None:
        nothing = [None] * len(records)
        values: list[Values] = [nothing] * len(self.columns)
        for group in self._groups.values():
            found, others = _objects(records, group.path)
            if others:
                self._report(group.path, "it is no object", others, made)
            there = _names(found)
            for place, name, column in group.fields:
                if name in there:
                    values[place], misfits = self._fits.column(column.type, _values(found, name))
                    if misfits:
                        self._report(column.path, "its value is of another type", misfits, made)
        made.tables[self.table.name] = [*key, *values]
        self._report_unfit(records, made)
        for child in self.children:
            child.lay_out_lists(records, key, made)

    def lay_out_lists(self, above: Sequence[Record], key: list[Values], made: Laid) -> None:
        """Lay out the objects of the lists in each of the records, or objects, above."""
        lists = _lists(above, self.table.path)
        elements = list(chain.from_iterable(lists))
        lengths = list(map(len, lists)) if elements else []
        keys: list[Values] = [list(_spread(one, lengths)) for one in key]
        keys.append([place for length in lengths for place in range(1, length + 1)])
        if not set(map(type, elements)) <= {dict}:
            objects = [one.__class__ is dict for one in elements]
            others = objects.count(False)
            self._report((), "what the list holds is no object", others, made)
            elements = list(compress(elements, objects))
            keys = [list(compress(one, objects)) for one in keys]
        self.lay_out(elements, keys, made)

    def _report_unfit(self, records: Sequence[Record], made: Laid) -> None:
        for path, name in self._unfit:
            found, _ = _objects(records, path)
            count = sum(type_of(inner.get(name)) is not None for inner in found)
            if count:
                self._report((*path, name), "its name cannot be that of a column", count, made)

    def _report(self, path: Path, reason: str, count: int, made: Laid) -> None:
        made.misfits[Misfit(self.table.name, ".".join(path), reason)] += count


def _objects(records: Sequence[Record], path: Path) -> tuple[Sequence[Record], int]:
    """Return the object at a path of each record, and how many have something else there.

    Where there is none, it is an empty one; Xero sends empty text and lists for what is not set.
    """
    found: Sequence[Any] = records
    others = 0
    for name in path:
        found = [inner.get(name) or _NOTHING for inner in found]
        if not set(map(type, found)) <= {dict}:
            objects = [inner if inner.__class__ is dict else _NOTHING for inner in found]
            others += sum(one is not inner for one, inner in zip(objects, found, strict=True))
            found = objects
    return found, others


def _lists(records: Sequence[Record], path: Path) -> Sequence[Sequence[Any]]:
    """Return the list at a path of each record; what is no list stands for one that holds it."""
    found, _ = _objects(records, path[:-1])
    lists: list[Any] = [one or () for one in _values(found, path[-1])]
    if set(map(type, lists)) <= {list, tuple}:
        return lists
    return [one if one.__class__ in {list, tuple} else (one,) for one in lists]


def _names(objects: Sequence[Record]) -> set[str]:
    """Return the names of the fields of all objects together."""
    return set().union(*objects)


def _values(objects: Sequence[Record], name: str) -> list[Any]:
    """Return a field of each object; most fields are there in all, or in none."""
    try:
        return list(map(itemgetter(name), objects))
    except KeyError:
        return [one.get(name) for one in objects]


def _spread(values: Values, lengths: Sequence[int]) -> Iterator[Any]:
    """Yield each value as often as the list at its place is long."""
    return chain.from_iterable(map(repeat, values, lengths))
