"""What a run will cost, before it is started."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xero_component.core.context import StepContext, Trace
from xero_component.errors import ScopeError
from xero_component.sync.engine import organisation_of
from xero_component.sync.meter import Meter
from xero_component.sync.reading import Size
from xero_component.sync.sink import Sink
from xero_component.sync.stream import Stream
from xero_component.sync.stream_run import Options, moment_of_text, sweep_is_due, widened

if TYPE_CHECKING:
    from xero_component.api.client import XeroClient

CALLS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class StreamEstimate:
    """What one stream will cost."""

    stream: str
    calls: int
    """The least that it takes, where `rows` is None."""
    rows: int | None = None
    bytes: int | None = None
    """Uncompressed."""
    unavailable: str | None = None
    """Why it cannot be read."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will cost."""

    streams: tuple[StreamEstimate, ...]
    day_remaining: int | None
    """Calls that the organisation has left today; None where Xero does not say."""
    spent: int
    """Calls that the estimate itself took."""

    @property
    def calls(self) -> int:
        """Calls of all streams, as far as Xero counts rows."""
        return sum(one.calls for one in self.streams)

    @property
    def bytes(self) -> int:
        """Bytes of the rows that Xero counts, uncompressed."""
        return sum(one.bytes or 0 for one in self.streams)

    @property
    def minutes(self) -> int:
        """Minutes at Xero's limit of sixty calls a minute."""
        return math.ceil(self.calls / CALLS_A_MINUTE)

    @property
    def fits_today(self) -> bool | None:
        """Whether the calls that are left today are enough; None where that is not known."""
        return None if self.day_remaining is None else self.calls <= self.day_remaining


async def estimate(
    xero: "XeroClient", streams: Iterable[Stream], sink: Sink, options: Options | None = None
) -> Estimate:
    """Return what a run would cost now; takes a small call for each stream that Xero counts.

    Raises the errors of the client, but for a missing scope, which is told with its stream.
    """
    options = options or Options()
    tenant = await organisation_of(xero)
    trace = Trace()
    client = Meter(xero.for_step(StepContext(), trace), trace)
    found = [await _of_stream(client, stream, sink, tenant, options) for stream in streams]
    return Estimate(tuple(found), client.day_remaining, client.calls)


async def _of_stream(
    client: Meter, stream: Stream, sink: Sink, tenant: str, options: Options
) -> StreamEstimate:
    target = await sink.target(stream, tenant, history=stream.key in options.history)
    state = widened(await target.state(), options, stream)
    start = moment_of_text(state.start)
    try:
        sizes = [await stream.reading.size(client, state.cursor, start)]
        if sweep_is_due(state, options.sweep_every, stream):
            sizes.append(await stream.reading.size(client, state.sweep_cursor, start))
    except ScopeError as error:
        return StreamEstimate(stream.key, 0, unavailable=str(error))
    calls = sum(size.calls for size in sizes)
    return StreamEstimate(stream.key, calls, _rows(sizes), _bytes(sizes))


def _rows(sizes: list[Size]) -> int | None:
    counted = [size.rows for size in sizes if size.rows is not None]
    return sum(counted) if len(counted) == len(sizes) else None


def _bytes(sizes: list[Size]) -> int | None:
    counted = [size.bytes for size in sizes if size.bytes is not None]
    return sum(counted) if len(counted) == len(sizes) else None
