"""Where records are kept: by id, with a few indexes; a stored record is never edited in place."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any

Record = dict[str, Any]
"""A record under Xero's field names; values are str, bool, int, Decimal, date, datetime, lists."""


class Table:
    """Records of one kind, in the order of their creation."""

    def __init__(self, key: str, **indexes: Callable[[Record], Hashable | None]) -> None:
        self.key = key
        self._rows: dict[str, Record] = {}
        self._indexes = indexes
        self._entries: dict[str, dict[Hashable, dict[str, None]]] = {name: {} for name in indexes}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._rows

    def get(self, identifier: str) -> Record | None:
        """Look up by id."""
        return self._rows.get(identifier)

    def all(self) -> Iterable[Record]:
        """Every record."""
        return self._rows.values()

    def find(self, index: str, value: Hashable) -> list[Record]:
        """Every record that an index files under a value."""
        return [self._rows[key] for key in self._entries[index].get(value, ())]

    def copy(self) -> "Table":
        """Return a table of the same records, which goes its own way."""
        twin = Table(self.key, **self._indexes)
        twin._rows = dict(self._rows)
        twin._entries = {
            name: {value: dict(ids) for value, ids in entries.items()}
            for name, entries in self._entries.items()
        }
        return twin

    def put(self, record: Record) -> Record | None:
        """Store a record under its id and return the one that stood there before."""
        identifier = record[self.key]
        previous = self._rows.get(identifier)
        if previous is not None:
            self._unfile(previous)
        self._rows[identifier] = record
        for name, index in self._indexes.items():
            value = index(record)
            if value is not None:
                self._entries[name].setdefault(value, {})[identifier] = None
        return previous

    def remove(self, identifier: str) -> Record | None:
        """Take a record out and return it."""
        record = self._rows.pop(identifier, None)
        if record is not None:
            self._unfile(record)
        return record

    def _unfile(self, record: Record) -> None:
        for name, index in self._indexes.items():
            value = index(record)
            if value is not None:
                self._entries[name][value].pop(record[self.key], None)
