"""The SQL of the SQLite sink, made of names that are quoted.

Amounts are TEXT: SQLite has no exact decimal, and turns digits into binary fractions in a column
whose type is called NUMERIC or DECIMAL. https://www.sqlite.org/datatype3.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
from xero_component.sync.sinks._sql import (
    COLUMNS,
    STATES,
    VALID_FROM,
    VALID_TO,
    history_of,
    sql,
)

SYSTEM = (RAW, FINGERPRINT, SYNCED_AT, DELETED_AT)
"""What every record's row ends with."""

MAKE_STATES = (
    f"CREATE TABLE IF NOT EXISTS {STATES} (stream TEXT NOT NULL, tenant_id TEXT NOT NULL,"
    " state TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (stream, tenant_id))"
)
MAKE_COLUMNS = (
    f"CREATE TABLE IF NOT EXISTS {COLUMNS} (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " type TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (table_name, column_name))"
)
SET_UP = (MAKE_STATES, MAKE_COLUMNS)
READ_STATE = "SELECT state FROM _xero_streams WHERE stream = ? AND tenant_id = ?"
ADD_STATE = (
    "INSERT INTO _xero_streams (state, revision, stream, tenant_id) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
MOVE_STATE = (
    "UPDATE _xero_streams SET state = ?, revision = ?"
    " WHERE stream = ? AND tenant_id = ? AND revision = ?"
)
READ_COLUMNS = "SELECT column_name, type, path FROM _xero_columns WHERE table_name = ?"
ADD_COLUMN = "INSERT OR IGNORE INTO _xero_columns VALUES (?, ?, ?, ?)"


def storage(kind: Type) -> str:
    """Return the column type; those whose name holds INT or TEXT change no other value."""
    return "INTEGER" if kind in {Type.INTEGER, Type.BOOLEAN} else "TEXT"


def create(
    name: str, key: Sequence[Column], columns: Sequence[Column], system: Sequence[str]
) -> str:
    """Return the statement that makes a table, but for its end."""
    defined = [_defined(column) + " NOT NULL" for column in key]
    defined += [_defined(column) for column in columns]
    defined += [sql("{name} TEXT", name=one) for one in system]
    return sql("CREATE TABLE IF NOT EXISTS {name} (", name=name) + ", ".join(defined)


def _defined(column: Column) -> str:
    return sql("{name} ", name=column.name) + storage(column.type)


@dataclass(frozen=True, slots=True)
class Statements:
    """What is done to one table."""

    create: str
    index: tuple[str, ...]
    insert: str
    forget: str
    """Removes the list of one record."""


def statements(
    table: Table, primary_key: str, columns: Sequence[Column], cursor: str | None
) -> Statements:
    """Return the statements for a table with these columns beside its key."""
    key = table.key(primary_key)
    system = () if table.depth else SYSTEM
    names = [column.name for column in (*key, *columns)] + list(system)
    made = create(table.name, key, columns, system)
    made += sql(", PRIMARY KEY ({key}))", key=[column.name for column in key])
    return Statements(
        create=made,
        index=_index(table, cursor),
        insert=_insert("INSERT OR REPLACE INTO {table} ({names}) VALUES (", table.name, names),
        forget=sql(
            "DELETE FROM {table} WHERE {tenant} = ? AND {id} = ?",
            table=table.name,
            tenant=TENANT,
            id=primary_key,
        ),
    )


def _index(table: Table, cursor: str | None) -> tuple[str, ...]:
    if table.depth or cursor is None:
        return ()
    return (
        sql(
            "CREATE INDEX IF NOT EXISTS {index} ON {table} ({columns})",
            index=f"{table.name}_by_{cursor}",
            table=table.name,
            columns=(TENANT, cursor),
        ),
    )


def _insert(template: str, table: str, names: Sequence[str]) -> str:
    return sql(template, table=table, names=names) + ", ".join("?" * len(names)) + ")"


@dataclass(frozen=True, slots=True)
class RecordStatements:
    """What is asked of, and done to, the table of records."""

    held: str
    """Those of a JSON list of ids that are there: the fingerprint, and whether it is not marked."""
    live: str
    """Every id that is not marked as deleted."""
    bury: str


def record_statements(table: str, primary_key: str) -> RecordStatements:
    """Return the statements on the table of a stream's records."""
    names = {
        "table": table,
        "id": primary_key,
        "tenant": TENANT,
        "fingerprint": FINGERPRINT,
        "deleted": DELETED_AT,
        "synced": SYNCED_AT,
    }
    return RecordStatements(
        held=sql(
            "SELECT {id}, {fingerprint}, {deleted} IS NULL FROM {table}"
            " WHERE {tenant} = ? AND {id} IN (SELECT value FROM json_each(?))",
            **names,
        ),
        live=sql("SELECT {id} FROM {table} WHERE {tenant} = ? AND {deleted} IS NULL", **names),
        bury=sql(
            "UPDATE {table} SET {deleted} = ?, {synced} = ? WHERE {tenant} = ? AND {id} = ?"
            " AND {deleted} IS NULL",
            **names,
        ),
    )


@dataclass(frozen=True, slots=True)
class HistoryStatements:
    """What is done to the table of every version of a stream's records."""

    create: str
    index: str
    insert: str
    close: str
    """Ends the version that held until now."""


def history_statements(
    table: Table, primary_key: str, columns: Sequence[Column]
) -> HistoryStatements:
    """Return the statements for the versions of a stream's records."""
    name = history_of(table.name)
    key = table.key(primary_key)
    ends = (RAW, FINGERPRINT, VALID_FROM, VALID_TO)
    names = [column.name for column in (*key, *columns)] + list(ends)
    index = sql(
        "CREATE INDEX IF NOT EXISTS {index} ON {table} ({columns})",
        index=f"{name}_by_record",
        table=name,
        columns=[column.name for column in key],
    )
    return HistoryStatements(
        create=create(name, key, columns, ends) + ")",
        index=index,
        insert=_insert("INSERT INTO {table} ({names}) VALUES (", name, names),
        close=sql(
            "UPDATE {table} SET {to} = ? WHERE {tenant} = ? AND {id} = ? AND {to} IS NULL",
            table=name,
            to=VALID_TO,
            tenant=TENANT,
            id=primary_key,
        ),
    )
