from collections.abc import Iterator

import pytest

from tests.runtimes.http_connect.driving import PUBLIC, World, forget, opened
from xero_component.sandbox import Sandbox


@pytest.fixture(scope="session")
def here() -> Sandbox:
    return Sandbox(limits=None)


@pytest.fixture(scope="session")
def local_world(tmp_path_factory: pytest.TempPathFactory, here: Sandbox) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("local"), here) as world:
        yield world


@pytest.fixture(scope="session")
def public_world(tmp_path_factory: pytest.TempPathFactory, here: Sandbox) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("public"), here, public=PUBLIC) as world:
        yield world


@pytest.fixture
def world(local_world: World) -> World:
    """Return a server that only this machine reaches: no keys, no links."""
    forget(local_world)
    return local_world


@pytest.fixture
def public(public_world: World) -> World:
    """Return a server that everybody reaches: keys and links."""
    forget(public_world)
    return public_world
