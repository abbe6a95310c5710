"""What it takes to keep 100,000 invoices: `python -m benchmarks.sync`.

Each sink runs in a process of its own, fed with records that are made in memory. Beside it run dlt
as it comes (nested records, Parquet, merged into DuckDB), and the targets of Singer that `make
targets` fetches, fed by the messages of our tap. The seconds that making the records takes are left
out everywhere. Linux only, for the peaks of memory.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

import anyio

from benchmarks.sync_records import CHANGED, COUNT, Making, pages
from benchmarks.timing import Row
from tests.postgres import find_binaries, running_server
from xero_component.api.clock import SystemClock
from xero_component.api.sources import Reader as Client
from xero_component.sync import STREAMS, Kind, Outcome, Part, Sink, Size, Stream, open_sink, sync

TARGETS = {"SQLite": (16, 60), "DuckDB": (6, None)}
"""Seconds and megabytes to reach."""
SINGER = Path(__file__).parent.parent / ".venv-targets"


@dataclass(frozen=True)
class Measured:
    """What one process took."""

    seconds: tuple[float, float]
    """For all invoices, and for those that have changed."""
    cpu: tuple[float, float]
    """The same in seconds of the processor; those of a database server are not seen."""
    peak: float
    """Megabytes of the whole process."""


class Made:
    """A reading that makes what it reads."""

    kind = Kind.CHANGES

    def __init__(self, *, changed: bool) -> None:
        self._changed = changed

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield all, or what has changed."""
        for rows in pages(self._changed):
            yield Part(rows, datetime.fromisoformat(rows[-1]["UpdatedDateUTC"]).isoformat())

    async def surviving(self, client: Client, identifiers: Collection[str]) -> set[str]:
        """Nothing is ever gone."""
        return set(identifiers)

    async def size(self, client: Client, cursor: str | None, start: datetime | None) -> Size:
        """Return how much there is."""
        return Size(calls=0, rows=COUNT)


_Client: Any = object


class NoClient(_Client):  # type: ignore[misc]  # nothing is asked of it
    """Stands where a client belongs."""

    tenant_id = "benchmark"
    clock = SystemClock()

    def for_step(self, *_bound: Any) -> "NoClient":
        return self


async def keep(stream: Stream, sink: Sink, expected: int) -> None:
    """Run the stream into a sink."""
    async with sink:
        report = await sync(NoClient(), [stream], sink)
    assert report.streams[stream.key].outcome is Outcome.COMPLETE
    assert report.streams[stream.key].written == expected


def stream_that(changed: bool) -> tuple[Stream, int]:
    """Return the stream of the invoices, and how many rows it brings."""
    stream = replace(STREAMS["invoices"], reading=Made(changed=changed))
    return stream, COUNT // CHANGED if changed else COUNT


def ours(address: str, changed: bool) -> None:
    """Keep the invoices in a sink of ours."""
    stream, expected = stream_that(changed)
    anyio.run(keep, stream, open_sink(address), expected)


def singer(command: list[str], changed: bool) -> None:
    """Send the invoices to a target, and wait until it is done."""
    from xero_component.runtimes.singer.catalog import Chosen
    from xero_component.runtimes.singer.messages import Writer
    from xero_component.runtimes.singer.sink import SingerSink

    stream, expected = stream_that(changed)
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=silent, stderr=silent) as target:  # noqa: S603 - a target that was fetched for this
        assert target.stdin is not None
        state: dict[str, Any] = {"bookmarks": {}}
        sink = SingerSink(
            [Chosen(stream)], state, Writer(cast("BinaryIO", target.stdin)), sweeps=False
        )
        anyio.run(keep, stream, sink, expected)
        target.stdin.close()
        assert target.wait() == 0


