import pytest
from typer.testing import CliRunner

from tests.cli.served import ORGANISATION, base_url, own_store, sandbox, served
from xero_component.cli.app import app

__all__ = ["base_url", "own_store", "sandbox", "served"]


@pytest.fixture
def environment(base_url: str) -> dict[str, str]:
    """Connect as a reader of the example would; return what to set."""
    command = ("connect", "demo", "--sandbox", "--base-url", base_url, "--tenant", ORGANISATION)
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    return {"XERO_COMPONENT_BASE_URL": base_url}
