"""PostgreSQL: a schema of its own, several organisations, rows and cursor in one transaction.

Amounts are NUMERIC with all their digits, days DATE, moments TIMESTAMPTZ, and what Xero sent is
kept as JSONB. Names are quoted and say their schema, so that no setting of the database matters.

PostgreSQL holds no NUL character. A text with one is NULL, is told in the report, and stays in the
raw JSON with the NUL written out as `\\u0000`. https://www.postgresql.org/docs/current/datatype-json.html
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync.flatten import Values
from xero_component.sync.schema import Column, Type
from xero_component.sync.sink import Version
from xero_component.sync.sinks._libraries import library
from xero_component.sync.sinks._sql import check_format, sql
from xero_component.sync.sinks._target import DatabaseSink
from xero_component.sync.sinks._texts import storable, text_fits
from xero_component.sync.sinks._typed_statements import Dialect, SchemaStatements
from xero_component.sync.sinks._typed_tables import TypedTables
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fits

SCHEMA = "xero"
BUSY_SECONDS = 15
"""How long to wait for a lock that others hold, and for the server to answer at first."""
_CHARACTER = r"(?:[^@:/?#\[\]%]|%[0-9a-f]{2})"
_HOST = r"(?:(?:[^@:/?#\[\]%,]|%[0-9a-f]{2})*|\[[0-9a-f:.]+\])(?::[0-9]*)?"
_ADDRESS = re.compile(
    rf"postgres(?:ql)?://(?:{_CHARACTER}*(?::{_CHARACTER}*)?@)?{_HOST}(?:,{_HOST})*"
    r"(?:/(?:[^@?#%]|%[0-9a-f]{2})*)?(?:\?(?:[^@#%]|%[0-9a-f]{2})*)?",
    re.IGNORECASE | re.ASCII,
)
"""An address in which nothing but what stands before the only @ can be user name and password."""
_SCHEMA_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
_TYPES = {
    Type.TEXT: "TEXT",
    Type.DECIMAL: "NUMERIC",
    Type.INTEGER: "BIGINT",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMPTZ",
    Type.JSON: "JSONB",
}
_STAGED = "_xero_staged"
_NULL = r"\N"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED = re.compile(r"[\\\t\n\r]")
"""What stands for itself in no text of COPY. https://www.postgresql.org/docs/current/sql-copy.html"""
_LOCK_KEY = 0x7865726F
"""First half of the key of the lock under which tables change; the second one is the schema's."""

ResultT = TypeVar("ResultT")


