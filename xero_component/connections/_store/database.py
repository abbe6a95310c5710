"""The two tables of the token store, and short transactions over them.

One writer at a time: SQLite by BEGIN IMMEDIATE, PostgreSQL by an advisory lock for the transaction.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.pool import ConnectionPoolEntry

from xero_component.errors import ConfigurationError, UnavailableError

BUSY_SECONDS = 15
_ADVISORY_LOCK = 0x7865726F
_WRITES = "xero_component_writes"

Row = Mapping[str, Any]

metadata = sa.MetaData()

grants = sa.Table(
    "xero_grants",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("connection_type", sa.String(64), nullable=False),
    sa.Column("client_id", sa.String(200), nullable=False),
    sa.Column("secrets", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Double),
    sa.Column("requested_scopes", sa.Text, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("auth_event_id", sa.String(200)),
    sa.Column("issuer", sa.String(200), nullable=False),
    sa.Column("reconnect_reason", sa.Text),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("lease_owner", sa.String(64)),
    sa.Column("lease_until", sa.Double),
)

connections = sa.Table(
    "xero_connections",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("grant_id", sa.ForeignKey(grants.c.id), nullable=False, index=True),
    sa.Column("tenant_id", sa.String(64)),
    sa.Column("tenant_name", sa.Text),
    sa.Column("tenant_type", sa.String(64)),
    sa.Column("connection_id", sa.String(64)),
)


class Database:
    """Rows in and rows out; knows nothing of keys."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self.address = self._engine.url.render_as_string(hide_password=True)
        self.file = _sqlite_file(self._engine.url)
        if self.file is not None:
            _prepare_file(self.file)
        try:
            with self.write() as work:
                metadata.create_all(work)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Run a read transaction."""
        with self._reporting(), self._engine.begin() as work:
            yield work

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Run a transaction that no other writer of this store can come between."""
        with self._reporting(), self._engine.connect() as connection:
            work = connection.execution_options(**{_WRITES: True})
            with work.begin():
                if self._engine.dialect.name == "postgresql":
                    work.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
                yield work

    def close(self) -> None:
        """Close every connection to the database."""
        self._engine.dispose()

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except exc.OperationalError as error:
            raise UnavailableError(
                f"The token store cannot be used now: {_reason(error)}.",
                advice="Nothing was saved: try again, and check that the database is there.",
            ) from None
        except (exc.DatabaseError, ImportError) as error:
            raise ConfigurationError(f"The token store does not work: {_reason(error)}.") from None


def find_connection(work: sa.Connection, name: str) -> sa.RowMapping | None:
    """Return a connection with its grant's columns."""
    statement = sa.select(connections, grants).join(grants).where(connections.c.name == name)
    return work.execute(statement).mappings().one_or_none()


def all_connections(work: sa.Connection) -> Sequence[sa.RowMapping]:
    """Return every connection with its grant's columns, by name."""
    statement = sa.select(connections, grants).join(grants).order_by(connections.c.name)
    return work.execute(statement).mappings().all()


def all_secrets(work: sa.Connection) -> Sequence[tuple[str, str]]:
    """Return every grant's id and encrypted secrets."""
    return [(row.id, row.secrets) for row in work.execute(sa.select(grants.c.id, grants.c.secrets))]


def any_secrets(work: sa.Connection) -> str | None:
    """Return one grant's encrypted secrets, or None in an empty store."""
    return work.execute(sa.select(grants.c.secrets).limit(1)).scalar_one_or_none()


def insert_grant(work: sa.Connection, row: Row) -> None:
    """Add a grant unless it is there."""
    known = sa.select(grants.c.id).where(grants.c.id == row["id"])
    if work.execute(known).first() is None:
        work.execute(grants.insert().values(**row))


def link(work: sa.Connection, row: Row) -> None:
    """Put a connection in place of what had its name, and drop grants that nobody uses."""
    work.execute(connections.delete().where(connections.c.name == row["name"]))
    work.execute(connections.insert().values(**row))
    _drop_unused_grants(work)


def unlink(work: sa.Connection, name: str) -> bool:
    """Remove a connection, and grants that nobody uses; False when there was none."""
    removed = work.execute(connections.delete().where(connections.c.name == name)).rowcount
    _drop_unused_grants(work)
    return removed == 1


def update_grant(work: sa.Connection, row: Row, generation: int) -> bool:
    """Change a grant that is still of a generation."""
    statement = grants.update().where(grants.c.id == row["id"], grants.c.generation == generation)
    return work.execute(statement.values(**row)).rowcount == 1


def replace_secrets(work: sa.Connection, grant_id: str, secrets: str) -> None:
    """Put newly encrypted secrets in place; they say the same."""
    work.execute(grants.update().where(grants.c.id == grant_id).values(secrets=secrets))


def take_lease(work: sa.Connection, grant_id: str, owner: str, now: float, until: float) -> bool:
    """Take a lease that is free, ended or the owner's own."""
    free = sa.or_(
        grants.c.lease_owner.is_(None),
        grants.c.lease_owner == owner,
        grants.c.lease_until <= now,
    )
    statement = grants.update().where(grants.c.id == grant_id, free)
    return work.execute(statement.values(lease_owner=owner, lease_until=until)).rowcount == 1


def drop_lease(work: sa.Connection, grant_id: str, owner: str) -> None:
    """End a lease that the owner holds."""
    statement = grants.update().where(grants.c.id == grant_id, grants.c.lease_owner == owner)
    work.execute(statement.values(lease_owner=None, lease_until=None))


def _drop_unused_grants(work: sa.Connection) -> None:
    work.execute(grants.delete().where(grants.c.id.not_in(sa.select(connections.c.grant_id))))


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        waiting = {}
        if parsed.get_backend_name() == "sqlite":
            _check_sqlite(parsed.database or "")
            waiting = {"timeout": BUSY_SECONDS}
        engine = sa.create_engine(
            parsed, hide_parameters=True, pool_pre_ping=True, connect_args=waiting
        )
    except (exc.ArgumentError, ImportError) as error:
        missing = _reason(error) if isinstance(error, ImportError) else "it is not a database URL"
        raise ConfigurationError(
            f"The token store's URL cannot be used: {missing}.",
            advice="Use sqlite:////path/to/file, or postgresql://… with the extra `postgres`.",
        ) from None
    if engine.dialect.is_async:
        raise ConfigurationError("The token store needs a driver that is not asynchronous.")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_sqlite(database: str) -> None:
    if database in {"", ":memory:"} or database.startswith("file:"):
        raise ConfigurationError(
            "A token store on SQLite needs the path of a file.",
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
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _sqlite_file(url: sa.URL) -> Path | None:
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _prepare_file(path: Path) -> None:
    """Make folder and file for the owner alone; what exists already stays as it is."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"The token store {path} cannot be made ({type(error).__name__})."
        ) from None


def _reason(error: Exception) -> str:
    """Return the driver's words, without statement and parameters."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    return str(cause).strip().splitlines()[0].rstrip(".") if str(cause).strip() else "no reason"
