"""The tables of one stream of one organisation in a database that has exact types."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Protocol

import msgspec

from xero_component.sync.flatten import Flattener, Laid, Misfit, Values
from xero_component.sync.schema import TENANT, Column, Table, Type
from xero_component.sync.sink import Delta, State, Version
from xero_component.sync.sinks import _typed_statements as st
from xero_component.sync.sinks._sql import history_of, sql
from xero_component.sync.sinks._target import LookedUp, overtaken
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fits


class Work(Protocol):
    """One transaction of a database."""

    @property
    def dialect(self) -> st.Dialect:
        """How the database writes what it keeps."""
        ...

    @property
    def fits(self) -> Fits:
        """What makes values ready for `put`."""
        ...

    def run(self, statement: str, *values: Any) -> int:
        """Do something, and return how many rows it changed."""
        ...

    def fetch(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that a question finds."""
        ...

    def put(
        self,
        table: str,
        columns: Sequence[Column],
        values: Sequence[Values],
        key: Sequence[Column] = (),
    ) -> None:
        """Add rows, given as columns; with a key, in place of those that have the same."""
        ...

    def alone(self) -> None:
        """Wait until nobody else changes tables of ours, and keep them from it."""
        ...

    def storable(self, version: Version) -> Version:
        """Return a row whose text the database can hold."""
        ...