class PostgresqlSink(DatabaseSink["_Work"]):
    """Keeps streams in PostgreSQL: `async with PostgresqlSink(url) as sink` (extra `postgres`).

    `schema` is made where it is missing. Raises `ConfigurationError` for a database that cannot be
    used, `WaitError` for one that cannot be reached or is busy.
    """

    def __init__(self, url: str, *, schema: str = SCHEMA) -> None:
        super().__init__()
        check_address(url)
        if not _SCHEMA_NAME.fullmatch(schema):
            raise ConfigurationError(
                f"{schema!r} cannot be the name of a schema.",
                advice="Use letters, digits and underscores.",
            )
        self._url = url
        self._dialect = Dialect(types=_TYPES, schema=schema, indexed=True)

    def _tables(
        self, opened: "_Work", *, stream: Stream, tenant_id: str, history: bool
    ) -> TypedTables:
        return TypedTables(opened, stream=stream, tenant_id=tenant_id, history=history)

    def _transact(
        self, opened: "_Work", work: Callable[["_Work"], ResultT], _writes: bool
    ) -> ResultT:
        if opened.connection.closed:
            opened = self._opened = self._open()  # the server may have been restarted since
        with _reporting(self._url), opened.connection.transaction():
            opened.run(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
            return work(opened)

    def _close(self, opened: "_Work") -> None:
        opened.connection.close()

    def _open(self) -> "_Work":
        psycopg = library("psycopg", extra="postgres", what="A PostgreSQL sink")
        with _reporting(self._url):
            connection = psycopg.connect(
                self._url,
                autocommit=True,
                connect_timeout=BUSY_SECONDS,
                fallback_application_name="xero-component",
                prepare_threshold=None,  # a pool in front may give each transaction another server
            )
            work = _Work(connection, self._dialect)
            try:
                with connection.transaction():
                    work.set_up()
            except BaseException:
                connection.close()
                raise
            return work


def check_address(url: str) -> None:
    """Raise `ConfigurationError` where part of a password could be taken for host, port or name.

    Errors name those; so such an address is refused before anything reads it.
    """
    if not _ADDRESS.fullmatch(url):
        raise ConfigurationError(
            "The address of the PostgreSQL database cannot be read.",
            advice="Write it as postgresql://user:password@host:5432/database, and in user name and"
            " password @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, [ as %5B, ] as %5D and"
            " % as %25.",
        )


class _Work:
    """One transaction of PostgreSQL."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self.connection = connection
        self.dialect = dialect
        self.fits: Fits = text_fits()
        self._analysed: set[str] = set()

    def set_up(self) -> None:
        """Make the schema, and the tables that keep track of all streams."""
        self.alone()
        schema = self.dialect.schema
        if not self.fetch("SELECT 1 FROM pg_namespace WHERE nspname = ?", schema):
            self.run(sql("CREATE SCHEMA {schema}", schema=schema))
        check_format(self._done, f"The schema {schema}", schema)
        for statement in SchemaStatements(schema).set_up:
            self.run(statement)

    def _done(self, statement: str) -> list[tuple[Any, ...]]:
        done = self._execute(statement, ())
        return list(done.fetchall()) if done.description else []

    def run(self, statement: str, *values: Any) -> int:
        """Do something, and return how many rows it changed."""
        return int(self._execute(statement, values).rowcount)

    def fetch(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that a question finds."""
        found: list[tuple[Any, ...]] = self._execute(statement, values).fetchall()
        return found

    def _execute(self, statement: str, values: tuple[Any, ...]) -> Any:
        return self.connection.execute(statement.replace("?", "%s"), values)

    def put(
        self,
        table: str,
        columns: Sequence[Column],
        values: Sequence[Values],
        key: Sequence[Column] = (),
    ) -> None:
        """Add rows, given as columns; with a key, in place of those that have the same."""
        names = [column.name for column in columns]
        place = {"schema": self.dialect.schema, "table": table, "names": names, "staged": _STAGED}
        lines = _lines(columns, values)
        if key:
            self._merge(place, [column.name for column in key], names, lines)
        else:
            self._copy(sql("COPY {schema}.{table} ({names}) FROM STDIN", **place), lines)
        if table not in self._analysed:
            self._analyse(table)

    def _merge(
        self, place: dict[str, Any], keys: Sequence[str], names: Sequence[str], lines: str
    ) -> None:
        """Add rows by way of a table that vanishes; those with the same key are changed."""
        alike = "CREATE TEMPORARY TABLE {staged} (LIKE {schema}.{table}) ON COMMIT DROP"
        self.run(sql(alike, **place))
        self._copy(sql("COPY pg_temp.{staged} ({names}) FROM STDIN", **place), lines)
        changed = [sql("{name} = EXCLUDED.{name}", name=one) for one in names if one not in keys]
        merge = (
            "INSERT INTO {schema}.{table} ({names}) SELECT {names} FROM pg_temp.{staged}"
            " ON CONFLICT ({keys}) DO UPDATE SET "
        )
        self.run(sql(merge, keys=keys, **place) + ", ".join(changed))
        self.run(sql("DROP TABLE pg_temp.{staged}", **place))

    def _analyse(self, table: str) -> None:
        """Let the server look at a table that is new to it; else it looks through all for a row.

        It does so by itself only minutes later.
        """
        name = sql("{schema}.{table}", schema=self.dialect.schema, table=table)
        [(rows,)] = self.fetch("SELECT reltuples FROM pg_class WHERE oid = ?::regclass", name)
        if rows <= 0:
            self.run(f"ANALYZE {name}")
        self._analysed.add(table)

    def _copy(self, statement: str, lines: str) -> None:
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(lines)

    def alone(self) -> None:
        """Wait until nobody else changes tables of ours, and keep them from it."""
        lock = "SELECT pg_advisory_xact_lock(?, hashtext(?))"
        self.fetch(lock, _LOCK_KEY, self.dialect.schema)

    def storable(self, version: Version) -> Version:
        """Return a row whose text PostgreSQL can hold."""
        return storable(version)


def _lines(columns: Sequence[Column], values: Sequence[Values]) -> str:
    """Write rows, given as columns, in the text format of COPY."""
    texts = [_texts(column.type, one) for column, one in zip(columns, values, strict=True)]
    return "".join(f"{line}\n" for line in map("\t".join, zip(*texts, strict=True)))


def _texts(kind: Type, values: Values) -> Iterable[str]:
    if kind in {Type.INTEGER, Type.BOOLEAN}:
        return [_NULL if one is None else str(one) for one in values]
    if kind in {Type.TEXT, Type.JSON} and _ESCAPED.search("".join(filter(None, values))):
        values = [None if one is None else _ESCAPED.sub(_escape, one) for one in values]
    return [_NULL if one is None else one for one in values]


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES[found[0]]


@contextmanager
def _reporting(url: str) -> Iterator[None]:
    psycopg = library("psycopg", extra="postgres", what="A PostgreSQL sink")
    try:
        yield
    except psycopg.OperationalError as error:
        raise WaitError(
            f"The database {_named(url)} cannot be used now: {_first_line(error)}",
            advice="Run again when it can be reached and others have let go of its tables.",
        ) from None
    except psycopg.Error as error:
        raise ConfigurationError(
            f"The database {_named(url)} cannot be used: {_first_line(error)}"
        ) from None


def _named(url: str) -> str:
    """Name a database without the user and the password in its URL."""
    parts = urlsplit(url)
    return f"{parts.path.removeprefix('/') or 'of that name'} on {parts.hostname or 'this machine'}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
