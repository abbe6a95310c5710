"""Looking into a SQLite database from outside, with nothing of the sink."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any


def query(path: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement, values).fetchall()


def table(path: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - a test's own names


def live(path: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the raw records that are not marked as deleted, with exact numbers."""
    for row in table(path, name):
        if row["_deleted_at"] is None:
            yield json.loads(row["_raw"], parse_float=Decimal)
