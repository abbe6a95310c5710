"""Running streams in tests, in one line."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.sync.model import ModelClient
from xero_component.sync import STREAMS, Options, Stream, StreamReport, sync
from xero_component.sync.sinks.sqlite import SqliteSink

EVERYTHING = Options(sweep_every=timedelta(0))
"""Compare everything in each run."""


async def run(
    xero: Any, path: Path, stream: str | Stream, options: Options | None = None
) -> StreamReport:
    """Run one stream into a database."""
    chosen = STREAMS[stream] if isinstance(stream, str) else stream
    async with SqliteSink(path) as sink:
        report = await sync(xero, [chosen], sink, options)
    return report.streams[chosen.key]


def lists(xero: ModelClient) -> int:
    """Return how many calls a client has sent."""
    return len(xero.calls)
