"""The database that processes share, and short transactions over it.

One writer at a time: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock for the transaction.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import ConnectionPoolEntry

from xero_component.errors import ConfigurationError
from xero_component.store.location import shown_url
from xero_component.store.migration import bring_up_to_date
from xero_component.store.private_file import make_private_file
from xero_component.store.problems import reason, reporting

BUSY_SECONDS = 15
_ADVISORY_LOCK = 0x7865726F
_WRITES = "xero_component_writes"
_TALLY = "xero_component_tally"


_TALLY_SETTINGS = sa.select(
    sa.func.set_config("lock_timeout", sa.bindparam("patience"), sa.true()),
    sa.func.set_config("synchronous_commit", "off", sa.true()),
)


class Database:
    """SQLite or PostgreSQL by URL, its tables in place; safe to use from several threads.

    Raises `ConfigurationError` for a database that does not work, `UnavailableError` for one that
    is away or busy.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self.address = shown_url(self._engine.url)
        self.file = _sqlite_file(self._engine.url)
        if self.file is not None:
            _prepare_file(self.file)
        try:
            bring_up_to_date(self.read, self.write)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Run a read transaction."""
        with reporting(), self._engine.begin() as work:
            yield work

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Run a transaction that no other writer of this store can come between."""
        with reporting(), self._engine.connect() as connection:
            work = connection.execution_options(**{_WRITES: True})
            with work.begin():
                if self._engine.dialect.name == "postgresql":
                    work.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                    work.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
                yield work

    @contextmanager
    def tally(self) -> Iterator[sa.Connection]:
        """Run a transaction over counts, which locks the rows that it asks for and nothing more.

        Its commit does not wait for the disk: should the machine itself fail, the counts of the
        last moment are lost.
        """
        with reporting(), self._engine.connect() as connection:
            work = connection.execution_options(**{_TALLY: True})
            with work.begin():
                if self._engine.dialect.name == "postgresql":
                    work.execute(_TALLY_SETTINGS, {"patience": f"{BUSY_SECONDS}s"})
                yield work

    def close(self) -> None:
        """Close every connection to the database."""
        self._engine.dispose()


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        _check_host(parsed.host)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        waiting = {}
        if parsed.get_backend_name() == "sqlite":
            _check_sqlite(parsed.database or "")
            waiting = {"timeout": BUSY_SECONDS}
        elif parsed.get_backend_name() == "postgresql" and "connect_timeout" not in parsed.query:
            waiting = {"connect_timeout": BUSY_SECONDS}
        engine = sa.create_engine(
            parsed, hide_parameters=True, pool_pre_ping=True, connect_args=waiting
        )
    except (exc.ArgumentError, ValueError, ImportError) as error:
        missing = reason(error) if isinstance(error, ImportError) else "it is not a database URL"
        raise ConfigurationError(
            f"The store's URL cannot be used: {missing}.",
            advice="Use sqlite:////path/to/file, or postgresql://… with the extra `postgres`.",
        ) from None
    if engine.dialect.is_async:
        raise ConfigurationError("The store needs a driver that is not asynchronous.")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_host(host: str | None) -> None:
    """Refuse what may be the end of a password, before an error of the driver shows it."""
    if host is not None and "@" in host:
        raise ConfigurationError(
            "The store's URL has more than one @.",
            advice="Write each @ of user name and password as %40, and each / as %2F.",
        )


def _check_sqlite(database: str) -> None:
    if database in {"", ":memory:"} or database.startswith("file:"):
        raise ConfigurationError(
            "A store on SQLite needs the path of a file.",
            advice="Name a file, as in sqlite:////path/to/file, or use MemoryTokenStore.",
        )


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        _use_wal(cursor)


def _use_wal(cursor: Any) -> None:
    """Switch to WAL; SQLite does not wait by itself for others who open the file just now."""
    give_up_at = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    tallies = options.get(_TALLY, False)
    connection.exec_driver_sql(f"PRAGMA synchronous = {'NORMAL' if tallies else 'FULL'}")
    writes = tallies or options.get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sqlite_file(url: sa.URL) -> Path | None:
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _prepare_file(path: Path) -> None:
    """Make folder and file for the owner alone; what exists already stays as it is."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private_file(path)
    except OSError as error:
        raise ConfigurationError(
            f"The store {path} cannot be made ({type(error).__name__})."
        ) from None
