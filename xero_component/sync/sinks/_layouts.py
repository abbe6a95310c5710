"""How records become rows of files: as they are, or laid out in tables.

Whatever the layout, `_version` tells the versions of a record apart and puts them in order, and an
object in a list has the `_version` of its record.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from xero_component.sync.flatten import Flattener, Laid, Values
from xero_component.sync.schema import (
    DELETED_AT,
    FINGERPRINT,
    RAW,
    SYNCED_AT,
    TENANT,
    Column,
    Table,
    Type,
)
from xero_component.sync.sink import Delta, Version
from xero_component.sync.sinks._arrow import behind_nothing
from xero_component.sync.sinks._index import Index
from xero_component.sync.sinks._texts import moment_text
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fits

VERSION, REMOVED = "_version", "_removed"
_NOTHING: Mapping[str, Any] = {}
RECORD_ENDS = (
    Column(RAW, Type.JSON, ()),
    Column(FINGERPRINT, Type.TEXT, ()),
    Column(SYNCED_AT, Type.INSTANT, ()),
    Column(DELETED_AT, Type.INSTANT, ()),
    Column(VERSION, Type.TEXT, ()),
)
"""What every record's row ends with."""
LIST_ENDS = (Column(VERSION, Type.TEXT, ()),)
"""What the row of an object in a list ends with."""


class RecordLayout:
    """One line of JSON for each record, with its lists in it."""

    def __init__(self, stream: Stream, tenant_id: str) -> None:
        self._stream = stream
        self._tenant_id = tenant_id

    def learn(self, _delta: Delta) -> bool:
        """JSON has no columns."""
        return False

    def columns(self) -> Mapping[str, Sequence[Column]]:
        """Return the one column, which is the line."""
        return {self._stream.key: (Column(RAW, Type.JSON, ()),)}

    def rows(self, delta: Delta, version: str) -> Laid:
        """Return the lines."""
        head = {TENANT: self._tenant_id, SYNCED_AT: moment_text(delta.at), VERSION: version}
        lines = [
            _line({**head, DELETED_AT: None, FINGERPRINT: one.fingerprint}, one.raw)
            for one in delta.rows
        ]
        gone = {**head, DELETED_AT: moment_text(delta.at)}
        lines += [_line({**gone, self._stream.primary_key: one}, "{}") for one in delta.gone]
        return Laid({self._stream.key: [lines]})


class TableLayout:
    """A table for the records of a stream, and one for each of their lists.

    `marked` gives the tables of lists a row at position 0 for each record, marked as removed: what
    takes the place of lists by the key of their record learns from it of lists that are empty now.
    `tombstones` gives a record that is gone a row with nothing but its key and the time.
    """

    def __init__(
        self,
        index: Index,
        stream: Stream,
        tenant_id: str,
        fits: Fits,
        *,
        marked: bool = False,
        tombstones: bool = True,
        alike: Callable[[str], str] = str.lower,
    ) -> None:
        self._index = index
        self._stream = stream
        self._tenant_id = tenant_id
        self._fits = fits
        self._marked = marked
        self._tombstones = tombstones
        self._alike = alike
        self._load()

    def _load(self) -> None:
        known = {table.name: self._index.columns(table.name) for table in self._stream.table.walk()}
        table, key = self._stream.table, self._stream.primary_key
        self._flattener = Flattener(table, key, self._fits, known, self._alike)
        self._own = self._flattener.columns()
        for name, columns in self._own.items():
            for column in columns:
                self._index.add_column(name, column)

    def learn(self, delta: Delta) -> bool:
        """Take up new fields, each with the type that it has had, or that its first value has."""
        records = [one.record for one in delta.rows]
        learned = self._flattener.learn(records)
        for table, column in learned:
            self._index.add_column(table, column)
        if not learned and not self._is_behind():
            return False
        self._load()  # another organisation may have given them a type before
        self._flattener.learn(records)
        return True

    def _is_behind(self) -> bool:
        """Tell whether another organisation has brought columns that are not known here yet."""
        return any(
            self._index.count_columns(name) != len(columns) for name, columns in self._own.items()
        )

    def columns(self) -> Mapping[str, Sequence[Column]]:
        """Return the columns of each table, in the order of the rows."""
        found: dict[str, Sequence[Column]] = {}
        for table in self._stream.table.walk():
            key, own = table.key(self._stream.primary_key), self._own[table.name]
            removed = (Column(REMOVED, Type.BOOLEAN, ()),) if self._marked else ()
            ends = (*LIST_ENDS, *removed) if table.depth else RECORD_ENDS
            found[table.name] = (*key, *own, *ends)
        return found

    def rows(self, delta: Delta, version: str) -> Laid:
        """Return the rows of each table."""
        gone = list(delta.gone) if self._tombstones else []
        present = [one.identifier for one in delta.rows]
        records = [*(one.record for one in delta.rows), *[_NOTHING] * len(gone)]
        made = self._flattener.lay_out([*present, *gone], records)
        made.tables[self._stream.key] = [
            [self._tenant_id] * len(records),
            *made.tables[self._stream.key],
            *self._ends(delta.rows, len(gone), moment_text(delta.at), version),
        ]
        for table in self._stream.table.walk():
            if table.depth:
                made.tables[table.name] = self._list(table, made, present, version)
        return made

    def _ends(self, rows: Sequence[Version], gone: int, at: str, version: str) -> list[Values]:
        """Return what the rows end with: those of records, and behind them those that are gone."""
        moment, nothing = self._fits[Type.INSTANT](at), [None] * gone
        return [
            [one.raw for one in rows] + nothing,
            [one.fingerprint for one in rows] + nothing,
            [moment] * (len(rows) + gone),
            [None] * len(rows) + [moment] * gone,
            [version] * (len(rows) + gone),
        ]

    def _list(self, table: Table, made: Laid, present: Sequence[str], version: str) -> list[Values]:
        """Return the columns of a table of lists; where they are marked, the marks come first."""
        count, marks = made.count(table.name), len(present) if self._marked else 0
        identifiers, *rest = made.tables[table.name]
        positions, own = rest[: table.depth], rest[table.depth :]
        columns: list[Values] = [
            [self._tenant_id] * (marks + count),
            [*present[:marks], *identifiers],
            *([0] * marks + list(one) for one in positions),
            *(behind_nothing(one, marks) for one in own),
            [version] * (marks + count),
        ]
        return [*columns, [True] * marks + [False] * count] if self._marked else columns


def _line(head: Mapping[str, Any], raw: str) -> str:
    """Put fields of ours before those of a record."""
    opened = msgspec.json.encode(head).decode()[:-1]
    rest = raw.removeprefix("{")
    return f"{opened}{rest}" if rest == "}" else f"{opened},{rest}"
