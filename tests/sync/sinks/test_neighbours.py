"""Files of SQLite that a second part of the same process opens while another process waits."""

import subprocess
import sys
from pathlib import Path

import pytest

from xero_component.errors import WaitError
from xero_component.sync.sinks._index import Index
from xero_component.sync.sinks.sqlite import SqliteSink

TAKES = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN EXCLUSIVE')"
LEAVES = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT * FROM sqlite_master").fetchall()
database.close()
"""


def neighbour(program: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Let another process work on a file."""
    command = [sys.executable, "-c", program, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this Python


def test_a_second_opening_does_not_end_the_lock_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "index.db"
    first = Index(file).open()
    try:
        with pytest.raises(WaitError):
            Index(file).open()
        assert "database is locked" in neighbour(TAKES, file).stderr
    finally:
        first.close()
    assert neighbour(TAKES, file).returncode == 0


async def test_a_neighbour_that_leaves_takes_no_journal_away(tmp_path: Path) -> None:
    file = tmp_path / "xero.db"
    async with SqliteSink(file):
        journal = file.with_name("xero.db-wal")
        assert journal.exists()
        async with SqliteSink(file):
            assert neighbour(LEAVES, file).stderr == ""
            assert journal.exists(), "the journal is gone under its users"
