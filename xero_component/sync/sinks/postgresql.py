"""PostgreSQL: a schema of its own, several organisations, rows and cursor in one transaction.

Amounts are NUMERIC with all their digits, days DATE, moments TIMESTAMPTZ, and what Xero sent is
kept as JSONB. Names are quoted and say their schema, so that no setting of the database matters.

PostgreSQL holds no NUL character. A text with one is NULL, is told in the report, and stays in the
raw JSON with the NUL written out as `\\u0000`. https://www.postgresql.org/docs/current/datatype-json.html
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import anyio
import anyio.to_thread

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync.schema import Column, Type
from xero_component.sync.sink import Target, Version
from xero_component.sync.sinks._libraries import library
from xero_component.sync.sinks._sql import sql
from xero_component.sync.sinks._target import DatabaseTarget
from xero_component.sync.sinks._texts import text_fits, without_nul
from xero_component.sync.sinks._typed_statements import Dialect, SchemaStatements
from xero_component.sync.sinks._typed_tables import TypedTables
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fit

SCHEMA = "xero"
BUSY_SECONDS = 15
"""How long to wait for a lock that others hold, and for the server to answer at first."""
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
_LOCK_KEY = 0x7865726F
"""First half of the key of the lock under which tables change; the second one is the schema's."""

ResultT = TypeVar("ResultT")


class PostgresqlSink:
    """Keeps streams in PostgreSQL: `async with PostgresqlSink(url) as sink` (extra `postgres`).

    `schema` is made where it is missing. Raises `ConfigurationError` for a database that cannot be
    used, `WaitError` for one that cannot be reached or is busy.
    """

    def __init__(self, url: str, *, schema: str = SCHEMA) -> None:
        if not _SCHEMA_NAME.fullmatch(schema):
            raise ConfigurationError(
                f"{schema!r} cannot be the name of a schema.",
                advice="Use letters, digits and underscores.",
            )
        self._url = url
        self._dialect = Dialect(types=_TYPES, schema=schema, indexed=True)
        self._work: _Work | None = None
        self._lock = anyio.Lock()

    async def __aenter__(self) -> Self:
        self._work = await anyio.to_thread.run_sync(self._open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        work, self._work = self._work, None
        if work is not None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(work.connection.close)

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        """Return the place of a stream; its tables are made, and get the columns they lack."""
        prepare = partial(TypedTables, stream=stream, tenant_id=tenant_id, history=history)
        return DatabaseTarget(await self._run(prepare, writes=True), self._run)

    async def _run(
        self,
        work: Callable[["_Work"], ResultT],
        *,
        writes: bool = False,  # noqa: ARG002 - every transaction may write
    ) -> ResultT:
        """Do some work in a thread: one at a time, in one transaction that is kept or undone."""
        async with self._lock:
            if self._work is None:
                raise ConfigurationError("The sink is not open: use it as `async with`.")
            return await anyio.to_thread.run_sync(self._transact, work)

    def _transact(self, work: Callable[["_Work"], ResultT]) -> ResultT:
        opened = self._work
        if opened is None or opened.connection.closed:
            opened = self._work = self._open()  # the server may have been restarted since
        with _reporting(self._url), opened.connection.transaction():
            opened.run(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
            return work(opened)

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


class _Work:
    """One transaction of PostgreSQL."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self.connection = connection
        self.dialect = dialect
        self.fits: Mapping[Type, Fit] = text_fits()

    def set_up(self) -> None:
        """Make the schema, and the tables that keep track of all streams."""
        self.alone()
        schema = self.dialect.schema
        if not self.fetch("SELECT 1 FROM pg_namespace WHERE nspname = ?", schema):
            self.run(sql("CREATE SCHEMA {schema}", schema=schema))
        for statement in SchemaStatements(schema).set_up:
            self.run(statement)

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
        rows: list[tuple[Any, ...]],
        key: Sequence[Column] = (),
    ) -> None:
        """Add rows to a table; where a key is given, in place of those that have the same."""
        names = [column.name for column in columns]
        place = {"schema": self.dialect.schema, "table": table, "names": names, "staged": _STAGED}
        if not key:
            self._copy(sql("COPY {schema}.{table} ({names}) FROM STDIN", **place), rows)
            return
        alike = "CREATE TEMPORARY TABLE {staged} (LIKE {schema}.{table}) ON COMMIT DROP"
        self.run(sql(alike, **place))
        self._copy(sql("COPY pg_temp.{staged} ({names}) FROM STDIN", **place), rows)
        keys = [column.name for column in key]
        changed = [sql("{name} = EXCLUDED.{name}", name=one) for one in names if one not in keys]
        merge = (
            "INSERT INTO {schema}.{table} ({names}) SELECT {names} FROM pg_temp.{staged}"
            " ON CONFLICT ({keys}) DO UPDATE SET "
        )
        self.run(sql(merge, keys=keys, **place) + ", ".join(changed))
        self.run(sql("DROP TABLE pg_temp.{staged}", **place))

    def _copy(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def alone(self) -> None:
        """Wait until nobody else changes tables of ours, and keep them from it."""
        lock = "SELECT pg_advisory_xact_lock(?, hashtext(?))"
        self.fetch(lock, _LOCK_KEY, self.dialect.schema)

    def storable(self, version: Version) -> Version:
        """Return a row whose text PostgreSQL can hold."""
        return without_nul(version)


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
