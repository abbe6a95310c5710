"""The clock is set forward and back, the disk fills up, and a server runs for long."""

import os
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import uuid4

import anyio
import httpx
import pytest

from tests.clocks import FakeClock
from tests.databases import KEY
from tests.end_to_end.bad_days import invoice, invoices_in
from tests.end_to_end.processes import free_port, start
from tests.end_to_end.workers import CONNECTION, serve
from tests.runtimes.http.site import Site, assert_problem, opened_site
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits.shared import SharedLimits
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    TokenStore,
)
from xero_component.sandbox import Sandbox, parse_fault

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
JUMPS = (HOUR, -HOUR, DAY, -DAY, 29 * MINUTE, -29 * MINUTE, 61.0, -61.0, 400 * DAY, -400 * DAY)
CALLS = 1000 if LONG else 40
SPEED = 60.0
"""Seconds of the server in one of ours: the lease of a request ends within half a second."""
GROWTH = 8.0
"""Megabytes; a thousand answers that were forgotten nowhere are more."""

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="takes the disk and the memory from Linux"
)


class JumpingClock(FakeClock):
    """A clock that somebody sets, which changes the time of day alone.

    No call may wait for longer than Xero's minute. Who does, such as the inbox between two rounds,
    never wakes up.
    """

    ahead = 0.0

    async def sleep(self, seconds: float) -> None:
        if seconds > 70:
            await anyio.sleep_forever()
        await super().sleep(seconds)

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.ahead)


async def test_a_clock_that_is_set_costs_no_document_and_no_long_wait(tmp_path: Path) -> None:
    clock, url = JumpingClock(), f"sqlite:///{tmp_path / 'store' / 'tokens.db'}"
    with SharedLimits(url, clock=clock) as limits:
        async with opened_site(tmp_path, clock=clock, limits=limits) as site:
            await site.consent("acme", "Demo Company (AU)")
            ids = [await _invoice_after(site, clock, jump) for jump in (0.0, *JUMPS)]
            assert not site.server.store.get("acme").needs_reconnect
            held = [str(row.get("Reference")) for row in await _books(site)]
    assert len(set(ids)) == len(ids)
    made = [name for name in held if name.startswith("After ")]
    assert sorted(made) == sorted(f"After {jump}" for jump in (0.0, *JUMPS))


async def _invoice_after(site: Site, clock: JumpingClock, jump: float) -> str:
    """Set the clock, make a document, and ask again with the same key."""
    key, body = {"Idempotency-Key": str(uuid4())}, invoice(f"After {jump}")
    clock.ahead += jump
    first = await site.act("create_invoice", body, headers=key)
    again = await site.act("create_invoice", body, headers=key)
    assert first.status_code == 200, first.text
    assert again.content == first.content
    return str(first.json()["InvoiceID"])


async def _books(site: Site) -> list[dict[str, object]]:
    reply = await site.act("list_invoices", {"page_size": 1000})
    rows: list[dict[str, object]] = reply.json()["records"]
    return rows


@dataclass
class Served:
    """A server with one connection, in a process of its own, and its Xero."""

    process: BaseProcess
    http: httpx.Client
    sandbox: Sandbox
    base_url: str

    def create(self, name: str, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key}
        return self.http.post("/actions/create_invoice", json=invoice(name), headers=headers)

    def held(self, name: str) -> list[str]:
        """Return the ids of the documents of a name."""
        rows = invoices_in(self.sandbox, self.base_url)
        return [row["InvoiceID"] for row in rows if row.get("Reference") == name]

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let the process write to no file; on a full disk, SQLite fails at the same places."""
        pid, kind = int(self.process.pid or 0), resource.RLIMIT_FSIZE
        before = resource.prlimit(pid, kind)
        resource.prlimit(pid, kind, (0, before[1]))
        try:
            yield
        finally:
            resource.prlimit(pid, kind, before)

    def megabytes(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * resource.getpagesize() / 2**20


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store, sandbox = f"sqlite:///{tmp_path_factory.mktemp('disk') / 'db'}", Sandbox(limits=None)
    with sandbox.serve() as base_url:
        announced: Any = sandbox.announcement(base_url)
        with TokenStore(store, KEY) as kept:
            ClientCredentialsConnection.from_settings(
                ClientCredentialsInput.model_validate(announced["custom_connection"]),
                store=kept,
                name=CONNECTION,
                endpoints=Endpoints.at(base_url),
            )
        port = free_port()
        process = start(serve, port, store, KEY, base_url, (SPEED, time.time()))
        http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            transport=httpx.HTTPTransport(retries=8),
            timeout=30,
            trust_env=False,
        )
        try:
            with http:
                yield Served(process, http, sandbox, base_url)
        finally:
            process.kill()
            process.join()


@linux
def test_with_a_full_disk_nothing_is_sent_that_could_not_be_told_of_again(served: Served) -> None:
    assert served.http.get("/ready").status_code == 200
    served.sandbox.requests.clear()
    with served.full_disk():
        refused = served.create("Full", "full")
    assert_problem(refused, 503, "unavailable")
    assert "disk has room" in refused.json()["advice"]
    assert served.sandbox.requests.listing() == []
    done = served.create("Full", "full")
    assert served.held("Full") == [done.json()["InvoiceID"]]


@linux
def test_a_disk_that_fills_up_during_a_write_doubles_nothing(served: Served) -> None:
    served.sandbox.faults.add(parse_fault("slow:0.4@PUT /Invoices"))
    served.sandbox.requests.clear()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(served.create, "Filling", "filling")
        while not any(one["method"] == "PUT" for one in served.sandbox.requests.listing()):
            assert not waiting.done(), waiting.result().text
            time.sleep(0.01)
        with served.full_disk():
            told = waiting.result()
    again = served.create("Filling", "filling")
    assert (told.status_code, again.status_code) == (200, 200), again.text
    assert again.json()["InvoiceID"] == told.json()["InvoiceID"]
    assert served.held("Filling") == [told.json()["InvoiceID"]]


@linux
@pytest.mark.soak
@pytest.mark.timeout(600 if LONG else 60)
def test_memory_is_flat(served: Served) -> None:
    for number in range(CALLS // 4):
        assert served.create(f"Warm {number}", f"warm {number}").status_code == 200
    before = served.megabytes()
    for number in range(CALLS):
        assert served.create(f"Long {number}", f"long {number}").status_code == 200
    assert served.megabytes() - before < GROWTH