def plain_dlt(folder: str, changed: bool) -> None:
    """Keep the invoices by dlt alone."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    import dlt

    pipeline = dlt.pipeline(
        "benchmark",
        destination=dlt.destinations.duckdb(f"{folder}/dlt.duckdb"),
        pipelines_dir=folder,
    )
    invoices = dlt.resource(
        pages(changed), name="invoices", primary_key="InvoiceID", write_disposition="merge"
    )
    pipeline.run(invoices, loader_file_format="parquet").raise_on_failed_jobs()


def singer_command(name: str, place: str) -> list[str]:
    """Return how a target is called, its settings written to a folder or for a server."""
    folder, _, port = place.partition(":")
    settings: dict[str, Any] = {"destination_path": folder, "do_timestamp_file": False}
    if port:
        where = {"host": "127.0.0.1", "port": int(port), "database": "postgres"}
        settings = {**where, "user": "xero", "password": "none", "default_target_schema": "singer"}
    config = Path(folder) / f"{name}.json"
    config.write_text(json.dumps(settings))
    return [str(program(name)), "--config", str(config)]


def program(name: str) -> Path:
    """Return where a target of Singer is."""
    return SINGER / name.removeprefix("target-") / "bin" / name


def run(kind: str, place: str) -> Measured:
    """Keep all invoices, and then those that have changed, in this process."""
    keeping: Callable[[bool], None] = partial(ours, place)
    if kind == "dlt":
        keeping = partial(plain_dlt, place)
    elif kind.startswith("target-"):
        keeping = partial(singer, singer_command(kind, place))
    load(kind, place)
    taken = [timed(partial(keeping, changed)) for changed in (False, True)]
    peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    (first, first_cpu), (second, second_cpu) = taken
    return Measured((first, second), (first_cpu, second_cpu), int(peak) / 1024)


def load(kind: str, place: str) -> None:
    """Import what would else be imported while the time is taken."""
    names = {"dlt": ["dlt", "duckdb"], "ours": ["xero_component.sync.sinks.sqlite"]}.get(kind, [])
    scheme = place.partition(":")[0]
    names += {"duckdb": ["duckdb", "pyarrow"], "parquet": ["pyarrow.parquet"]}.get(scheme, [])
    names += {"postgresql": ["psycopg"]}.get(scheme, [])
    for name in names:
        import_module(name)


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds that something takes, and those of the processor; making records none."""
    Making.seconds = Making.cpu = 0.0
    began, cpu = time.perf_counter(), sum(os.times()[:4])
    work()
    seconds, spent = time.perf_counter() - began, sum(os.times()[:4]) - cpu
    return seconds - Making.seconds, spent - Making.cpu


def measured(kind: str, place: str) -> Measured:
    """Do so in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.sync", kind, place]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def beside(name: str, place: str) -> Measured | None:
    """Measure a target of Singer, or say why not."""
    if program(name).exists():
        return measured(name, place)
    print(f"{name} is not here, and left out: make targets", file=sys.stderr)
    return None


def sync_rows() -> list[Row]:
    """Measure every sink beside dlt, and two beside a target of Singer."""
    rows: list[Row] = []
    binaries = find_binaries()
    with TemporaryDirectory() as folder:
        baseline = measured("dlt", folder)
        for name, address in {
            "SQLite": f"sqlite:///{folder}/xero.db",
            "DuckDB": f"duckdb:///{folder}/xero.duckdb",
            "Parquet": f"parquet:{folder}/parquet",
        }.items():
            rows += rows_of(name, measured("ours", address), baseline)
        found = measured("ours", f"jsonl:{folder}/jsonl")
        rows += rows_of("JSON Lines", found, baseline)
        rows += singer_row("target-jsonl", found, beside("target-jsonl", folder))
        if binaries is not None:
            with running_server(binaries) as server:
                found = measured("ours", server.url)
                rows += rows_of("PostgreSQL", found, baseline)
                theirs = beside("target-postgres", f"{folder}:{server.port}")
                rows += singer_row("target-postgres", found, theirs)
    return rows


def rows_of(name: str, found: Measured, baseline: Measured) -> Iterator[Row]:
    """Yield the lines of one sink."""
    seconds, megabytes = TARGETS.get(name, (None, None))
    many = f"{COUNT:,} invoices into {name}"
    yield row(f"{many} (s; dlt)", found.seconds[0], baseline.seconds[0], seconds, "s")
    yield row("  seconds of the processor (dlt)", found.cpu[0], baseline.cpu[0])
    yield row("  1 % of them changed (s; dlt)", found.seconds[1], baseline.seconds[1])
    yield row("  peak of the process (MB; dlt)", found.peak, baseline.peak, megabytes, "MB")


def singer_row(name: str, found: Measured, theirs: Measured | None) -> Iterator[Row]:
    """Yield the lines of a target, beside the sink above it."""
    if theirs is not None:
        yield row(f"  beside {name} (s)", found.seconds[0], theirs.seconds[0])
        yield row(f"  beside {name}, of the processor (s)", found.cpu[0], theirs.cpu[0])


def row(what: str, mine: float, theirs: float, limit: float | None = None, unit: str = "") -> Row:
    """Return one line."""
    target, met = (f"≤ {limit} {unit}", mine <= limit) if limit else ("", None)
    return Row(what, mine, theirs, mine / theirs, target, met)


def main() -> None:
    """Measure one in this process, or print what all take."""
    if len(sys.argv) == 3:
        print(json.dumps(asdict(run(*sys.argv[1:]))))
        return
    for one in sync_rows():
        print(f"{one.what}: {one.ours:.1f} (baseline: {one.baseline:.1f}) {one.target}")


if __name__ == "__main__":
    main()
