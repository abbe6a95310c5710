"""The tables of one stream of one organisation in SQLite."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import repeat
from operator import attrgetter

import msgspec

from xero_component.sync.flatten import Flattener, Misfit
from xero_component.sync.schema import Column, Type
from xero_component.sync.sink import Delta, State, Version
from xero_component.sync.sinks import _sqlite_statements as st
from xero_component.sync.sinks._sql import history_of, sql
from xero_component.sync.sinks._target import LookedUp, overtaken
from xero_component.sync.sinks._texts import moment_text, second_text
from xero_component.sync.stream import Stream
from xero_component.sync.values import amounts_as_text, digits, fits

_identifier = attrgetter("identifier")
FITS = fits({Type.DECIMAL: digits}, {Type.DECIMAL: amounts_as_text})


class SqliteTables:
    """Reads and writes the tables, inside transactions that the caller makes."""

    def __init__(
        self, connection: sqlite3.Connection, *, stream: Stream, tenant_id: str, history: bool
    ) -> None:
        self.stream = stream
        self.tenant_id = tenant_id
        self._history = history
        self._looked_up = LookedUp()
        self._records = st.record_statements(stream.table.name, stream.primary_key)
        self._load(connection)

    def _load(self, connection: sqlite3.Connection) -> None:
        """Take up the columns that the database has, and give it those that it lacks."""
        self._learned = False
        known = {
            table.name: [
                Column(name, Type(kind), tuple(msgspec.json.decode(path)))
                for name, kind, path in connection.execute(st.READ_COLUMNS, (table.name,))
            ]
            for table in self.stream.table.walk()
        }
        self._flattener = Flattener(self.stream.table, self.stream.primary_key, FITS, known)
        self._prepare()
        self._make(connection)
        for name, columns in self._flattener.columns().items():
            have = {column.name for column in known[name]}
            for column in columns:
                if column.name not in have:
                    self._add_column(connection, name, column)
        for statements in self._statements.values():
            for index in statements.index:
                connection.execute(index)

    def _prepare(self) -> None:
        """Make the statements for the present columns."""
        columns, stream = self._flattener.columns(), self.stream
        self._statements = {
            table.name: st.statements(table, stream.primary_key, columns[table.name], stream.cursor)
            for table in stream.table.walk()
        }
        self._versions = (
            st.history_statements(stream.table, stream.primary_key, columns[stream.table.name])
            if self._history
            else None
        )

    def _make(self, connection: sqlite3.Connection) -> None:
        for statements in self._statements.values():
            connection.execute(statements.create)
        if self._versions is not None:
            connection.execute(self._versions.create)
            connection.execute(self._versions.index)

    def _add_column(self, connection: sqlite3.Connection, table: str, column: Column) -> None:
        path = msgspec.json.encode(column.path).decode()
        connection.execute(st.ADD_COLUMN, (table, column.name, str(column.type), path))
        for name in (table, history_of(table)):
            found = {row[1] for row in connection.execute(sql("PRAGMA table_info({t})", t=name))}
            if found and column.name not in found:
                added = sql("ALTER TABLE {table} ADD COLUMN {name} ", table=name, name=column.name)
                connection.execute(added + st.storage(column.type))

    def state(self, connection: sqlite3.Connection) -> State:
        """Return how far reading has come."""
        key = (self.stream.key, self.tenant_id)
        found = connection.execute(st.READ_STATE, key).fetchone()
        return State.read(msgspec.json.decode(found[0])) if found else State()

    def fingerprints(
        self, connection: sqlite3.Connection, identifiers: Collection[str]
    ) -> dict[str, str]:
        """Return the fingerprints of rows that are there and not marked as deleted."""
        found = self._held(connection, identifiers)
        self._looked_up.remember(identifiers, {identifier for identifier, *_ in found})
        return {identifier: fingerprint for identifier, fingerprint, live in found if live}

    def _held(
        self, connection: sqlite3.Connection, identifiers: Collection[str]
    ) -> list[tuple[str, str, int]]:
        wanted = (self.tenant_id, msgspec.json.encode(list(identifiers)).decode())
        return connection.execute(self._records.held, wanted).fetchall()

    def identifiers(
        self, connection: sqlite3.Connection, since: datetime | None, before: datetime | None
    ) -> list[str]:
        """Return the ids of a window of the cursor; texts of moments sort as these do."""
        statement, values = self._records.live, [self.tenant_id]
        name = self.stream.cursor or self.stream.primary_key
        if since is not None:
            test = " AND {name} >= ?" if before else " AND ({name} >= ? OR {name} IS NULL)"
            statement += sql(test, name=name)
            values.append(second_text(since))
        if before is not None:
            statement += sql(" AND {name} < ?", name=name)
            values.append(second_text(before))
        return [row[0] for row in connection.execute(statement, values)]

    def write(self, connection: sqlite3.Connection, delta: Delta) -> Mapping[Misfit, int]:
        """Keep a delta; raise `WaitError` when another run has written since the state was read."""
        self._move(connection, delta.state)
        at = moment_text(delta.at)
        if self._learned:
            self._load(connection)  # the columns learned last may have been undone since
        misfits = self._keep(connection, delta.rows, at)
        buried = [(at, at, self.tenant_id, identifier) for identifier in delta.gone]
        connection.executemany(self._records.bury, buried)
        if self._versions is not None:
            ended = [(at, self.tenant_id, identifier) for identifier in delta.gone]
            connection.executemany(self._versions.close, ended)
        return misfits

    def _move(self, connection: sqlite3.Connection, state: State) -> None:
        moved = replace(state, revision=state.revision + 1)
        text = msgspec.json.encode(moved.written()).decode()
        values = (text, moved.revision, self.stream.key, self.tenant_id)
        if state.revision == 0:
            done = connection.execute(st.ADD_STATE, values)
        else:
            done = connection.execute(st.MOVE_STATE, (*values, state.revision))
        if done.rowcount != 1:
            raise overtaken(self.stream.key)

    def _keep(
        self, connection: sqlite3.Connection, rows: Sequence[Version], at: str
    ) -> Counter[Misfit]:
        records = [version.record for version in rows]
        learned = self._flattener.learn(records)
        for table, column in learned:
            self._add_column(connection, table, column)
        if learned:
            self._load(connection)  # another organisation may have given them a type before
            self._flattener.learn(records)
            self._learned = True
        self._forget_lists(connection, [version.identifier for version in rows])
        return self._insert(
            connection, sorted(rows, key=_identifier), at
        )  # pages of an index are near each other

    def _insert(
        self, connection: sqlite3.Connection, rows: Sequence[Version], at: str
    ) -> Counter[Misfit]:
        made = self._flattener.lay_out(
            [one.identifier for one in rows], [one.record for one in rows]
        )
        head = self.stream.table.name
        ends = [(one.raw, one.fingerprint, at, None) for one in rows]
        records = [
            (self.tenant_id, *row, *end)
            for row, end in zip(zip(*made.tables.pop(head), strict=True), ends, strict=True)
        ]
        connection.executemany(self._statements[head].insert, records)
        for name, values in made.tables.items():
            rows_of_lists = zip(repeat(self.tenant_id), *values)
            connection.executemany(self._statements[name].insert, rows_of_lists)
        if self._versions is not None:
            closed = ((at, self.tenant_id, one.identifier) for one in rows)
            connection.executemany(self._versions.close, closed)
            connection.executemany(self._versions.insert, records)
        return made.misfits

    def _forget_lists(self, connection: sqlite3.Connection, identifiers: list[str]) -> None:
        """Remove the lists of those records that are there already; others have none."""
        present = self._looked_up.present(identifiers)
        if present is None:
            present = [identifier for identifier, *_ in self._held(connection, identifiers)]
        old = [(self.tenant_id, identifier) for identifier in present]
        for table in self.stream.table.walk():
            if table.depth:
                connection.executemany(self._statements[table.name].forget, old)
