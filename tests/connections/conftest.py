from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connections.fakes import FakeClock
from xero_component.connections import ConnectionStore, MemoryTokenStore, TokenStore


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XERO_COMPONENT_KEY", raising=False)
    monkeypatch.delenv("XERO_COMPONENT_BASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store' / 'tokens.db'}"


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, clock: FakeClock, database_url: str
) -> Iterator[ConnectionStore]:
    """Keep connections in each place where they can be."""
    kept: ConnectionStore
    if request.param == "memory":
        kept = MemoryTokenStore(clock)
    else:
        on_postgres = request.param == "postgresql"
        url = request.getfixturevalue("cleared_postgres_url") if on_postgres else database_url
        kept = TokenStore(url, clock=clock)
    yield kept
    kept.close()
