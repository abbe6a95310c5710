import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.runtimes.http.site import CONNECTION, Site, opened_site
from tests.triggers.deliveries import KEY
from xero_component.store.database import Database


@pytest.fixture(scope="session")
async def shared(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """A server that other tests use too; it is there for tests that are not async as well."""
    async with opened_site(tmp_path_factory.mktemp("site"), webhook_key=KEY) as site:
        yield site


@pytest.fixture(scope="session")
async def public(tmp_path_factory: pytest.TempPathFactory, shared: Site) -> AsyncIterator[Site]:
    """A server that everybody can reach, on the same books, with two connections."""
    folder = tmp_path_factory.mktemp("public")
    async with opened_site(folder, shared.sandbox, host="0.0.0.0") as site:  # noqa: S104 - nothing listens
        site.connect("acme")
        site.connect("beta")
        yield site


@pytest.fixture
def site(shared: Site) -> Site:
    """A server with one connection, to books that are as on the first day."""
    shared.sandbox.reset()
    for one in shared.server.store.list():
        shared.server.store.delete(one.name)
    shared.connect()
    return shared


@pytest.fixture
def quiet(shared: Site) -> Site:
    """The same for a test that changes no books: they are as another one has left them."""
    shared.sandbox.faults.clear()
    shared.sandbox.requests.clear()
    if [one.name for one in shared.server.store.list()] != [CONNECTION]:
        for one in shared.server.store.list():
            shared.server.store.delete(one.name)
        shared.connect()
    return shared


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tables once for all who need a database of their own."""
    file = tmp_path_factory.mktemp("empty") / "tokens.db"
    Database(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(empty_database, tmp_path)}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
