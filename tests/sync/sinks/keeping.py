"""Running streams into a place, in one line."""

from typing import Any

from tests.sync.sinks.places import Place
from xero_component.sync import STREAMS, Options, StreamReport, sync


async def keep(
    xero: Any, place: Place, stream: str, options: Options | None = None
) -> StreamReport:
    """Run one stream into a place that is opened and closed for it."""
    async with place.sink() as sink:
        report = await sync(xero, [STREAMS[stream]], sink, options)
    return report.streams[stream]
