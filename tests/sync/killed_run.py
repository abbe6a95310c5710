"""A run that kills its own process: `python -m tests.sync.killed_run DATABASE MOMENT`.

The moment counts portions of SQLite's work, so that death comes inside a statement.
"""

import os
import signal
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import anyio

from tests.sync.model import TENANT, Model, ModelClient, guid
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


async def main(path: Path, moment: int) -> None:
    left = moment

    def look() -> int:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    client: Any = ModelClient(books())
    async with SqliteSink(path) as sink:
        await sink.target(STREAMS["invoices"], TENANT)
        assert sink._connection is not None
        sink._connection.set_progress_handler(look, PORTION)
        await sync(client, [STREAMS["invoices"]], sink)


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), int(sys.argv[2]))
