"""An inbox on a database of its own, with a clock that stands still."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from tests.clocks import FakeClock
from tests.databases import NAMED, own_schema
from xero_component.store.database import Database
from xero_component.triggers import Inbox

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
NewStore = Callable[[], str]
OpenInbox = Callable[..., Inbox]


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with its tables once: copying it is faster."""
    path = tmp_path_factory.mktemp("inbox") / "empty.db"
    Database(f"sqlite:///{path}").close()
    return path


ON_BOTH = frozenset({"test_dispatching", "test_kill", "test_pulling", "test_receiving"})
"""What relies on how a database locks; the other tests run on SQLite, and in the soak on both."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "new_store" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH or LONG
        kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("new_store", kinds, indirect=True)


@pytest.fixture
def new_store(
    request: pytest.FixtureRequest, tmp_path: Path, empty_store: Path
) -> Iterator[NewStore]:
    """Return the URL of an empty database, another one at each call; of either kind in turn."""
    numbers = count(1)

    def make_file() -> str:
        copy = shutil.copy(empty_store, tmp_path / f"inbox-{next(numbers)}.db")
        return f"sqlite:///{copy}"

    if request.param == "sqlite":
        yield make_file
        return
    server = NAMED or request.getfixturevalue("postgres_server").url
    with ExitStack() as schemas:
        yield lambda: schemas.enter_context(own_schema(server))


@pytest.fixture
def store_url(new_store: NewStore) -> str:
    return new_store()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def open_inbox(store_url: str, clock: FakeClock) -> Iterator[OpenInbox]:
    """Open an inbox on the test's database, as another process would."""
    opened: list[Inbox] = []

    def open_one(**settings: object) -> Inbox:
        opened.append(Inbox(store_url, **{"clock": clock, **settings}))  # type: ignore[arg-type]  # any of its settings
        return opened[-1]

    yield open_one
    for inbox in opened:
        inbox.close()


@pytest.fixture
def inbox(open_inbox: OpenInbox) -> Inbox:
    return open_inbox()
