from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from typer.testing import CliRunner, Result

from tests.conformance.world import opened_world
from xero_component.api.limits import Limits
from xero_component.cli.app import app
from xero_component.component import component
from xero_component.connections import TokenStore
from xero_component.sandbox import Sandbox

Execute = Callable[[str], None]
ORGANISATION = "Demo Company (AU)"
NAMES = ("NAME", "demo")
"""The connections that the pages speak of."""


@dataclass
class Reader:
    """Somebody who copies what a page says: a sandbox, and connections to it."""

    sandbox: Sandbox
    base_url: str

    def command(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), prog_name="xero-component")

    def substituted(self, code: str, key: str) -> str:
        """Return an example with records that exist and suit the action."""
        example = component.actions[key].input.example

        async def prepare() -> dict[str, Any]:
            async with opened_world(self.sandbox, self.base_url) as world:
                return await world.concrete(component.actions[key])

        for before, after in differences(example, anyio.run(prepare)):
            assert isinstance(after, str), f"{before} cannot be replaced in the text"
            code = code.replace(str(before), after)
        return code


def differences(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each value of an example that is another one in the end."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name, value in after.items():
            yield from differences(before[name], value)
    elif isinstance(before, list) and isinstance(after, list):
        for one, other in zip(before, after, strict=True):
            yield from differences(one, other)
    elif before != after:
        yield before, after


@pytest.fixture(scope="session")
def connected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, Path]]:
    home: Path = tmp_path_factory.mktemp("reader")
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        reader = Reader(sandbox, base_url)
        with at_home(home):
            for name in NAMES:
                to = ("--sandbox", "--base-url", base_url, "--tenant", ORGANISATION)
                done = reader.command("connect", name, *to)
                assert done.exit_code == 0, done.output
        yield reader, home


@contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Keep the store in the reader's folder, and count calls without waiting for them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XERO_CLIENT_ID", "XERO_CLIENT_SECRET", "COLUMNS", "FORCE_COLOR"):
            patch.delenv(name, raising=False)
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("HOME", str(home))
        patch.setattr(TokenStore, "limits", Limits(per_minute=10**6, app_per_minute=10**6))
        yield


@pytest.fixture
def reader(connected: tuple[Reader, Path]) -> Iterator[Reader]:
    """The same, on books as on the first day."""
    reader, home = connected
    reader.sandbox.reset()
    with at_home(home):
        yield reader


@pytest.fixture
def execute() -> Execute:
    """Run a program as a reader of a page would."""

    def execute(code: str) -> None:
        exec(compile(code, "<example>", "exec"), {"__name__": "__main__"})  # noqa: S102 - the docs

    return execute
