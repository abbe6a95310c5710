"""The SQL of databases that have exact types, made of names that are quoted.

`?` stands for a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xero_component.sync.schema import (
    DELETED_AT,
    FINGERPRINT,
    RAW,
    SYNCED_AT,
    TENANT,
    Column,
    Type,
)
from xero_component.sync.sinks._sql import COLUMNS, STATES, VALID_FROM, VALID_TO, history_of, sql

SYSTEM = (
    Column(RAW, Type.JSON, ()),
    Column(FINGERPRINT, Type.TEXT, ()),
    Column(SYNCED_AT, Type.INSTANT, ()),
    Column(DELETED_AT, Type.INSTANT, ()),
)
"""What every record's row ends with."""
VERSION = (
    *SYSTEM[:2],
    Column(VALID_FROM, Type.INSTANT, ()),
    Column(VALID_TO, Type.INSTANT, ()),
)
"""What every version's row ends with."""

FIND_COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_catalog = current_database() AND table_schema = ? AND table_name = ANY(?::text[])"
)
_SET_UP = (
    (
        "CREATE TABLE IF NOT EXISTS {schema}.{states} (stream VARCHAR NOT NULL, tenant_id VARCHAR"
        " NOT NULL, state VARCHAR NOT NULL, revision BIGINT NOT NULL,"
        " PRIMARY KEY (stream, tenant_id))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS {schema}.{columns} (table_name VARCHAR NOT NULL, column_name"
        " VARCHAR NOT NULL, type VARCHAR NOT NULL, path VARCHAR NOT NULL,"
        " PRIMARY KEY (table_name, column_name))"
    ),
)
_READ_STATE = "SELECT state FROM {schema}.{states} WHERE stream = ? AND tenant_id = ?"
_ADD_STATE = (
    "INSERT INTO {schema}.{states} (state, revision, stream, tenant_id) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
_MOVE_STATE = (
    "UPDATE {schema}.{states} SET state = ?, revision = ?"
    " WHERE stream = ? AND tenant_id = ? AND revision = ?"
)
_READ_COLUMNS = (
    "SELECT table_name, column_name, type, path FROM {schema}.{columns}"
    " WHERE table_name = ANY(?::text[])"
)
_ADD_COLUMNS = "INSERT INTO {schema}.{columns} VALUES "


class SchemaStatements:
    """What is asked of, and done to, the tables that keep track of all streams."""

    def __init__(self, schema: str) -> None:
        names = {"schema": schema, "states": STATES, "columns": COLUMNS}
        self.set_up = tuple(sql(one, **names) for one in _SET_UP)
        self.read_state = sql(_READ_STATE, **names)
        self.add_state = sql(_ADD_STATE, **names)
        self.move_state = sql(_MOVE_STATE, **names)
        self.read_columns = sql(_READ_COLUMNS, **names)
        self._add_columns = sql(_ADD_COLUMNS, **names)

    def add_columns(self, count: int) -> str:
        """Return what writes down so many columns, but for those that are known."""
        return self._add_columns + ", ".join(["(?, ?, ?, ?)"] * count) + " ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes what it keeps."""

    types: Mapping[Type, str]
    schema: str
    indexed: bool
    """Whether rows are found by indexes; a database of columns looks through the columns."""

    def create(self, table: str, key: Sequence[Column], others: Sequence[Column]) -> str:
        """Return what makes a table; without a key of its own, but for `unique`."""
        defined = [self._defined(column) + " NOT NULL" for column in key]
        defined += [self._defined(column) for column in others]
        made = sql("CREATE TABLE IF NOT EXISTS {schema}.{table} (", schema=self.schema, table=table)
        return made + ", ".join(defined) + ")"

    def create_keyed(self, table: str, key: Sequence[Column], others: Sequence[Column]) -> str:
        """Return what makes a table whose key is unique, where that costs no second copy."""
        made = self.create(table, key, others)
        if not self.indexed:
            return made
        return made[:-1] + sql(", PRIMARY KEY ({key}))", key=[column.name for column in key])

    def index(self, table: str, end: str, columns: Sequence[str]) -> tuple[str, ...]:
        """Return what makes an index, if there are any."""
        if not self.indexed:
            return ()
        return (
            sql(
                "CREATE INDEX IF NOT EXISTS {index} ON {schema}.{table} ({columns})",
                index=f"{table}_by_{end}",
                schema=self.schema,
                table=table,
                columns=columns,
            ),
        )

    def add_column(self, table: str, column: Column) -> str:
        """Return what adds a column to a table."""
        to = sql("ALTER TABLE {schema}.{table} ADD COLUMN ", schema=self.schema, table=table)
        return to + self._defined(column)

    def _defined(self, column: Column) -> str:
        return sql("{name} ", name=column.name) + self.types[column.type]


_RECORDS = {
    "held": "SELECT {id}, {fingerprint}, {deleted} IS NULL FROM {schema}.{table} WHERE {among}",
    "live": "SELECT {id} FROM {schema}.{table} WHERE {tenant} = ? AND {deleted} IS NULL",
    "bury": "UPDATE {schema}.{table} SET {deleted} = ?, {synced} = ?"
    " WHERE {among} AND {deleted} IS NULL",
    "close": "UPDATE {schema}.{history} SET {to} = ? WHERE {among} AND {to} IS NULL",
    "forget": "DELETE FROM {schema}.{table} WHERE {among}",
}
_AMONG = "{tenant} = ? AND {id} = ANY(?::text[])"


class RecordStatements:
    """What is asked of, and done to, the tables of one stream's records."""

    def __init__(self, schema: str, table: str, primary_key: str) -> None:
        self._names = {
            "schema": schema,
            "id": primary_key,
            "tenant": TENANT,
            "fingerprint": FINGERPRINT,
            "deleted": DELETED_AT,
            "synced": SYNCED_AT,
            "history": history_of(table),
            "to": VALID_TO,
        }
        self.held = self._said("held", table)
        """Those of some ids that are there: the fingerprint, and whether it is not marked."""
        self.live = self._said("live", table)
        """Every id that is not marked as deleted."""
        self.bury = self._said("bury", table)
        self.close = self._said("close", table)
        """Ends the versions that held until now."""

    def forget(self, table: str) -> str:
        """Return what removes the lists of some records from a table of lists."""
        return self._said("forget", table)

    def _said(self, what: str, table: str) -> str:
        return sql(_RECORDS[what].replace("{among}", _AMONG), table=table, **self._names)
