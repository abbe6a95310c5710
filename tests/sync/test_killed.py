"""A process that is killed in the middle of a transaction, and the run after it."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import anyio

from tests.sync import databases
from tests.sync.killed_run import ROWS, books
from tests.sync.model import ModelClient
from tests.sync.running import EVERYTHING, run


def test_a_run_that_is_killed_again_and_again_goes_on_and_loses_and_doubles_nothing(path: Path):
    kept = [0]
    for moment in (("2", "3"), ("4", "40"), ("3", "90")):
        command = [sys.executable, "-m", "tests.sync.killed_run", str(path), *moment]
        died = subprocess.run(command, check=False, capture_output=True, timeout=50)  # noqa: S603 - our own
        assert died.returncode == -signal.SIGKILL, died.stderr
        kept.append(check_whole(path))

    xero = ModelClient(books())
    report = anyio.run(run, xero, path, "invoices", EVERYTHING)

    assert kept == sorted(kept)
    assert 0 < kept[-1] < ROWS
    assert report.written == ROWS - kept[-1]
    assert check_whole(path) == ROWS


def check_whole(path: Path) -> int:
    """Check that pages are there with their lines and the cursor, or not at all; count rows."""
    rows = databases.query(path, "SELECT count(*) FROM invoices")[0][0]
    lines = databases.query(path, "SELECT count(*) FROM invoices_line_items")[0][0]
    assert lines == 3 * rows
    states = databases.query(path, "SELECT state FROM _xero_streams")
    newest = databases.query(path, "SELECT max(UpdatedDateUTC) FROM invoices")[0][0]
    cursor = json.loads(states[0][0])["cursor"] if states else None
    assert (cursor or "")[:19] == (newest or "")[:19]
    return int(rows)
