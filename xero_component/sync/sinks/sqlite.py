"""SQLite: one file, several organisations, rows and cursor in one transaction.

Amounts are text with all their digits. `CAST(Total AS REAL)` compares them, and `decimal_sum` of
the sqlite3 shell adds them up exactly. Days and moments are ISO text.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from xero_component.errors import ConfigurationError, WaitError
from xero_component.store.private_file import make_private_file
from xero_component.sync.sinks._sql import check_format
from xero_component.sync.sinks._sqlite_statements import SET_UP
from xero_component.sync.sinks._sqlite_target import SqliteTables
from xero_component.sync.sinks._target import DatabaseSink
from xero_component.sync.stream import Stream

BUSY_SECONDS = 15
CACHE_KILOBYTES = 4_000
CHECKPOINT_PAGES = 20_000
"""Pages of 4 kB after which the log is carried over: a page that changes often is written once."""
_BUSY = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
)

ResultT = TypeVar("ResultT")


class SqliteSink(DatabaseSink[sqlite3.Connection]):
    """Keeps streams in a SQLite file: `async with SqliteSink(path) as sink`.

    Raises `ConfigurationError` for a file that cannot be used, `WaitError` for one that is busy.
    """

    def __init__(self, path: str | Path) -> None:
        super().__init__()
        self.path = Path(path)

    def _tables(
        self, opened: sqlite3.Connection, *, stream: Stream, tenant_id: str, history: bool
    ) -> SqliteTables:
        return SqliteTables(opened, stream=stream, tenant_id=tenant_id, history=history)

    def _transact(
        self,
        opened: sqlite3.Connection,
        work: Callable[[sqlite3.Connection], ResultT],
        writes: bool,
    ) -> ResultT:
        with self._reporting():
            opened.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                done = work(opened)
                opened.execute("COMMIT")
            except BaseException:
                if opened.in_transaction:
                    opened.execute("ROLLBACK")
                raise
            return done

    def _close(self, opened: sqlite3.Connection) -> None:
        opened.close()

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
                    check_format(cursor.execute, f"The database {self.path.name}")
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
        make_private_file(self.path)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            message = f"The database {self.path.name} cannot be written now: {error}."
            if code in _BUSY:
                raise WaitError(
                    message, advice="Run again when it is free and the disk has room."
                ) from None
            raise ConfigurationError(
                f"The database {self.path.name} cannot be used: {error}."
            ) from None
        except OSError as error:
            raise ConfigurationError(
                f"The database {self.path} cannot be opened or made ({type(error).__name__})."
            ) from None
