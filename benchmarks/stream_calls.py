"""What reading a stream costs in calls: all of it, and once more when nothing has changed.

Run it alone as `python -m benchmarks.stream_calls`. The baseline is the number of calls at a
hundred rows a page, which is what other taps read.
"""

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio

from benchmarks.timing import Row
from tests.conformance.in_process import InProcess
from xero_component.sync import STREAMS, open_sink, sync

COUNT = 2500
AT_ONCE = 50
OURS, THEIRS = 1000, 100
"""Rows of a page."""


def stream_calls() -> list[Row]:
    """Count the calls of two runs of the invoices' stream."""
    return anyio.run(_stream_calls)


async def _stream_calls() -> list[Row]:
    world = InProcess()
    for _ in range(COUNT // AT_ONCE):
        world.sandbox.edit("add", "Invoices", count=AT_ONCE, seed=1)
        world.clock.advance(60)
    world.clock.advance(3600)
    taken, rows = [], 0
    with TemporaryDirectory() as folder:
        for _ in range(2):
            async with open_sink(f"sqlite:///{Path(folder) / 'xero.db'}") as sink:
                done = (await sync(world.xero, [STREAMS["invoices"]], sink)).streams["invoices"]
            taken.append(done.calls)
            rows = rows or done.written
            world.clock.advance(3600)
    await world.http.aclose()
    first, again = taken
    least, theirs = math.ceil(rows / OURS), math.ceil(rows / THEIRS)
    what = f"calls to read {rows:,} invoices into SQLite"
    return [
        Row(what, first, theirs, first / theirs, f"{least}", first <= least),
        Row(
            "  calls to read them again, unchanged", again, theirs, again / theirs, "1", again == 1
        ),
    ]


if __name__ == "__main__":
    for row in stream_calls():
        print(f"{row.what}: {row.ours} (baseline: {row.baseline}) to reach: {row.target}")
