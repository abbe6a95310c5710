"""What it takes to keep 100,000 invoices: `python -m benchmarks.sync`.

Each sink runs in a process of its own, fed with records that are made in memory, and so does dlt as
it comes: nested records, Parquet, merged into DuckDB. One invoice has two lines, every fourth a
payment; 1 % of them change afterwards. Linux only, for the peaks of memory.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio

from benchmarks.timing import Row
from tests.postgres import find_binaries, running_server
from xero_component.api.clock import SystemClock
from xero_component.api.sources import Reader as Client
from xero_component.sync import STREAMS, Kind, Outcome, Part, Size, open_sink, sync

COUNT, PAGE, CHANGED = 100_000, 1000, 100
"""Invoices, those of a page, and of how many one changes."""
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
TARGETS = {"SQLite": (16, 60), "DuckDB": (6, None)}
"""Seconds and megabytes to reach."""


def identifier(kind: int, number: int) -> str:
    """Return an id that looks as random as Xero's do."""
    mixed = number * 0x9E3779B97F4A7C15 % 2**64
    return f"{mixed >> 32:08x}-{mixed & 0xFFFF:04x}-4{kind:03x}-8000-{number:012x}"


def invoice(number: int, changed: bool) -> dict[str, Any]:
    """Return an invoice as the client reads it."""
    moment = OPENED + timedelta(days=30 if changed else 0, seconds=7 * number)
    amount = Decimal(f"{100 + number % 900}.15")
    line = {
        "Description": f"Consulting services for project {number}",
        "Quantity": Decimal("1.0000"),
        "UnitAmount": Decimal(f"{100 + number % 900}.1500"),
        "ItemCode": "BOOK",
        "AccountCode": "200",
        "TaxType": "OUTPUT",
        "TaxAmount": Decimal(f"{number % 90}.10"),
        "LineAmount": amount,
        "Tracking": [],
    }
    payment = {
        "PaymentID": identifier(4, number),
        "Date": "2026-01-01",
        "Amount": Decimal(f"{number % 90}.10"),
        "Reference": "",
        "CurrencyRate": Decimal("1.000000"),
    }
    return {
        "Type": "ACCREC",
        "InvoiceID": identifier(1, number),
        "InvoiceNumber": f"INV-{number:06}",
        "Reference": "changed" if changed else f"ref {number}",
        "Payments": [payment] if number % 4 == 0 else [],
        "CreditNotes": [],
        "AmountDue": amount,
        "AmountPaid": Decimal("0.00"),
        "AmountCredited": Decimal("0.00"),
        "CurrencyRate": Decimal("1.000000"),
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": {"ContactID": identifier(3, number % 500), "Name": f"Customer {number % 500}"},
        "Date": "2026-01-01",
        "DueDate": "2026-02-01",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [{"LineItemID": identifier(2, 2 * number + n), **line} for n in (0, 1)],
        "SubTotal": amount * 2,
        "TotalTax": Decimal(f"{number % 90}.20"),
        "Total": amount * 2,
        "UpdatedDateUTC": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "CurrencyCode": "AUD",
    }


def pages(changed: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield all invoices, or those that have changed."""
    numbers = range(0, COUNT, CHANGED if changed else 1)
    for first in range(0, len(numbers), PAGE):
        yield [invoice(number, changed) for number in numbers[first : first + PAGE]]


class Made:
    """A reading that makes what it reads."""

    kind = Kind.CHANGES

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield all, and behind a cursor what has changed."""
        for rows in pages(changed=cursor is not None):
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


async def ours(address: str) -> list[float]:
    """Keep all, and then what has changed; return the seconds of both."""
    stream = replace(STREAMS["invoices"], reading=Made())
    seconds = []
    for _ in range(2):
        started = time.perf_counter()
        async with open_sink(address) as sink:
            report = await sync(NoClient(), [stream], sink)
        seconds.append(time.perf_counter() - started)
        assert report.streams[stream.key].outcome is Outcome.COMPLETE
        assert report.streams[stream.key].written == (COUNT // CHANGED if seconds[1:] else COUNT)
    return seconds


def plain_dlt(folder: str) -> list[float]:
    """Do the same by dlt alone."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    import dlt

    seconds = []
    for changed in (False, True):
        started = time.perf_counter()
        pipeline = dlt.pipeline(
            "benchmark",
            destination=dlt.destinations.duckdb(f"{folder}/dlt.duckdb"),
            pipelines_dir=folder,
        )
        invoices = dlt.resource(
            pages(changed),
            name="invoices",
            primary_key="InvoiceID",
            write_disposition="merge",
        )
        pipeline.run(invoices, loader_file_format="parquet").raise_on_failed_jobs()
        seconds.append(time.perf_counter() - started)
    return seconds


def measured(kind: str, place: str) -> tuple[float, float, float]:
    """Return the seconds of both runs, and the peak in megabytes, of a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.sync", kind, place]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    first, changed, peak = json.loads(done.stdout.splitlines()[-1])
    return first, changed, peak


def sync_rows() -> list[Row]:
    """Measure every sink beside dlt."""
    found: dict[str, tuple[float, float, float]] = {}
    binaries = find_binaries()
    with TemporaryDirectory() as folder:
        baseline = measured("dlt", folder)
        for name, address in {
            "SQLite": f"sqlite:///{folder}/xero.db",
            "DuckDB": f"duckdb:///{folder}/xero.duckdb",
            "JSON Lines": f"jsonl:{folder}/jsonl",
            "Parquet": f"parquet:{folder}/parquet",
        }.items():
            found[name] = measured("ours", address)
    if binaries is not None:
        with running_server(binaries) as server:
            found["PostgreSQL"] = measured("ours", server.url)
    return [row for name, one in found.items() for row in rows_of(name, one, baseline)]


def rows_of(
    name: str, found: tuple[float, float, float], baseline: tuple[float, float, float]
) -> Iterator[Row]:
    """Yield the lines of one sink."""
    whats = (f"{COUNT:,} invoices into {name} (s; dlt)", "  1 % of them changed (s; dlt)")
    limits = TARGETS.get(name, (None, None))
    for what, mine, theirs, limit in zip(
        (*whats, "  peak of the whole process (MB; dlt)"),
        found,
        baseline,
        (limits[0], None, limits[1]),
        strict=True,
    ):
        unit = "MB" if "MB" in what else "s"
        target, met = (f"≤ {limit} {unit}", mine <= limit) if limit else ("", None)
        yield Row(what, mine, theirs, mine / theirs, target, met)


def main() -> None:
    """Measure one in this process, or print what all take."""
    if len(sys.argv) == 3:
        kind, place = sys.argv[1:]
        seconds = plain_dlt(place) if kind == "dlt" else anyio.run(ours, place)
        peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
        print(json.dumps([*seconds, int(peak) / 1024]))
        return
    for row in sync_rows():
        print(f"{row.what}: {row.ours:.1f} (baseline: {row.baseline:.1f}) {row.target}")


if __name__ == "__main__":
    main()
