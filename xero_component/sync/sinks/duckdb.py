"""DuckDB: one file, several organisations, rows and cursor in one transaction.

Amounts are DECIMAL(38, 12): 26 digits before the point and 12 behind it, all of them exact. One
that does not fit is NULL, is told in the report, and stays in the raw JSON.

https://duckdb.org/docs/stable/sql/data_types/numeric
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync.flatten import Values
from xero_component.sync.schema import Column, Type
from xero_component.sync.sink import Version
from xero_component.sync.sinks._arrow import arrow_table, arrow_types, columnar_fits
from xero_component.sync.sinks._libraries import library
from xero_component.sync.sinks._sql import check_format, sql
from xero_component.sync.sinks._target import DatabaseSink
from xero_component.sync.sinks._typed_statements import Dialect, SchemaStatements
from xero_component.sync.sinks._typed_tables import TypedTables
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fits

DIALECT = Dialect(
    types={
        Type.TEXT: "VARCHAR",
        Type.DECIMAL: "DECIMAL(38, 12)",
        Type.INTEGER: "BIGINT",
        Type.BOOLEAN: "BOOLEAN",
        Type.DATE: "DATE",
        Type.INSTANT: "TIMESTAMPTZ",
        Type.JSON: "JSON",
    },
    schema="main",
    indexed=False,
)
MEMORY = "1GB"
"""The most that DuckDB takes for itself; it would take four fifths of the machine's."""
CHECKPOINT = "128MB"
"""Size of the log after which it is carried over into the file."""
THREADS = 1
"""A page of rows is too little to be shared out among several."""
_STAGED = "_xero_staged"
_BUSY = re.compile(
    r"set lock on file|[Nn]o space left|[Cc]ould not write|being used by another process"
)

ResultT = TypeVar("ResultT")


class DuckdbSink(DatabaseSink["_Work"]):
    """Keeps streams in a DuckDB file: `async with DuckdbSink(path) as sink` (extra `duckdb`).

    Raises `ConfigurationError` for a file that cannot be used, `WaitError` for one that another
    process has open: DuckDB files are for one at a time.
    """

    rows_a_write = 5000
    """Each write takes DuckDB some hundredths of a second, however many rows it has."""

    def __init__(self, path: str | Path, *, memory: str = MEMORY) -> None:
        super().__init__()
        self.path = Path(path)
        self._memory = memory

    def _tables(
        self, opened: "_Work", *, stream: Stream, tenant_id: str, history: bool
    ) -> TypedTables:
        return TypedTables(opened, stream=stream, tenant_id=tenant_id, history=history)

    def _transact(
        self,
        opened: "_Work",
        work: Callable[["_Work"], ResultT],
        _writes: bool,
    ) -> ResultT:
        with _reporting(self.path):
            opened.connection.execute("BEGIN")
            try:
                done = work(opened)
                opened.connection.execute("COMMIT")
            except BaseException:
                opened.roll_back()
                raise
            return done

    def _close(self, opened: "_Work") -> None:
        opened.connection.close()

    def _open(self) -> "_Work":
        duckdb = library("duckdb", extra="duckdb", what="A DuckDB sink")
        library("pyarrow", extra="duckdb", what="A DuckDB sink")
        with _reporting(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            settings = {
                "memory_limit": self._memory,
                "wal_autocheckpoint": CHECKPOINT,
                "threads": THREADS,
            }
            connection = duckdb.connect(str(self.path), config=settings)
            try:
                self.path.chmod(0o600)  # it is a ledger
                check_format(
                    lambda statement: connection.execute(statement).fetchall(),
                    f"The database {self.path.name}",
                )
                for statement in SchemaStatements(DIALECT.schema).set_up:
                    connection.execute(statement)
            except BaseException:
                connection.close()
                raise
            return _Work(connection)


class _Work:
    """One transaction of DuckDB."""

    dialect = DIALECT

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.fits: Fits = columnar_fits()
        self._types = arrow_types()

    def run(self, statement: str, *values: Any) -> int:
        """Do something, and return how many rows it changed."""
        done = self.connection.execute(statement, values).fetchall()
        return int(done[0][0]) if done else 0

    def fetch(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows that a question finds."""
        found: list[tuple[Any, ...]] = self.connection.execute(statement, values).fetchall()
        return found

    def put(
        self,
        table: str,
        columns: Sequence[Column],
        values: Sequence[Values],
        key: Sequence[Column] = (),
    ) -> None:
        """Add rows, given as columns; with a key, in place of those that have the same."""
        names = [column.name for column in columns]
        self.connection.register(_STAGED, arrow_table(columns, values, self._types))
        try:
            if key:
                same = " AND ".join(sql("t.{k} = s.{k}", k=column.name) for column in key)
                old = sql("DELETE FROM {table} t USING {staged} s", table=table, staged=_STAGED)
                self.connection.execute(f"{old} WHERE {same}")
            self.connection.execute(
                sql(
                    "INSERT INTO {table} ({names}) SELECT {names} FROM {staged}",
                    table=table,
                    names=names,
                    staged=_STAGED,
                )
            )
        finally:
            self.connection.unregister(_STAGED)

    def alone(self) -> None:
        """Nobody else has the file open."""

    def storable(self, version: Version) -> Version:
        """DuckDB holds any text."""
        return version

    def roll_back(self) -> None:
        """Undo what has been done; what failed may have undone it already."""
        duckdb = library("duckdb", extra="duckdb", what="A DuckDB sink")
        try:
            self.connection.execute("ROLLBACK")
        except duckdb.TransactionException:
            return


@contextmanager
def _reporting(path: Path) -> Iterator[None]:
    duckdb = library("duckdb", extra="duckdb", what="A DuckDB sink")
    try:
        yield
    except duckdb.Error as error:
        if _BUSY.search(str(error)):
            raise WaitError(
                f"The database {path.name} cannot be written now: {_first_line(error)}",
                advice="Run again when no other process has it open and the disk has room.",
            ) from None
        raise ConfigurationError(
            f"The database {path.name} cannot be used: {_first_line(error)}"
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The database {path} cannot be made ({type(error).__name__})."
        ) from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
