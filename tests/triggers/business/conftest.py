from collections.abc import Iterator

import pytest

from tests.conformance.in_process import in_process
from tests.triggers.business.flows import Books


@pytest.fixture(scope="module")
def books() -> Iterator[Books]:
    with in_process() as world:
        yield Books(world)
