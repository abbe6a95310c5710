"""A SQLite database that several processes, and several parts of one of them, have open."""

import subprocess
import sys
from pathlib import Path

from xero_component.runtimes.http.api_keys import ApiKeys
from xero_component.store.database import Database

NEIGHBOUR = """
import sqlite3, sys
known = sqlite3.connect(sys.argv[1])
print([name for name, in known.execute("SELECT name FROM xero_api_keys ORDER BY name")])
known.close()
"""


def seen_by_a_neighbour(file: Path) -> str:
    """Have another process open the database, read it, and leave."""
    command = [sys.executable, "-c", NEIGHBOUR, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this Python
    return done.stdout.strip()


def test_a_neighbour_that_leaves_takes_nothing_away(tmp_path: Path) -> None:
    file = tmp_path / "tokens.db"
    first = Database(f"sqlite:///{file}")
    ApiKeys(first).create("one")
    second = Database(f"sqlite:///{file}")
    try:
        assert seen_by_a_neighbour(file) == "['one']"
        assert file.with_name("tokens.db-wal").exists(), "the journal is gone under its users"
        ApiKeys(first).create("two")
        assert seen_by_a_neighbour(file) == "['one', 'two']"
    finally:
        second.close()
        first.close()
