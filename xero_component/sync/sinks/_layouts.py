"""How records become rows of files: as they are, or laid out in tables.

Whatever the layout, `_version` tells the versions of a record apart and puts them in order, and an
object in a list has the `_version` of its record.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from xero_component.sync.flatten import Flattener, Rows
from xero_component.sync.schema import (
    DELETED_AT,
    FINGERPRINT,
    RAW,
    SYNCED_AT,
    TENANT,
    Column,
    Type,
)
from xero_component.sync.sink import Delta
from xero_component.sync.sinks._index import Index
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fit

VERSION, REMOVED = "_version", "_removed"
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

    def rows(self, delta: Delta, version: str) -> Rows:
        """Return the lines."""
        head = {TENANT: self._tenant_id, SYNCED_AT: _moment(delta.at), VERSION: version}
        lines = [
            (_line({**head, DELETED_AT: None, FINGERPRINT: one.fingerprint}, one.raw),)
            for one in delta.rows
        ]
        gone = {**head, DELETED_AT: _moment(delta.at)}
        lines += [(_line({**gone, self._stream.primary_key: one}, "{}"),) for one in delta.gone]
        return Rows({self._stream.key: lines})


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
        fits: Mapping[Type, Fit],
        *,
        marked: bool = False,
        tombstones: bool = True,
    ) -> None:
        self._index = index
        self._stream = stream
        self._tenant_id = tenant_id
        self._fits = fits
        self._marked = marked
        self._tombstones = tombstones
        self._load()

    def _load(self) -> None:
        known = {table.name: self._index.columns(table.name) for table in self._stream.table.walk()}
        self._flattener = Flattener(self._stream.table, self._stream.primary_key, self._fits, known)
        self._own = self._flattener.columns()
        for name, columns in self._own.items():
            for column in columns:
                self._index.add_column(name, column)

    def learn(self, delta: Delta) -> bool:
        """Take up new fields, each with the type that it has had, or that its first value has."""
        learned = self._flattener.learn(one.record for one in delta.rows)
        for table, column in learned:
            self._index.add_column(table, column)
        if learned:
            self._load()  # another organisation may have given them a type before
        return bool(learned) or self._is_behind()

    def _is_behind(self) -> bool:
        """Tell whether another organisation has brought columns that are not known here yet."""
        count = {name: len(columns) for name, columns in self._own.items()}
        if all(self._index.count_columns(name) == many for name, many in count.items()):
            return False
        self._load()
        return True

    def columns(self) -> Mapping[str, Sequence[Column]]:
        """Return the columns of each table, in the order of the rows."""
        found: dict[str, Sequence[Column]] = {}
        for table in self._stream.table.walk():
            key, own = table.key(self._stream.primary_key), self._own[table.name]
            removed = (Column(REMOVED, Type.BOOLEAN, ()),) if self._marked else ()
            ends = (*LIST_ENDS, *removed) if table.depth else RECORD_ENDS
            found[table.name] = (*key, *own, *ends)
        return found

    def rows(self, delta: Delta, version: str) -> Rows:
        """Return the rows of each table."""
        made = self._flattener.rows((one.identifier, one.record) for one in delta.rows)
        at, name = self._fits[Type.INSTANT](_moment(delta.at)), self._stream.table.name
        tenant = (self._tenant_id,)
        records = [
            (*tenant, *row, one.raw, one.fingerprint, at, None, version)
            for row, one in zip(made.tables[name], delta.rows, strict=True)
        ]
        if self._tombstones:
            nothing = (None,) * len(self._own[name])
            records += [(*tenant, one, *nothing, None, None, at, at, version) for one in delta.gone]
        made.tables[name] = records
        for table in self._stream.table.walk():
            if table.depth:
                ends: tuple[Any, ...] = (version, False) if self._marked else (version,)
                rows = [(*tenant, *row, *ends) for row in made.tables[table.name]]
                made.tables[table.name] = (
                    self._marks(table.name, table.depth, delta, version) + rows
                )
        return made

    def _marks(self, name: str, depth: int, delta: Delta, version: str) -> list[tuple[Any, ...]]:
        if not self._marked:
            return []
        nothing = (None,) * len(self._own[name])
        place = (0,) * depth
        return [
            (self._tenant_id, one.identifier, *place, *nothing, version, True) for one in delta.rows
        ]


def _line(head: Mapping[str, Any], raw: str) -> str:
    """Put fields of ours before those of a record."""
    opened = msgspec.json.encode(head).decode()[:-1]
    rest = raw.removeprefix("{")
    return f"{opened}{rest}" if rest == "}" else f"{opened},{rest}"


def _moment(moment: datetime | None) -> str:
    known = (moment or datetime.now(UTC)).astimezone(UTC)
    return known.isoformat(timespec="milliseconds").replace("+00:00", "Z")
