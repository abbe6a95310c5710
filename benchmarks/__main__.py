"""`make bench`: prints every figure beside its baseline."""

import argparse
import json
import subprocess
import sys
import time

import httpx

from benchmarks import readers
from benchmarks.http_server import over_http
from benchmarks.polling import idle_poll
from benchmarks.quota import cost, quota
from benchmarks.storm import storm
from benchmarks.stream_calls import stream_calls
from benchmarks.stub import INVOICES, serving
from benchmarks.sync import sync_rows
from benchmarks.timing import Row, in_turn, timed
from benchmarks.webhook import deliveries
from xero_component.component import component
from xero_component.core import invoke

MEMORY = """
import asyncio, sys
from pathlib import Path
from benchmarks.readers import streamed
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
before = peak()
count = asyncio.run(streamed(sys.argv[1]))
print(count, before, peak())
"""
"""Linux only: elsewhere, a child's peak begins with that of its parent."""


def listing(latency: float, runs: int) -> list[Row]:
    """Rows 1 and 2: reading 50,000 invoices."""
    rows = []
    with serving(latency) as base_url:
        slow = latency > 0
        bare = readers.bare_five_at_once if slow else readers.bare_in_sequence
        ours, baseline, ratio = in_turn(
            lambda: timed(lambda: readers.streamed(base_url)),
            lambda: timed(lambda: bare(base_url)),
            runs,
        )
        target = 0.85 if slow else 0.6
        name = f"list {INVOICES:,} invoices at {latency * 1000:.0f} ms a call"
        rows.append(Row(name, ours, baseline, ratio, f"≥ {target} × bare", ratio >= target))
        started = time.perf_counter()
        readers.xero_sdk(base_url)
        sdk = time.perf_counter() - started
        rows.append(Row("  the same with xero-python", sdk, baseline, baseline / sdk))
        if not slow and sys.platform == "linux":
            before, peak = memory(base_url)
            read = peak - before
            rows.append(
                Row(
                    "  memory that streaming it takes (MB)",
                    read,
                    60,
                    read / 60,
                    "≤ 60 MB",
                    read <= 60,
                )
            )
            rows.append(Row("  peak of the whole process (MB)", peak, before, peak / before))
    return rows


def memory(base_url: str) -> tuple[float, float]:
    """Return the resident memory (MB) of a process before it streams the list, and its peak."""
    command = [sys.executable, "-c", MEMORY, base_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    count, before, peak = done.stdout.split()
    assert int(count) == INVOICES
    return float(before), float(peak)


def one_action(runs: int) -> Row:
    """Row 3: one action against the same call in bare httpx, 200 of each."""
    times = 200
    data = {"name": "Benchmark", "email_address": "a@b.example"}

    with serving(0) as base_url:

        async def ours() -> None:
            async with readers.client(base_url) as xero:
                for _ in range(times):
                    await invoke(component, "create_contact", data, xero)

        async def bare() -> None:
            async with httpx.AsyncClient() as http:
                for _ in range(times):
                    answer = await http.put(
                        f"{base_url}/api.xro/2.0/Contacts",
                        params={"summarizeErrors": "false"},
                        headers={
                            "Authorization": "Bearer token",
                            "xero-tenant-id": "benchmark",
                            "Idempotency-Key": "key",
                        },
                        json={"Contacts": [{"Name": "Benchmark", "EmailAddress": "a@b.example"}]},
                    )
                    answer.json()

        mine, baseline, ratio = in_turn(lambda: timed(ours), lambda: timed(bare), runs)
    return Row(
        f"one action ({times} in a row)",
        mine,
        baseline,
        1 / ratio,
        "≤ 1.3 × bare",
        1 / ratio <= 1.3,
    )


def imports(runs: int) -> list[Row]:
    """Row 4: importing the package against importing what it stands on."""

    def seconds(code: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
        return time.perf_counter() - started

    def row(what: str, code: str, target: str = "") -> Row:
        ours, baseline, ratio = in_turn(
            lambda: seconds(code), lambda: seconds("import httpx, pydantic"), runs
        )
        cost = 1 / ratio
        return Row(what, ours, baseline, cost, target, cost <= 1.5 if target else None)

    return [
        row("import xero_component", "import xero_component", "≤ 1.5 ×"),
        row("  and its client", "from xero_component import XeroClient"),
        row("  and every action", "from xero_component.component import component"),
        row("  import xero_python.accounting", "import xero_python.accounting"),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs for each figure")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    rows = [
        *listing(0.1, options.runs),
        *listing(0.0, options.runs),
        one_action(options.runs),
        over_http(options.runs),
        *imports(options.runs * 2),
        *quota(),
        cost(),
        *storm(),
        *deliveries(),
        *idle_poll(),
        *stream_calls(),
        *sync_rows(),
    ]
    if options.json:
        print(json.dumps([row.__dict__ for row in rows], indent=2))
        return
    print("| what | ours | baseline | ratio | to reach | |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        mark = ("yes" if row.met else "no") if row.target else ""
        print(
            f"| {row.what} | {row.ours:.3f} | {row.baseline:.3f} | {row.ratio:.2f} |"
            f" {row.target} | {mark} |"
        )


if __name__ == "__main__":
    main()
