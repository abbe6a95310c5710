"""A run that kills itself: `python -m tests.sync.killed_run DATABASE TRANSACTION PORTIONS`.

Portions of SQLite's work are counted from the transaction on, so that death comes in a statement.
"""

import os
import signal
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import anyio

from tests.sync.model import Model, ModelClient, guid
from xero_component.catalogue.objects import INVOICES
from xero_component.sync import STREAMS, sync
from xero_component.sync.sinks.sqlite import SqliteSink

ROWS, PAGE = 300, 50
PORTION = 100
"""Instructions of SQLite's machine between two looks."""


def books() -> Model:
    """Return the same invoices in every process."""
    model = Model(page_size=PAGE)
    for number in range(1, ROWS + 1):
        lines = [{"LineAmount": Decimal(number), "Description": f"line {n}"} for n in range(3)]
        model.put(INVOICES, guid(number), Total=Decimal(number) * 3, LineItems=lines)
        model.pass_time(5000)
    return model


class DyingSink(SqliteSink):
    """Kills its process some portions of work after a transaction has begun."""

    def __init__(self, path: Path, transaction: int, portions: int) -> None:
        super().__init__(path)
        self._transactions = transaction
        self._portions = portions

    def _open(self) -> sqlite3.Connection:
        connection = super()._open()
        connection.set_trace_callback(self._hear)
        connection.set_progress_handler(self._look, PORTION)
        return connection

    def _hear(self, statement: str) -> None:
        self._transactions -= statement == "BEGIN IMMEDIATE"

    def _look(self) -> int:
        if self._transactions <= 0:
            self._portions -= 1
        if self._portions < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0


async def main(path: Path, transaction: int, portions: int) -> None:
    client: Any = ModelClient(books())
    async with DyingSink(path, transaction, portions) as sink:
        await sync(client, [STREAMS["invoices"]], sink)


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