class TypedTables:
    """Reads and writes the tables, inside transactions that the caller makes."""

    def __init__(self, work: Work, *, stream: Stream, tenant_id: str, history: bool) -> None:
        self.stream = stream
        self.tenant_id = tenant_id
        self._history = history
        self._looked_up = LookedUp()
        schema = work.dialect.schema
        self._all = st.SchemaStatements(schema)
        self._records = st.RecordStatements(schema, stream.table.name, stream.primary_key)
        self._load(work)

    def _load(self, work: Work) -> None:
        """Take up the columns that the database has, and give it those that it lacks."""
        self._learned = False
        work.alone()
        tables = list(self.stream.table.walk())
        known: dict[str, list[Column]] = {table.name: [] for table in tables}
        for table, name, kind, path in work.fetch(self._all.read_columns, list(known)):
            column = Column(name, Type(kind), tuple(msgspec.json.decode(path)))
            known[table].append(column)
        self._flattener = Flattener(self.stream.table, self.stream.primary_key, work.fits, known)
        self._columns = self._flattener.columns()
        for one in tables:
            self._make(work, one)
        self._complete(work, known)

    def _make(self, work: Work, table: Table) -> None:
        dialect, name = work.dialect, table.name
        key, columns = self._key(table), self._columns[name]
        system = () if table.depth else st.SYSTEM
        work.run(dialect.create_keyed(name, key, (*columns, *system)))
        if table.depth:
            return
        if self.stream.cursor is not None:
            self._index(work, name, self.stream.cursor)
        if self._history:
            work.run(dialect.create(history_of(name), key, (*columns, *st.VERSION)))
            self._index(work, history_of(name), self.stream.primary_key)

    def _index(self, work: Work, table: str, column: str) -> None:
        for statement in work.dialect.index(table, column, (TENANT, column)):
            work.run(statement)

    def _complete(self, work: Work, known: Mapping[str, Sequence[Column]]) -> None:
        """Write down the columns of all tables, and add those that the tables lack."""
        new = [
            (table, column.name, str(column.type), msgspec.json.encode(column.path).decode())
            for table, columns in self._columns.items()
            for column in columns
            if column not in known.get(table, ())
        ]
        if new:
            work.run(self._all.add_columns(len(new)), *chain.from_iterable(new))
        made = {name: table for table in self._columns for name in (table, history_of(table))}
        found: dict[str, set[str]] = {}
        for name, column_name in work.fetch(st.FIND_COLUMNS, work.dialect.schema, list(made)):
            found.setdefault(name, set()).add(column_name)
        for name, table in made.items():
            there = found.get(name, set())
            for column in self._columns[table] if there else ():
                if column.name not in there:
                    work.run(work.dialect.add_column(name, column))

    def _key(self, table: Table) -> tuple[Column, ...]:
        return table.key(self.stream.primary_key)

    def state(self, work: Work) -> State:
        """Return how far reading has come."""
        found = work.fetch(self._all.read_state, self.stream.key, self.tenant_id)
        return State.read(msgspec.json.decode(found[0][0])) if found else State()

    def fingerprints(self, work: Work, identifiers: Collection[str]) -> Mapping[str, str]:
        """Return the fingerprints of rows that are there and not marked as deleted."""
        found = work.fetch(self._records.held, self.tenant_id, list(identifiers))
        self._looked_up.remember(identifiers, {identifier for identifier, *_ in found})
        return {identifier: fingerprint for identifier, fingerprint, live in found if live}

    def identifiers(self, work: Work, since: datetime | None, before: datetime | None) -> list[str]:
        """Return the ids of a window of the cursor."""
        statement, values = self._records.live, [self.tenant_id, *filter(None, (since, before))]
        name = self.stream.cursor or self.stream.primary_key
        if since is not None:
            test = " AND {name} >= ?" if before else " AND ({name} >= ? OR {name} IS NULL)"
            statement += sql(test, name=name)
        if before is not None:
            statement += sql(" AND {name} < ?", name=name)
        return [row[0] for row in work.fetch(statement, *values)]

    def write(self, work: Work, delta: Delta) -> Mapping[Misfit, int]:
        """Keep a delta; raise `WaitError` when another run has written since the state was read."""
        self._move(work, delta.state)
        at = (delta.at or datetime.now(UTC)).astimezone(UTC)
        if self._learned:
            self._load(work)  # the columns learned last may have been undone since
        misfits = self._keep(work, [work.storable(row) for row in delta.rows], at)
        gone = list(delta.gone)
        if gone:
            work.run(self._records.bury, at, at, self.tenant_id, gone)
            if self._history:
                work.run(self._records.close, at, self.tenant_id, gone)
        return misfits

    def _move(self, work: Work, state: State) -> None:
        moved = replace(state, revision=state.revision + 1)
        text = msgspec.json.encode(moved.written()).decode()
        values = (text, moved.revision, self.stream.key, self.tenant_id)
        if state.revision == 0:
            done = work.run(self._all.add_state, *values)
        else:
            done = work.run(self._all.move_state, *values, state.revision)
        if done != 1:
            raise overtaken(self.stream.key)

    def _keep(self, work: Work, rows: Sequence[Version], at: datetime) -> Counter[Misfit]:
        if not rows:
            return Counter()
        written = [one.record for one in rows]
        if self._flattener.learn(written):
            self._add_learned(work)
            self._flattener.learn(written)
        identifiers = [version.identifier for version in rows]
        present = self._present(work, identifiers)
        made = self._flattener.lay_out(identifiers, written)
        head, count = self.stream.table, len(rows)
        moment = work.fits[Type.INSTANT](at.isoformat().replace("+00:00", "Z"))
        records: list[Values] = [
            [self.tenant_id] * count,
            *made.tables[head.name],
            [one.raw for one in rows],
            [one.fingerprint for one in rows],
            [moment] * count,
            [None] * count,
        ]
        columns = self._key(head) + tuple(self._columns[head.name])
        # Everybody takes tables in the order of the walk: two who wait for each other wait forever.
        work.put(head.name, (*columns, *st.SYSTEM), records, self._key(head) if present else ())
        if self._history:
            work.run(self._records.close, at, self.tenant_id, present)
            work.put(history_of(head.name), (*columns, *st.VERSION), records)
        self._put_lists(work, made, present)
        return made.misfits

    def _present(self, work: Work, identifiers: list[str]) -> list[str]:
        """Return the ids of records that are there, marked as deleted or not."""
        known = self._looked_up.present(identifiers)
        if known is not None:
            return known
        found = work.fetch(self._records.held, self.tenant_id, identifiers)
        return [identifier for identifier, *_ in found]

    def _add_learned(self, work: Work) -> None:
        work.alone()
        self._columns = self._flattener.columns()
        self._complete(work, {})
        self._load(work)  # another organisation may have given them a type before
        self._learned = True

    def _put_lists(self, work: Work, made: Laid, present: list[str]) -> None:
        """Replace the lists of records as a whole."""
        for table in self.stream.table.walk():
            if not table.depth:
                continue
            if present:
                work.run(self._records.forget(table.name), self.tenant_id, present)
            if count := made.count(table.name):
                columns = self._key(table) + tuple(self._columns[table.name])
                work.put(table.name, columns, [[self.tenant_id] * count, *made.tables[table.name]])
