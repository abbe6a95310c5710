"""A process that is killed in the middle of a transaction, and the run after it."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import anyio

from tests.postgres import Server
from tests.sync.killed_run import ROWS, books
from tests.sync.model import ModelClient
from tests.sync.running import EVERYTHING
from tests.sync.sinks.keeping import keep
from tests.sync.sinks.places import DuckdbPlace, ParquetPlace, PostgresqlPlace

MOMENT = 5
"""Records come before lines: the third page dies between the two."""


def test_a_run_into_duckdb_that_is_killed_goes_on_and_loses_and_doubles_nothing(tmp_path: Path):
    place = DuckdbPlace(tmp_path)
    check(place, f"duckdb:///{place.path}")


def test_so_does_one_into_postgresql(postgres_server: Server, tmp_path: Path):
    place = PostgresqlPlace(tmp_path, postgres_server.url)
    check(place, f"{place.url}?schema={place.schema}")


def check(place: DuckdbPlace | PostgresqlPlace, address: str) -> None:
    command = [sys.executable, "-m", "tests.sync.sinks.killed_run", address, str(MOMENT)]
    died = subprocess.run(command, check=False, capture_output=True, timeout=50)  # noqa: S603 - our own
    assert died.returncode == -signal.SIGKILL, died.stderr
    kept = check_whole(place)

    report = anyio.run(keep, ModelClient(books()), place, "invoices", EVERYTHING)

    assert 0 < kept < ROWS
    assert report.written == ROWS - kept
    assert check_whole(place) == ROWS


def check_whole(place: DuckdbPlace | PostgresqlPlace) -> int:
    """Check that pages are there with their lines and the cursor, or not at all; count rows."""
    heads, lines = place.rows("invoices"), place.rows("invoices_line_items")
    assert len(lines) == 3 * len(heads)
    assert len({(row["InvoiceID"], row["_position"]) for row in lines}) == len(lines)
    [state] = place.states()
    newest = max(row["UpdatedDateUTC"] for row in heads)
    assert json.loads(state)["cursor"][:19] == newest.strftime("%Y-%m-%dT%H:%M:%S")
    return len(heads)


def test_files_that_a_run_was_killed_at_appear_with_the_next_one(tmp_path: Path):
    place = ParquetPlace(tmp_path)
    folder = tmp_path / "out"
    code = (
        "import anyio, os, signal\n"
        "from tests.sync.killed_run import books\n"
        "from tests.sync.model import ModelClient\n"
        "from xero_component.sync import STREAMS, open_sink, sync\n"
        "async def main():\n"
        f"    async with open_sink({f'parquet:{folder}'!r}) as sink:\n"
        "        await sync(ModelClient(books()), [STREAMS['invoices']], sink)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "anyio.run(main)\n"
    )
    died = subprocess.run([sys.executable, "-c", code], check=False, timeout=50)  # noqa: S603 - our own
    assert died.returncode == -signal.SIGKILL
    left = {path.parent.name for path in folder.rglob("*.parquet")}

    report = anyio.run(keep, ModelClient(books()), place, "invoices", EVERYTHING)

    assert left == {".unfinished"}
    assert report.written == len(place.versions("invoices")) == ROWS
    assert len(place.versions("invoices_line_items")) == 3 * ROWS
    assert not (folder / ".unfinished").exists()
