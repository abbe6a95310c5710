from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from tests.cli.served import ORGANISATION, base_url, own_store, sandbox, served
from xero_component.cli.app import app

__all__ = ["base_url", "own_store", "sandbox", "served"]

Cli = Callable[..., Result]


@pytest.fixture
def cli() -> Cli:
    runner = CliRunner()

    def run(*arguments: str, typed: str | None = None) -> Result:
        return runner.invoke(app, list(arguments), input=typed, prog_name="xero-component")

    return run


@pytest.fixture
def connected(cli: Cli, base_url: str) -> str:
    """Connect to the sandbox; return the name of the connection."""
    done = cli("connect", "acme", "--sandbox", "--base-url", base_url, "--tenant", ORGANISATION)
    assert done.exit_code == 0, done.output
    return "acme"
