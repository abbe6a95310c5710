import os

import pytest
from hypothesis import HealthCheck, settings

# A busy machine makes examples slow; that is no failure of what they test. In CI the examples are
# the same in every run, so that its verdict is about the change; everywhere else they are new.
# XERO_COMPONENT_SOAK=long tries many more.
settings.register_profile(
    "suite",
    max_examples=500 if os.environ.get("XERO_COMPONENT_SOAK") == "long" else 40,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

pytest_plugins = ["tests.databases", "tests.judges.plugin"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_component_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("XERO_COMPONENT_")]:
        monkeypatch.delenv(name)
