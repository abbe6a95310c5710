"""`sync run`, `backfill`, `reset` and `status`: what a person at a terminal, and a script, sees."""

import json
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import xero_component.api.client
from tests.cli.conftest import Cli
from tests.cli.served import process
from xero_component.api.retry import RetryPolicy
from xero_component.connections import TokenStore
from xero_component.errors import ConfigurationError, WaitError
from xero_component.sandbox import Sandbox
from xero_component.sandbox.faults import Fault, parse_fault
from xero_component.sync import STREAMS
from xero_component.sync.run_log import RunLog
from xero_component.sync.sinks.files import FilesSink


def rows(own_store: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(own_store / "xero-component" / "xero.db") as work:
        return work.execute(query).fetchall()


def as_json(cli: Cli, *command: str) -> Any:
    done = cli("sync", *command, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_run_keeps_rows_in_the_data_folder_and_the_next_one_reads_what_is_new(
    cli: Cli, connected: str, own_store: Path, sandbox: Sandbox
) -> None:
    done = cli("sync", "run", "invoices", "currencies")
    assert done.exit_code == 0, done.output
    assert "invoices" in done.stdout
    assert "complete" in done.stdout
    assert "invoices: 16 of 16 rows, 1 call" in done.stderr
    held = rows(own_store, "SELECT Total FROM invoices")
    assert sum(Decimal(total) for (total,) in held) > 1000

    sandbox.edit("touch", "Invoices")
    again = as_json(cli, "run", "invoices", "currencies")
    assert again["outcome"] == "complete"
    assert again["streams"]["invoices"]["written"] == 1
    assert again["streams"]["currencies"]["unchanged"] == 5


def test_streams_are_those_that_xero_opens_to_all_and_closed_ones_stop_nothing(
    cli: Cli, connected: str
) -> None:
    found = as_json(cli, "run")
    outcomes = {key: one["outcome"] for key, one in found["streams"].items()}
    assert not {"journals", "receipts", "expense_claims"} & outcomes.keys()
    assert outcomes["budgets"] == "unavailable"
    assert "accounting.budgets.read" in found["streams"]["budgets"]["reason"]
    assert outcomes["contacts"] == "complete"


def test_a_closed_stream_that_was_named_gives_its_exit_code(cli: Cli, connected: str) -> None:
    done = cli("sync", "run", "budgets", "items")
    assert done.exit_code == 4
    assert "unavailable" in done.stdout
    assert "complete" in done.stdout


def test_what_xero_withdraws_is_said_before_the_run(cli: Cli, connected: str) -> None:
    done = cli("sync", "run", "receipts")
    assert "receipts: Xero" in done.stderr
    assert done.exit_code == 4


def test_a_stream_goes_on_from_the_day_that_it_began_with_until_it_is_filled_up(
    cli: Cli, connected: str, own_store: Path
) -> None:
    first = as_json(cli, "run", "invoices", "--since", "2026-11-10")
    count = first["streams"]["invoices"]["written"]
    assert 0 < count < 16
    as_json(cli, "run", "invoices", "items")
    assert rows(own_store, "SELECT count(*) FROM invoices") == [(count,)]
    assert rows(own_store, "SELECT count(*) FROM items") == [(6,)]
    done = cli("sync", "backfill", "invoices", "--from", "2020-01-01")
    assert done.exit_code == 0, done.output
    assert rows(own_store, "SELECT count(*) FROM invoices") == [(16,)]


def test_the_days_limit_ends_the_run_cleanly_and_says_when_to_go_on(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    sandbox.faults.add(parse_fault("429-day@GET /Invoices"))
    done = cli("sync", "run", "accounts", "invoices")
    assert done.exit_code == 5, done.output
    assert "no more calls today: run again after 20" in " ".join(done.stdout.split())
    assert "Traceback" not in done.output

    status = cli("sync", "status")
    assert "Run again after 20" in status.stdout
    assert "paused" in status.stdout


def test_a_stream_that_fails_gives_its_exit_code_and_the_others_are_done(
    cli: Cli, connected: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xero_component.api.client, "RetryPolicy", partial(RetryPolicy, retries=0))
    sandbox.faults.add(parse_fault("html-200*always@GET /Invoices"))
    done = cli("sync", "run", "invoices", "accounts")
    assert done.exit_code == 7, done.output
    assert "failed" in done.stdout
    assert "complete" in done.stdout


def test_a_connection_that_is_over_says_so(cli: Cli, connected: str, sandbox: Sandbox) -> None:
    sandbox.faults.add(parse_fault("revoked@GET /Invoices"))
    done = cli("sync", "run", "invoices")
    assert done.exit_code == 3, done.output


def test_a_database_of_ones_own_is_named_by_its_address(
    cli: Cli, connected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path / 'books' / 'mine.db'}"
    assert cli("sync", "run", "items", "--to", address).exit_code == 0
    assert (tmp_path / "books" / "mine.db").exists()
    assert cli("sync", "status").stdout == "Nothing has been read into it yet.\n"
    monkeypatch.setenv("XERO_COMPONENT_DESTINATION", address)
    assert "items" in cli("sync", "status").stdout
    wrong = cli("sync", "run", "items", "--to", "nonsense")
    assert wrong.exit_code == 8, wrong.output


def test_rows_that_cannot_be_handed_over_in_the_end_make_the_run_fail_in_the_log_too(
    cli: Cli, connected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close, full = FilesSink.__aexit__, True

    async def refuse(sink: FilesSink, *given: Any) -> None:
        await close(sink, *given)
        if full:
            raise ConfigurationError("The folder is full.")

    monkeypatch.setattr(FilesSink, "__aexit__", refuse)
    address = f"csv:{tmp_path / 'rows'}"
    assert cli("sync", "run", "items", "--to", address).exit_code == 8
    full = False
    [logged] = as_json(cli, "status", "--to", address)["runs"]
    assert logged["outcome"] == "failed"
    assert "folder is full" in logged["reason"]


def test_status_tells_where_each_stream_is_and_what_the_last_runs_did(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    assert cli("sync", "status").stdout == "Nothing has been read into it yet.\n"
    as_json(cli, "run", "invoices", "currencies", "--since", "2026-11-01")
    as_json(cli, "run", "invoices")
    sandbox.requests.clear()
    found = as_json(cli, "status", "--runs", "1")
    assert found["streams"]["invoices"]["start"] == "2026-11-01T00:00:00+00:00"
    [last] = found["runs"]
    assert last["connection"] == "acme"
    assert last["outcome"] == "complete"
    assert last["streams"]["invoices"]["read"] == last["streams"]["invoices"]["unchanged"] == 1
    shown = cli("sync", "status").stdout
    assert "2026-11-01 00:00" in shown
    assert sandbox.requests.listing() == []


def test_a_reset_reads_everything_again_and_doubles_nothing(
    cli: Cli, connected: str, own_store: Path
) -> None:
    as_json(cli, "run", "invoices", "items")
    assert cli("sync", "reset").exit_code == 2
    assert cli("sync", "reset", "invoices", "--all").exit_code == 2
    done = cli("sync", "reset", "invoices")
    assert done.stdout == "invoices will be read again from the beginning.\n"
    found = as_json(cli, "run", "invoices", "items")
    assert found["streams"]["invoices"]["unchanged"] == 16
    assert found["streams"]["items"]["read"] < 6
    assert rows(own_store, "SELECT count(*) FROM invoices") == [(16,)]
    assert len(cli("sync", "reset", "--all").stdout.splitlines()) == 2


WRONG = {
    ("run", "invices"): "invoices",
    ("run", "invoices", "--since", "yesterday"): "--since",
    ("run", "invoices", "--sweep", "often"): "--sweep",
    ("run", "invoices", "--history", "everything"): "everything",
    ("run", "invoices", "--sweep-calls", "0"): "--sweep-calls",
    ("backfill", "invoices", "--from", "2026-13-01"): "--from",
    ("preview", "nothing"): "nothing",
}


def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    cli: Cli, connected: str, sandbox: Sandbox
) -> None:
    sandbox.requests.clear()
    for command, said in WRONG.items():
        done = cli("sync", *command)
        assert done.exit_code == 2, done.output
        assert said in done.output
    assert sandbox.requests.listing() == []


def test_an_address_that_is_none_is_neither_asked_logged_nor_shown(
    cli: Cli, connected: str, own_store: Path, sandbox: Sandbox
) -> None:
    sandbox.requests.clear()
    for address in ("postgresql://u:hush/db", "postgresql://u:p@hush@h/db", "dlt:x://u:hush@h/db"):
        done = cli("sync", "run", "items", "--to", address)
        assert done.exit_code == 8
        assert "hush" not in done.output + done.stderr
    kept = b"".join(file.read_bytes() for file in own_store.rglob("tokens.db*"))
    assert connected.encode() in kept
    assert b"hush" not in kept
    assert sandbox.requests.listing() == []


def test_history_and_comparing_are_asked_for_by_options(
    cli: Cli, connected: str, own_store: Path, sandbox: Sandbox
) -> None:
    as_json(cli, "run", "items", "--history", "items")
    sandbox.edit("delete", "Items")
    found = as_json(cli, "run", "items", "--history", "items", "--sweep", "now")
    assert found["streams"]["items"]["swept"] is True
    assert found["streams"]["items"]["deleted"] == 1
    assert rows(own_store, "SELECT count(*) FROM items_history WHERE _valid_to IS NOT NULL")


def by_signal(number: signal.Signals) -> Callable[[Cli, "subprocess.Popen[str]"], object]:
    return lambda _cli, running: running.send_signal(number)


def by_command(cli: Cli, _running: "subprocess.Popen[str]") -> None:
    assert "goes on" in cli("sync", "status").stdout
    assert cli("sync", "pause").stdout == "Run 1 will pause in a few seconds.\n"


WAYS = {
    "Ctrl-C": by_signal(signal.SIGINT),
    "the system": by_signal(signal.SIGTERM),
    "a command": by_command,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_interrupted_run_is_paused_and_the_next_one_goes_on(
    way: Callable[[Cli, Any], object],
    cli: Cli,
    connected: str,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, take = Event(), sandbox.faults.take

    def struck(method: str, path: str, query: str) -> list[Fault]:
        struck_by = take(method, path, query)
        if struck_by:
            asked.set()
        return struck_by

    monkeypatch.setattr(sandbox.faults, "take", struck)
    sandbox.faults.add(Fault("slow:30", match="GET /Invoices"))
    running = process("-m", "xero_component", "sync", "run", "invoices")
    assert asked.wait(30)
    way(cli, running)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert err == "Paused. The next run goes on where this one stopped.\n"
    [logged] = as_json(cli, "status", "invoices")["runs"]
    assert (logged["outcome"], logged["reason"]) == ("paused", "It was interrupted.")
    assert cli("sync", "pause").stdout == "No run goes on.\n"
    assert as_json(cli, "run", "invoices")["streams"]["invoices"]["written"] == 16


def test_the_status_of_folders_is_told_while_a_run_writes_there(
    cli: Cli, connected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"csv:{tmp_path / 'rows'}"
    as_json(cli, "run", "items", "--to", address)

    async def in_use(_sink: FilesSink) -> FilesSink:
        raise WaitError("Another run writes to the folder.")

    monkeypatch.setattr(FilesSink, "__aenter__", in_use)
    assert cli("sync", "status", "--to", address).exit_code == 5  # nobody knows of a run
    with TokenStore() as store:
        tenant = store.get("acme").tenant_id or ""
        with RunLog(store.database).run("acme", tenant, address, [STREAMS["items"]]):
            done = cli("sync", "status", "--to", address)
    assert done.exit_code == 0, done.output
    assert "when the run that goes on has ended" in done.stdout
    assert "goes on" in done.stdout
