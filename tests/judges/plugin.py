"""A pytest plugin that brings every test before the judge; off without XERO_OPENAPI_DIR."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

FOLDER = "XERO_OPENAPI_DIR"
MARKER = "outside_openapi(reason): sends or answers on purpose what Xero's OpenAPI does not allow"
SHOWN = 20
HEARING = pytest.StashKey[Any]()
"""Where the hearing is kept; its type would bring openapi-core into every run."""


def pytest_configure(config: pytest.Config) -> None:
    """Call the judge in, where there is one."""
    config.addinivalue_line("markers", MARKER)
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    from tests.judges.judge import Bench
    from tests.judges.listening import Hearing, listen_to_the_component, listen_to_the_sandbox

    hearing = config.stash[HEARING] = Hearing(Bench(Path(folder)))
    patch = pytest.MonkeyPatch()
    listen_to_the_component(hearing, patch)
    listen_to_the_sandbox(hearing, patch)
    config.add_cleanup(patch.undo)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that passed, with what the judge found during it."""
    return (yield from judged(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the end of a test with what the judge found there."""
    return (yield from judged(item))


def judged(item: pytest.Item) -> Generator[None, object, object]:
    """Run one phase of a test, then fail it with the findings, unless it is marked."""
    hearing = item.config.stash.get(HEARING, None)
    found: list[str] = []
    try:
        result = yield
    finally:
        if hearing is not None:
            found = hearing.take()
    if found and item.get_closest_marker("outside_openapi") is None:
        more = [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        pytest.fail("\n".join(["Xero's OpenAPI says:", *found[:SHOWN], *more]), pytrace=False)
    return result
