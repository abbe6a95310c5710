"""A database that is locked, full, stopped or lost: callers wait, and all is well afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy as sa

from tests.postgres import Server
from xero_component.errors import ConfigurationError, UnavailableError
from xero_component.store import database as module
from xero_component.store.database import Database
from xero_component.store.schema import grants

VALUES = {
    "connection_type": "oauth2",
    "client_id": "app",
    "secrets": "sealed",
    "requested_scopes": "",
    "scopes": "",
    "issuer": "",
    "generation": 0,
}


def add(database: Database, name: str, **changes: object) -> None:
    with database.write() as work:
        work.execute(grants.insert().values(id=name, **(VALUES | changes)))


def names(database: Database) -> list[str]:
    with database.read() as work:
        return list(work.execute(sa.select(grants.c.id).order_by(grants.c.id)).scalars())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.1)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_locked_for_long_is_waited_for_and_given_up(store_url: str) -> None:
    with opened(store_url) as one, opened(store_url) as other:
        add(one, "a")
        with one.write():
            with pytest.raises(UnavailableError, match="lock"):
                add(other, "b")
            assert names(other) == ["a"]
        add(other, "b")
        assert names(one) == ["a", "b"]


@pytest.mark.usefixtures("impatient")
def test_a_store_that_is_locked_can_be_opened_and_read(store_url: str) -> None:
    with opened(store_url) as one, one.write(), opened(store_url) as other:
        assert names(other) == []


def test_a_full_disk_costs_nothing_that_was_stored(tmp_path) -> None:
    with opened(f"sqlite:///{tmp_path / 'tokens.db'}") as database:
        add(database, "a")
        with database.read() as work:
            work.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(UnavailableError, match=r"full.*its disk has room"):
            add(database, "b", secrets="x" * 100_000)
        assert names(database) == ["a"]
        with database.read() as work:
            work.exec_driver_sql("PRAGMA max_page_count = 100000")
        add(database, "b", secrets="x" * 100_000)
        assert names(database) == ["a", "b"]


def test_postgresql_may_restart_between_two_calls(
    stoppable_url: str, postgres_server: Server
) -> None:
    with opened(stoppable_url) as database:
        add(database, "a")
        postgres_server.stop()
        try:
            with pytest.raises(UnavailableError, match="the database is there"):
                names(database)
            with pytest.raises(UnavailableError):
                Database(stoppable_url)
        finally:
            postgres_server.start()
        assert names(database) == ["a"]
        add(database, "b")
        assert names(database) == ["a", "b"]


def lose_the_connection(database: Database) -> None:
    """Write, and have the server end the connection before the commit."""
    with database.write() as work:
        work.execute(grants.insert().values(id="a", **VALUES))
        lost = work.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with database.read() as other:
            other.execute(sa.select(sa.func.pg_terminate_backend(lost)))


def test_a_connection_lost_within_a_transaction_undoes_it(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        with pytest.raises(UnavailableError):
            lose_the_connection(database)
        assert names(database) == []
        add(database, "c")
        assert names(database) == ["c"]


def test_too_many_transactions_at_once_are_told_to_wait(store_url: str) -> None:
    with opened(store_url) as database, ExitStack() as busy:
        pool = database._engine.pool
        assert isinstance(pool, sa.QueuePool)
        pool._timeout = 0.01
        for _ in range(pool.size() + pool._max_overflow):
            busy.enter_context(database.read())
        with pytest.raises(UnavailableError):
            names(database)
        busy.close()
        assert names(database) == []


def test_what_is_wrong_rather_than_away_is_a_matter_of_configuration(store_url: str) -> None:
    with opened(store_url) as database:
        with pytest.raises(ConfigurationError, match="no_such_table"), database.read() as work:
            work.exec_driver_sql("SELECT * FROM no_such_table")
        assert names(database) == []


def test_an_error_names_no_value(store_url: str) -> None:
    with opened(store_url) as database:
        add(database, "a", secrets="sealed")
        with pytest.raises(ConfigurationError) as caught:
            add(database, "a", secrets="hush-hush")
    assert "hush" not in f"{caught.value!r}"
