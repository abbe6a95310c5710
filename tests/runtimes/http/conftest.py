from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.runtimes.http.site import CONNECTION, Site, opened_site


@pytest.fixture(scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with opened_site(tmp_path_factory.mktemp("site")) as site:
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
