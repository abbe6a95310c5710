"""Fixtures: the URL of an empty database of either kind that a store can be in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.postgres import MISSING, VARIABLE, Server, find_binaries, running_server
from xero_component.store.database import Database
from xero_component.store.schema import metadata

NAMED = os.environ.get(VARIABLE, "").strip()
KEY = "c3RvcmUta2V5LW9mLXRoZS10ZXN0cy0zMi1ieXRlcyE="
"""A database server has no key file of its own, so the tests on one bring this key."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Run a PostgreSQL that tests may stop and start."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(MISSING)
    with running_server(binaries) as server:
        yield server


@contextmanager
def own_schema(server_url: str) -> Iterator[str]:
    """Make a schema, yield the URL that leads into it, and drop it with all that is in it."""
    url = sa.make_url(server_url).set(drivername="postgresql+psycopg")
    schema = f"test_{uuid4().hex}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as work:
        work.execute(sa.schema.CreateSchema(schema))
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.set(drivername="postgresql").render_as_string(hide_password=False)
    with engine.connect() as work:
        work.execute(sa.schema.DropSchema(schema, cascade=True))


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name a schema of the test's own, with the store's key in the environment."""
    monkeypatch.setenv("XERO_COMPONENT_KEY", KEY)
    with own_schema(NAMED or request.getfixturevalue("postgres_server").url) as url:
        yield url


@pytest.fixture(scope="session")
def used_postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Name a schema with the tables of a store in it, which tests use one after another."""
    with own_schema(NAMED or request.getfixturevalue("postgres_server").url) as url:
        Database(url).close()
        yield url


@pytest.fixture
def cleared_postgres_url(used_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name a schema whose tables are empty: quicker than one of the test's own."""
    monkeypatch.setenv("XERO_COMPONENT_KEY", KEY)
    yield used_postgres_url
    url = sa.make_url(used_postgres_url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as work:
        tables = (table.name for table in reversed(metadata.sorted_tables))
        work.exec_driver_sql(";".join(f"DELETE FROM {name}" for name in tables))  # noqa: S608 - our own names


@pytest.fixture
def stoppable_url(postgres_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name a schema on the server that a test may stop and start."""
    monkeypatch.setenv("XERO_COMPONENT_KEY", KEY)
    with own_schema(postgres_server.url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name an empty database: a file on SQLite, then a schema on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store' / 'tokens.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
