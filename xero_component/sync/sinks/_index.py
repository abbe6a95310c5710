"""What a sink knows of rows that it cannot ask for: a small SQLite file beside them.

It holds how far reading has come and, of each row, its fingerprint and the moment of its cursor.
All that happens to it between two commits is kept together or not at all.
"""

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from xero_component.errors import ConfigurationError, WaitError
from xero_component.store.private_file import make_private_file
from xero_component.sync.schema import Column, Type
from xero_component.sync.sink import State
from xero_component.sync.sinks._sql import check_format
from xero_component.sync.sinks._target import overtaken
from xero_component.sync.sinks._texts import second_text

BUSY_SECONDS = 5
_SET_UP = (
    "CREATE TABLE IF NOT EXISTS files (number INTEGER NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS streams (stream TEXT, tenant TEXT, state TEXT NOT NULL,"
        " PRIMARY KEY (stream, tenant))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS columns (name TEXT, column_name TEXT, type TEXT NOT NULL,"
        " path TEXT NOT NULL, PRIMARY KEY (name, column_name))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS rows (stream TEXT, tenant TEXT, id TEXT, fingerprint TEXT,"
        " moment TEXT, PRIMARY KEY (stream, tenant, id)) WITHOUT ROWID"
    ),
)
_FINGERPRINTS = (
    "SELECT id, fingerprint FROM rows WHERE stream = ? AND tenant = ?"
    " AND id IN (SELECT value FROM json_each(?))"
)
_BURY = "DELETE FROM rows WHERE stream = ? AND tenant = ? AND id = ?"


class Index:
    """The file; `open` keeps other runs from it until `close`.

    Raises `WaitError` while another run has it, `ConfigurationError` when it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def open(self) -> Self:
        """Open the file, for the owner alone, and begin."""
        try:
            make_private_file(self.path)
            self._connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("BEGIN EXCLUSIVE")
            check_format(self._connection.execute, f"The folder of {self.path}")
            for statement in _SET_UP:
                self._connection.execute(statement)
        except ConfigurationError:
            self.close()
            raise
        except (sqlite3.Error, OSError) as error:
            self.close()
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if busy:
                raise WaitError(
                    f"Another run is writing beside {self.path}.",
                    advice="Run again when it is done.",
                ) from None
            raise ConfigurationError(f"{self.path} cannot be used: {error}.") from None
        return self

    def close(self) -> None:
        """Give the file free; what has not been committed is undone."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @property
    def _rows(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ConfigurationError("The sink is not open: use it as `async with`.")
        return self._connection

    def commit(self) -> None:
        """Keep what has happened since the last commit."""
        self._rows.execute("COMMIT")
        self._rows.execute("BEGIN EXCLUSIVE")

    def number(self) -> int:
        """Return a number that no file has had; to be asked for before anything else happens."""
        [(last,)] = self._rows.execute("SELECT max(number) FROM files").fetchall()
        number = (last or 0) + 1
        self._rows.execute("DELETE FROM files")
        self._rows.execute("INSERT INTO files VALUES (?)", (number,))
        self.commit()
        return number

    def state(self, stream: str, tenant: str) -> State:
        """Return how far reading has come."""
        found = self._rows.execute(
            "SELECT state FROM streams WHERE stream = ? AND tenant = ?", (stream, tenant)
        ).fetchone()
        return State.read(msgspec.json.decode(found[0])) if found else State()

    def check(self, stream: str, tenant: str, state: State) -> None:
        """Raise `WaitError` when a state is not of the revision that is kept."""
        if self.state(stream, tenant).revision != state.revision:
            raise overtaken(stream)

    def move(self, stream: str, tenant: str, state: State) -> None:
        """Keep a state under the next revision."""
        moved = replace(state, revision=state.revision + 1)
        text = msgspec.json.encode(moved.written()).decode()
        self._rows.execute(
            "INSERT OR REPLACE INTO streams VALUES (?, ?, ?)", (stream, tenant, text)
        )

    def columns(self, table: str) -> list[Column]:
        """Return the columns that a table has had, with the type of each."""
        found = self._rows.execute(
            "SELECT column_name, type, path FROM columns WHERE name = ?", (table,)
        )
        return [
            Column(name, Type(kind), tuple(msgspec.json.decode(path))) for name, kind, path in found
        ]

    def count_columns(self, table: str) -> int:
        """Return how many columns a table has had."""
        asked = "SELECT count(*) FROM columns WHERE name = ?"
        [(count,)] = self._rows.execute(asked, (table,)).fetchall()
        return int(count)

    def add_column(self, table: str, column: Column) -> None:
        """Keep the type of a column for good."""
        path = msgspec.json.encode(column.path).decode()
        row = (table, column.name, str(column.type), path)
        self._rows.execute("INSERT OR IGNORE INTO columns VALUES (?, ?, ?, ?)", row)

    def fingerprints(
        self, stream: str, tenant: str, identifiers: Collection[str]
    ) -> dict[str, str]:
        """Return the fingerprints of rows that are there."""
        wanted = msgspec.json.encode(list(identifiers)).decode()
        return dict(self._rows.execute(_FINGERPRINTS, (stream, tenant, wanted)).fetchall())

    def identifiers(
        self, stream: str, tenant: str, since: datetime | None, before: datetime | None
    ) -> list[str]:
        """Return the ids of a window of the cursor; texts of moments sort as these do."""
        statement = "SELECT id FROM rows WHERE stream = ? AND tenant = ?"
        values = [stream, tenant]
        if since is not None:
            statement += " AND moment >= ?" if before else " AND (moment >= ? OR moment IS NULL)"
            values.append(second_text(since))
        if before is not None:
            statement += " AND moment < ?"
            values.append(second_text(before))
        return [row[0] for row in self._rows.execute(statement, values)]

    def keep(self, stream: str, tenant: str, rows: Iterable[tuple[str, str, Any]]) -> None:
        """Take up rows: id, fingerprint, and the text of the cursor's moment if it has one."""
        made = ((stream, tenant, *row) for row in rows)
        self._rows.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", made)

    def bury(self, stream: str, tenant: str, identifiers: Collection[str]) -> None:
        """Forget rows that are gone."""
        self._rows.executemany(_BURY, [(stream, tenant, one) for one in identifiers])
