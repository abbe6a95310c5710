"""The tap piped into targets that people use: every digit arrives, and what is gone goes."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from tests.postgres import Server
from tests.singer.conftest import selected
from tests.singer.home import ROOT, Home

TARGETS = ROOT / ".venv-targets"
STREAMS = ("invoices", "items", "currencies")


def program(environment: str, name: str) -> str:
    path = TARGETS / environment / "bin" / name
    if not path.exists():
        pytest.skip(f"{name} is not here: make targets")
    return str(path)


@pytest.fixture
def jsonl(home: Home) -> list[str]:
    settings = {"destination_path": str(home.folder / "rows"), "do_timestamp_file": False}
    return [program("jsonl", "target-jsonl"), "--config", home.file("target.json", settings)]


@pytest.fixture
def postgres(home: Home, postgres_server: Server) -> list[str]:
    url = sa.make_url(postgres_server.url)
    settings = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": "none",
        "database": url.database,
        "default_target_schema": f"singer_{home.folder.name}",
    }
    return [program("postgres", "target-postgres"), "--config", home.file("target.json", settings)]


def run(home: Home, target: list[str], config: dict[str, Any], state: Any = None) -> Any:
    """Run the tap into a target; return the state that the target has written last."""
    command = home.command(config, catalog=selected(*STREAMS), state=state)
    tap, sink, out, log = home.piped(command, target)
    assert (tap, sink) == (0, 0), log
    return json.loads(out.splitlines()[-1])


def lines(path: Path) -> list[Any]:
    text = path.read_text("utf-8").splitlines()
    return [json.loads(one, parse_float=Decimal) for one in text]


def test_a_target_of_lines_holds_what_xero_shows_to_the_last_digit(home: Home, jsonl: list[str]):
    config = home.config()
    state = run(home, jsonl, config)
    for key, name in (("invoices", "InvoiceID"), ("items", "ItemID"), ("currencies", "Code")):
        held = {one[name]: one for one in lines(home.folder / "rows" / f"{key}.jsonl")}
        assert held == home.shown(config, key)
    total = home.folder.joinpath("rows", "invoices.jsonl").read_text("utf-8")
    assert '"Total": 6050.00' in total
    before = len(lines(home.folder / "rows" / "invoices.jsonl"))
    again = run(home, jsonl, config, state)
    assert len(lines(home.folder / "rows" / "invoices.jsonl")) - before <= 2, "the overlap alone"
    bookmarks = [one["bookmarks"]["invoices"]["UpdatedDateUTC"] for one in (state, again)]
    assert bookmarks[0] == bookmarks[1]


def test_a_table_holds_exact_amounts_and_marks_what_is_gone(
    home: Home, postgres: list[str], postgres_server: Server
):
    config = home.config()
    state = run(home, postgres, config)
    assert live(home, postgres_server) == totals(home.shown(config, "invoices"))
    for kind, plural in (("touch", "Invoices"), ("void", "Invoices"), ("delete", "Items")):
        home.sandbox.edit(kind, plural)
    state["bookmarks"]["items"] |= {
        "looked_at": "2026-01-01T00:00:00+00:00",
        "swept_at": "2026-01-01T00:00:00+00:00",
    }
    run(home, postgres, config, state)
    assert live(home, postgres_server) == totals(home.shown(config, "invoices"))
    items = rows(
        home, postgres_server, 'SELECT "ItemID" FROM {}.items WHERE _sdc_deleted_at IS NULL'
    )
    assert {row[0] for row in items} == home.shown(config, "items").keys()
    gone = rows(
        home, postgres_server, "SELECT count(*) FROM {}.items WHERE _sdc_deleted_at IS NOT NULL"
    )
    assert gone == [(1,)]


def live(home: Home, server: Server) -> dict[str, tuple[Decimal, Decimal, str]]:
    """Return status, total and the sum of the lines of each invoice in the table."""
    found = rows(
        home,
        server,
        'SELECT "InvoiceID", "Total", (SELECT coalesce(sum((line ->> \'LineAmount\')::numeric), 0)'
        ' FROM unnest("LineItems") AS line), "Status" FROM {}.invoices'
        " WHERE _sdc_deleted_at IS NULL",
    )
    return {row[0]: (row[1], row[2], row[3]) for row in found}


def totals(shown: dict[str, Any]) -> dict[str, tuple[Decimal, Decimal, str]]:
    return {
        key: (
            one["Total"],
            sum((line["LineAmount"] for line in one["LineItems"]), Decimal(0)),
            one["Status"],
        )
        for key, one in shown.items()
    }


def rows(home: Home, server: Server, query: str) -> list[tuple[Any, ...]]:
    statement = query.format(f'"singer_{home.folder.name}"').encode()
    with psycopg.connect(server.url) as work:
        return work.execute(statement).fetchall()
