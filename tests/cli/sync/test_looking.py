"""`sync check`, `discover`, `preview` and `estimate`: before anything is kept."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION
from xero_component.sandbox import Sandbox
from xero_component.sandbox.faults import parse_fault
from xero_component.sync import STREAMS


def read_of(sandbox: Sandbox) -> list[str]:
    """Return the paths of the Accounting API that were asked for."""
    paths = [str(one["path"]) for one in sandbox.requests.listing()]
    return [path.rpartition("/")[2] for path in paths if "/api.xro/" in path]


def test_a_check_names_organisation_and_missing_scopes_and_touches_no_data(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    sandbox.requests.clear()
    done = cli("sync", "check", "invoices", "budgets")
    assert done.exit_code == 4, done.output
    assert f"acme works: it is connected to {ORGANISATION}." in done.stdout
    assert "budgets: The connection lacks accounting.budgets.read." in done.stdout
    assert "1 of 2 streams can be read." in done.stdout
    line = done.stdout.splitlines()[-1]
    assert line.startswith('To read what lacks a scope: connect --scopes "')
    assert {"accounting.budgets.read", "offline_access"} <= set(line.split('"')[1].split())
    fine = cli("sync", "check", "invoices", "--json")
    assert fine.exit_code == 0
    assert json.loads(fine.stdout)["unavailable"] == {}
    assert json.loads(fine.stdout)["connect_with"] is None
    assert read_of(sandbox) == []


def test_a_check_of_a_connection_that_is_over_says_to_connect_again(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    sandbox.faults.add(parse_fault("revoked@GET /connections"))
    assert cli("sync", "check").exit_code == 3


def test_streams_are_listed_with_keys_cursors_and_scopes_without_a_connection(cli: Cli) -> None:
    done = cli("sync", "discover")
    assert done.exit_code == 0, done.output
    for key in STREAMS:
        assert f" {key} " in done.stdout
    assert "Classic Expenses" in done.stdout
    listed = json.loads(cli("sync", "discover", "--json").stdout)
    assert [one["stream"] for one in listed] == list(STREAMS)


def test_a_stream_is_described_with_its_columns_and_what_a_run_does_not_see(
    cli: Cli, connected: str
) -> None:
    shown = cli("sync", "discover", "invoices").stdout
    assert "Missing: DueDate and SentToContact" in shown
    assert "invoices_line_items" in shown
    [found] = json.loads(cli("sync", "discover", "invoices", "--json").stdout)
    assert found["primary_key"] == "InvoiceID"
    assert found["columns"]["Total"] == "decimal"
    assert found["lists"]["invoices_line_items"]["LineAmount"] == "decimal"
    assert found["unavailable"] is None
    [closed] = json.loads(cli("sync", "discover", "budgets", "--json").stdout)
    assert "accounting.budgets.read" in closed["unavailable"]


def test_a_preview_shows_the_first_rows_in_one_call_and_keeps_nothing(
    cli: Cli, connected: str, own_store: Path, sandbox: Sandbox
) -> None:
    sandbox.requests.clear()
    done = cli("sync", "preview", "invoices", "--rows", "2")
    assert done.exit_code == 0, done.output
    assert "INV-0001" in done.stdout
    assert "The first 2 of invoices." in done.stdout
    assert read_of(sandbox) == ["Invoices"]
    assert not (own_store / "xero-component" / "xero.db").exists()
    text = cli("sync", "preview", "invoices", "--rows", "1", "--json").stdout
    assert '"Total": 6050.00' in text
    assert len(json.loads(text)) == 1
    one = cli("sync", "preview", "items", "--id", "BOOK", "--json")
    assert [row["Code"] for row in json.loads(one.stdout)] == ["BOOK"]
    assert "BOOK" in cli("sync", "preview", "items", "--id", "BOOK").stdout
    assert cli("sync", "preview", "items", "--id", "NOPE").exit_code == 2
    assert cli("sync", "preview", "currencies", "--id", "AUD").exit_code == 2
    nothing = cli("sync", "preview", "invoices", "--since", "2099-01-01")
    assert nothing.stdout == "No rows.\n"


def estimated(cli: Cli, *more: str) -> Any:
    done = cli("sync", "estimate", *more, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_an_estimate_tells_calls_and_rows_of_a_first_run_and_of_the_next(
    cli: Cli, connected: str
) -> None:
    first = estimated(cli, "invoices", "items", "budgets")
    streams = {one["stream"]: one for one in first["streams"]}
    assert (streams["invoices"]["rows"], streams["invoices"]["calls"]) == (16, 1)
    assert streams["items"]["rows"] is None
    assert "accounting.budgets.read" in streams["budgets"]["unavailable"]
    assert first["minutes"] == 1
    assert cli("sync", "run", "invoices").exit_code == 0
    [again] = estimated(cli, "invoices")["streams"]
    assert again["rows"] == 1
    shown = cli("sync", "estimate", "invoices", "items", "budgets").stdout
    assert "at least 1" in shown
    assert "About 2 calls, 1 minute" in shown
