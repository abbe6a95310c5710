"""SQLite: one file, several organisations, rows and cursor in one transaction.

Amounts are text with all their digits. `CAST(Total AS REAL)` compares them, and `decimal_sum` of
the sqlite3 shell adds them up exactly. Days and moments are ISO text.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import anyio
import anyio.to_thread

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync.sink import Target
from xero_component.sync.sinks._sqlite_statements import SET_UP
from xero_component.sync.sinks._sqlite_target import SqliteTables
from xero_component.sync.sinks._target import DatabaseTarget
from xero_component.sync.stream import Stream

BUSY_SECONDS = 15
CACHE_KILOBYTES = 1_000
CHECKPOINT_PAGES = 4_000
"""Pages of 4 kB after which the log is carried over: a page that changes often is written once."""
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL})

ResultT = TypeVar("ResultT")


class SqliteSink:
    """Keeps streams in a SQLite file: `async with SqliteSink(path) as sink`.

    Raises `ConfigurationError` for a file that cannot be used, `WaitError` for one that is busy.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._connection: sqlite3.Connection | None = None
        self._lock = anyio.Lock()

    async def __aenter__(self) -> Self:
        self._connection = await anyio.to_thread.run_sync(self._open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(connection.close)

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        """Return the place of a stream; its tables are made, and get the columns they lack."""
        prepare = partial(SqliteTables, stream=stream, tenant_id=tenant_id, history=history)
        return DatabaseTarget(await self._run(prepare, writes=True), self._run)

    async def _run(
        self, work: Callable[[sqlite3.Connection], ResultT], *, writes: bool = False
    ) -> ResultT:
        """Do some work in a thread: one at a time, in one transaction that is kept or undone."""
        connection = self._connection
        if connection is None:
            raise ConfigurationError("The sink is not open: use it as `async with`.")
        async with self._lock:
            return await anyio.to_thread.run_sync(self._transact, connection, work, writes)

    def _transact(
        self,
        connection: sqlite3.Connection,
        work: Callable[[sqlite3.Connection], ResultT],
        writes: bool,
    ) -> ResultT:
        with self._reporting():
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                done = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return done

    def _open(self) -> sqlite3.Connection:
        with self._reporting():
            self._prepare_file()
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                for pragma in (
                    "journal_mode = WAL",
                    "synchronous = NORMAL",
                    f"cache_size = -{CACHE_KILOBYTES}",
                    f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
                ):
                    connection.execute(f"PRAGMA {pragma}")
                with closing(connection.cursor()) as cursor:
                    cursor.execute("BEGIN IMMEDIATE")
                    for statement in SET_UP:
                        cursor.execute(statement)
                    cursor.execute("COMMIT")
            except BaseException:
                connection.close()
                raise
            return connection

    def _prepare_file(self) -> None:
        """Make folder and file for the owner alone: it is a ledger."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            message = f"The database {self.path.name} cannot be written now: {error}."
            if code in _BUSY:
                raise WaitError(message, advice="Run again when it is free.") from None
            raise ConfigurationError(
                f"The database {self.path.name} cannot be used: {error}."
            ) from None
        except OSError as error:
            raise ConfigurationError(
                f"The database {self.path} cannot be made ({type(error).__name__})."
            ) from None
