"""The command: messages alone on standard output, words on standard error, exit codes."""

import json
import subprocess

import pytest
from typer.testing import CliRunner, Result

from tests.singer.conftest import selected
from tests.singer.home import ROOT, Home
from xero_component.cli.app import app
from xero_component.sandbox.faults import parse_fault


def finished(home: Home, command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - this Python
        command,
        cwd=ROOT,
        env=home.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def here(home: Home, config: object, catalog: object, *more: str) -> Result:
    """Run the command in this process."""
    _, _, _, *arguments = home.command(config, *more, catalog=catalog)
    return CliRunner().invoke(app, arguments, prog_name="xero-component")


def test_a_catalog_goes_in_as_it_came_out_and_only_messages_are_written(home: Home):
    config = home.config()
    found = here(home, config, None, "--discover")
    assert (found.exit_code, found.stderr) == (0, "")
    catalog = json.loads(found.stdout)
    closed = next(one for one in catalog["streams"] if one["stream"] == "budgets")
    assert closed["metadata"][0]["metadata"]["selected-by-default"] is False
    done = finished(home, home.command(config, catalog=catalog))
    assert done.returncode == 0, done.stderr
    kinds = {json.loads(line)["type"] for line in done.stdout.splitlines()}
    assert kinds == {"SCHEMA", "RECORD", "ACTIVATE_VERSION", "STATE"}
    assert "INFO invoices: 16 rows, 1 calls" in done.stderr
    for secret in (config["client_secret"], config["refresh_token"]):
        assert secret not in done.stdout + done.stderr


def test_the_days_limit_ends_it_with_a_state_and_the_exit_code_of_waiting(home: Home):
    config = home.config()
    home.sandbox.faults.add(parse_fault("429-day@GET /Invoices"))
    catalog = selected("currencies", "invoices", "items")
    done = here(home, config, catalog)
    assert done.exit_code == 5, done.stderr
    assert "The run is not complete" in done.stderr
    *_, last = map(json.loads, done.stdout.splitlines())
    assert last["value"]["currently_syncing"] == "invoices"
    assert last["value"]["bookmarks"].keys() == {"currencies"}


@pytest.mark.parametrize(
    ("config", "catalog", "said"),
    [
        (None, None, "--config"),
        ({"client_id": "a"}, None, "refresh_token"),
        ({"connection": "acme"}, {"streams": 5}, "catalog"),
    ],
)
def test_what_cannot_work_is_told_in_a_line_with_an_exit_code(
    home: Home, config: object, catalog: object, said: str
):
    done = here(home, config, catalog)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_target_that_is_gone_ends_the_tap(home: Home):
    config = home.config()
    catalog = selected("currencies", "invoices", "items")
    tap, _, _, log = home.piped(home.command(config, catalog=catalog), ["true"])
    assert tap not in {0, 130}
    assert "Traceback" not in log
