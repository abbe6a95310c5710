"""How much of Xero's 60 calls a minute four processes use, in a sandbox whose minutes are short.

Run it as `python -m benchmarks.quota`, with `--store postgresql://…` for another database than a
SQLite file of its own. The time of all processes passes ten times faster than the machine's.
"""

import argparse
import json
import multiprocessing
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from zlib import crc32

import anyio
import httpx

from benchmarks.timing import Row
from tests.api.limit_workers import read_on
from tests.fast_time import FastSandboxClock
from xero_component.api.limits import BudgetKey
from xero_component.api.limits.shared import SharedLimits
from xero_component.api.usage import CallRecord
from xero_component.sandbox import Sandbox

PROCESSES = 4
SPEED = 10.0
MINUTES = 6.5
LIMIT = 60


def quota(store: str | None = None, minutes: float = MINUTES) -> list[Row]:
    """Measure the use of whole minutes, but for the first, and count what was refused."""
    with tempfile.TemporaryDirectory() as folder:
        url = store or f"sqlite:///{Path(folder) / 'store.db'}"
        SharedLimits(url).close()
        started = time.time()
        clock = FastSandboxClock(SPEED, started)
        sandbox = Sandbox(clock=clock)
        with sandbox.serve() as base_url:
            client_id, token = _credentials(sandbox, base_url)
            given = (url, base_url, (client_id, token), (SPEED, started), minutes)
            context = multiprocessing.get_context("spawn")
            workers = [
                context.Process(target=read_on, args=(number, *given))
                for number in range(PROCESSES)
            ]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            log = [one for one in sandbox.requests.listing() if "Currencies" in str(one["path"])]
    refused = sum(one["status"] == 429 for one in log)
    served = [one for one in log if one["status"] == 200]
    used = _whole_windows(served, client_id, sandbox.tenants[0]["id"])
    share = sum(used) / (LIMIT * len(used))
    name = f"calls a minute of {PROCESSES} processes"
    return [
        Row(name, share * LIMIT, LIMIT, share, "≥ 0.98 of Xero's limit", share >= 0.98),
        Row("  calls refused (429)", refused, 0, refused, "none", refused == 0),
    ]


def cost(store: str | None = None, calls: int = 300) -> Row:
    """Measure what the shared limits add to one call, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        url = store or f"sqlite:///{Path(folder) / 'store.db'}"
        with SharedLimits(url, per_minute=calls * 2) as limits:
            taken = sorted(anyio.run(_slots, limits, calls))
        kind, most = ("SQLite", 2.0) if limits.database.file else ("PostgreSQL", 3.0)
    median = taken[calls // 2]
    name = f"shared limits on {kind}, for each call (ms)"
    return Row(name, median, most, median / most, f"≤ {most:.0f} ms", median <= most)


async def _slots(limits: SharedLimits, calls: int) -> list[float]:
    record = CallRecord(family="accounting/Invoices", outcome="ok", status=200, wire_bytes=100)
    taken = []
    for _ in range(calls):
        started = time.perf_counter()
        async with limits.slot(BudgetKey("organisation", "app")) as slot:
            slot.record = record
            slot.observe({"x-daylimit-remaining": "4000", "x-appminlimit-remaining": "9000"})
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _whole_windows(log: list[dict[str, object]], client_id: str, tenant: str) -> list[int]:
    """Return the calls of each of the sandbox's minutes, less the first two and the last."""
    phase = crc32(f"{client_id} {tenant}".encode()) % 60
    windows = Counter(
        int(datetime.fromisoformat(str(one["time"])).timestamp() + phase) // 60 for one in log
    )
    return [count for _, count in sorted(windows.items())][2:-1]


def _credentials(sandbox: Sandbox, base_url: str) -> tuple[str, str]:
    app = sandbox.announcement(base_url)["custom_connection"]
    assert isinstance(app, dict)
    reply = httpx.post(
        f"{base_url}/connect/token",
        data={"grant_type": "client_credentials", "scope": "accounting.settings.read"},
        auth=(app["client_id"], app["client_secret"]),
        trust_env=False,
    )
    return str(app["client_id"]), str(reply.json()["access_token"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", help="URL of the database that the processes share")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    rows = [*quota(options.store, options.minutes), cost(options.store)]
    if options.json:
        print(json.dumps([row.__dict__ for row in rows], indent=2))
        return
    for row in rows:
        print(
            f"| {row.what} | {row.ours:.2f} | {row.baseline:.0f} | {row.ratio:.3f} | {row.target} |"
        )


if __name__ == "__main__":
    main()
