"""A run that kills its own process: `python -m tests.sync.sinks.killed_run ADDRESS MOMENT`.

The moment counts the tables that rows are added to, so that death comes inside a transaction.
"""

import os
import signal
import sys
from typing import Any

import anyio

from tests.sync.killed_run import books
from tests.sync.model import ModelClient
from xero_component.sync import STREAMS, open_sink, sync
from xero_component.sync.sinks import duckdb, postgresql


def die_after(work: Any, moment: int) -> None:
    put = work.put
    left = moment

    def counted(*arguments: Any, **named: Any) -> None:
        nonlocal left
        put(*arguments, **named)
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    work.put = counted


async def main(address: str) -> None:
    client: Any = ModelClient(books())
    async with open_sink(address) as sink:
        await sync(client, [STREAMS["invoices"]], sink)


if __name__ == "__main__":
    for work in (duckdb._Work, postgresql._Work):
        die_after(work, int(sys.argv[2]))
    duckdb.DuckdbSink.rows_a_write = 0  # each page by itself: one run has more than one write
    anyio.run(main, sys.argv[1])
