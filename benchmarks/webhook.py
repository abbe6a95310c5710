"""Deliveries a second that are stored before they are answered, beside a bare Starlette route.

Run it alone as `python -m benchmarks.webhook`. The server has one core; the client has the others.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.timing import Row
from benchmarks.webhook_server import KEY

DELIVERIES = 4000
AT_ONCE = 16
PACE = 500.0
"""Deliveries a second at which the time of the slowest is measured."""


def deliveries() -> list[Row]:
    """Measure throughput without a pace, and the slowest answers at 500 a second."""
    bare_rate, _ = _run("bare", 0.0)
    rate, _ = _run("inbox", 0.0)
    _, bare_slowest = _run("bare", PACE)
    _, slowest = _run("inbox", PACE)
    return [
        Row(
            "webhook deliveries stored, per second on one core",
            rate,
            bare_rate,
            rate / bare_rate,
            "≥ 500/s",
            rate >= PACE,
        ),
        Row(
            "  99 % are answered within, at 500/s (ms)",
            slowest,
            bare_slowest,
            slowest / bare_slowest,
            "≤ 50 ms",
            slowest <= 50,
        ),
    ]


def _run(kind: str, pace: float) -> tuple[float, float]:
    """Return deliveries a second, and in how many milliseconds 99 % of them were answered."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _serving(kind, f"sqlite:///{Path(folder) / 'inbox.db'}") as port,
    ):
        asyncio.run(_post(port, _requests(200), 0.0))
        return asyncio.run(_post(port, _requests(DELIVERIES, 1000), pace))


@contextmanager
def _serving(kind: str, store: str) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.webhook_server", kind, store]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this Python
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    try:
        if len(cores) > 1:
            os.sched_setaffinity(0, cores - {min(cores)})
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        if len(cores) > 1:
            os.sched_setaffinity(0, cores)
        server.terminate()
        server.wait()


def _requests(count: int, first: int = 0) -> list[bytes]:
    """Sign deliveries of one event each, every one about another invoice."""
    made = []
    for number in range(first + 1, first + count + 1):
        event = {
            "resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/" + str(number),
            "resourceId": f"{number:08d}-c6d4-41fd-b238-3f2f0c0cf777",
            "tenantId": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
            "tenantType": "ORGANISATION",
            "eventCategory": "INVOICE",
            "eventType": "UPDATE",
            "eventDateUtc": "2026-11-20T01:15:39.902",
        }
        delivery = {
            "events": [event],
            "firstEventSequence": number,
            "lastEventSequence": number,
            "entropy": "S0m3r4Nd0mt3xt",
        }
        body = json.dumps(delivery).encode()
        signature = base64.b64encode(hmac.new(KEY.encode(), body, hashlib.sha256).digest())
        head = (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"x-xero-signature: " + signature + b"\r\nContent-Length: " + str(len(body)).encode()
        )
        made.append(head + b"\r\n\r\n" + body)
    return made


async def _post(port: int, requests: list[bytes], pace: float) -> tuple[float, float]:
    """Post all, a few at once; with a pace, each is due at its moment and is late from then on."""
    taken: list[float] = []
    waiting = iter(enumerate(requests))
    began = time.perf_counter()

    async def post_on() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, request in waiting:
            due = time.perf_counter()
            if pace:
                due = began + number / pace
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert b" 200 " in head.split(b"\r\n")[0], head
            taken.append(time.perf_counter() - due)
        writer.close()

    await asyncio.gather(*[post_on() for _ in range(AT_ONCE)])
    spent = time.perf_counter() - began
    return len(requests) / spent, sorted(taken)[int(len(taken) * 0.99)] * 1000


if __name__ == "__main__":
    for row in deliveries():
        print(f"{row.what}: {row.ours:.1f} (bare: {row.baseline:.1f}), wanted {row.target}")
