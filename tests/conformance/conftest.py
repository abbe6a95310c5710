from collections.abc import AsyncIterator, Iterator

import pytest

from tests.conformance.world import World, opened_world, served_sandbox
from xero_component.sandbox import Sandbox


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Sandbox, str]]:
    with served_sandbox() as served:
        yield served


@pytest.fixture
async def resting(served: tuple[Sandbox, str]) -> AsyncIterator[World]:
    """A sandbox of which nothing will be asked, whatever its books hold."""
    async with opened_world(*served) as world:
        yield world


@pytest.fixture
async def world(served: tuple[Sandbox, str]) -> AsyncIterator[World]:
    """A sandbox whose books are as on the first day."""
    sandbox, url = served
    sandbox.reset()
    async with opened_world(sandbox, url) as world:
        yield world
