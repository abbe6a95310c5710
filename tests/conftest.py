import gc
import os
import ssl
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

from tests import quick_stores
from xero_component.store import migration

# A busy machine makes examples slow; that is no failure of what they test. In CI the examples are
# the same in every run, so that its verdict is about the change; everywhere else they are new.
# XERO_COMPONENT_SOAK=long tries many more.
settings.register_profile(
    "suite",
    max_examples=500 if os.environ.get("XERO_COMPONENT_SOAK") == "long" else 30,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

pytest_plugins = ["tests.databases", "tests.judges.plugin"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def quick_migration() -> Iterator[None]:
    """Make the tables of a fresh store by what Alembic sent for one before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration, "_upgrade", quick_stores.upgrade)
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Tests open thousands of clients, and for each of them httpx would take 20 ms to read them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


def pytest_collection_finish() -> None:
    """Spare the cycle collector what lives to the end: the collected tests and all modules."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let go of it all, as libraries complain of what is left at the end."""
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_component_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("XERO_COMPONENT_")]:
        monkeypatch.delenv(name)
