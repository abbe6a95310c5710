"""Read streams: every object of Xero, incrementally, into a database or a program of yours.

    async with open_sink("sqlite:///xero.db") as sink:
        report = await sync(xero, STREAMS.values(), sink)

    async for page in STREAMS["invoices"].read(xero, since=yesterday):
        ...

A stream is read by its `Reading`, laid out in tables by its `Table`, and kept by a `Sink` together
with its `State`. Other APIs bring readings of their own, other databases sinks of their own.
"""

from xero_component.sync.engine import sync
from xero_component.sync.estimate import Estimate, StreamEstimate, estimate
from xero_component.sync.opening import open_sink
from xero_component.sync.reading import Kind, Part, Reading, Size
from xero_component.sync.report import Outcome, Report, StreamReport
from xero_component.sync.schema import Column, Table, Type, table_of
from xero_component.sync.sink import Delta, Sink, State, Target, Version
from xero_component.sync.stream import STREAMS as STREAMS
from xero_component.sync.stream import Stream, report_stream, stream_of
from xero_component.sync.stream_run import Options

__all__ = [
    "Column",
    "Delta",
    "Estimate",
    "Kind",
    "Options",
    "Outcome",
    "Part",
    "Reading",
    "Report",
    "Sink",
    "Size",
    "State",
    "Stream",
    "StreamEstimate",
    "StreamReport",
    "Table",
    "Target",
    "Type",
    "Version",
    "estimate",
    "open_sink",
    "report_stream",
    "stream_of",
    "sync",
    "table_of",
]
