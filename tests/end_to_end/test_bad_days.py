"""One answer in five is a fault, and programs and databases die: nothing is doubled or untold."""

import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from uuid import uuid4

import anyio
import httpx
import pytest

from tests.databases import KEY
from tests.end_to_end.bad_days import (
    DONE,
    FAILED,
    OPEN,
    UNKNOWN,
    Dice,
    Story,
    invoice,
    invoices_in,
)
from tests.end_to_end.processes import free_port, start
from tests.end_to_end.workers import CONNECTION, serve, work_on
from tests.fast_time import FastClock, FastSandboxClock
from tests.postgres import Server
from xero_component.api.endpoints import Endpoints
from xero_component.cli.consent import asked, consent_on_sandbox, settings_of
from xero_component.connections import (
    OAuth2Input,
    TokenStore,
    choose_tenant,
    list_tenants,
    open_connection,
)
from xero_component.sandbox import Sandbox

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
STEPS = 1000 if LONG else 12
DEATHS = 100 if LONG else 2
SPEED = 40.0
"""Seconds of the programs, and of their Xero, in one of ours."""
AT_ONCE = 4
GRACE = 1800.0
"""Seconds for which Xero takes a refresh token again that was used."""
WITHIN = 240.0 if LONG else 30.0

soak = pytest.mark.soak
may_take_long = pytest.mark.timeout(3600 if LONG else 120)


class Day:
    """A sandbox on a bad day, and a store with one connection to it."""

    def __init__(self, sandbox: Sandbox, base_url: str, dice: Dice, began: float) -> None:
        self.sandbox = sandbox
        self.base_url = base_url
        self.dice = dice
        self.time = (SPEED, began)
        self.random = random.Random(7)  # noqa: S311 - the same in every run

    def connect(self, store: str) -> None:
        """Store a consent whose first token has ended."""
        self.dice.rolling = False
        endpoints, told = Endpoints.at(self.base_url), self.sandbox.announcement(self.base_url)
        names = ("client_id", "client_secret")
        settings = settings_of(OAuth2Input, **{name: told[name] for name in names})
        grant = consent_on_sandbox(settings, endpoints)
        tenants = asked(list_tenants, str(grant.access_token), endpoints=endpoints)
        ended = datetime.now(UTC) - timedelta(days=1)
        with TokenStore(store, KEY) as kept:
            tenant = choose_tenant(tenants, "Demo Company (AU)")
            kept.save(CONNECTION, replace(grant, expires_at=ended), tenant)
        self.dice.rolling = True

    def judge(self, story: Story, names: list[str], store: str) -> None:
        """Hold the books against what the callers were told, and the connection to live."""
        self.dice.rolling = False
        story.agrees_with(invoices_in(self.sandbox, self.base_url), names)
        assert self.dice.struck
        anyio.run(self._renew_when_only_the_newest_token_works, store)

    async def _renew_when_only_the_newest_token_works(self, store: str) -> None:
        self.sandbox.clock.advance(2 * GRACE)
        clock, endpoints = FastClock(*self.time), Endpoints.at(self.base_url)
        with TokenStore(store, KEY, clock) as kept:
            connection, grant = kept.load(CONNECTION)
            assert not connection.needs_reconnect
            async with httpx.AsyncClient(trust_env=False) as http:
                opened = open_connection(CONNECTION, kept, http, endpoints, clock)
                assert await opened.access_token(rejected=grant.access_token)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    dice, began = Dice(seed=11), time.time()
    sandbox = Sandbox(limits=None, clock=FastSandboxClock(SPEED, began))
    monkeypatch.setattr(sandbox.faults, "take", dice.take)
    with sandbox.serve() as base_url:
        yield Day(sandbox, base_url, dice, began)


@contextmanager
def living(begin: Callable[[], BaseProcess]) -> Iterator[Callable[[], None]]:
    """Keep a process alive; yields what kills it and begins another."""
    running = [begin()]

    def again() -> None:
        running[-1].kill()
        running[-1].join()
        running.append(begin())

    try:
        yield again
    finally:
        running[-1].kill()
        running[-1].join()


def wait_until_ready(url: str) -> None:
    """Wait for a server that has just been started."""
    until = time.monotonic() + WITHIN
    with httpx.Client(base_url=url, trust_env=False) as http:
        while time.monotonic() < until:
            try:
                if http.get("/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
    raise TimeoutError(url)


def carry_out(url: str, name: str) -> tuple[str, str]:
    """Ask for a document as a careful caller does: again with the same key, until told its end."""
    key, lost, until = {"Idempotency-Key": str(uuid4())}, False, time.monotonic() + WITHIN
    with httpx.Client(base_url=url, trust_env=False, timeout=20) as http:
        while time.monotonic() < until:
            try:
                reply = http.post("/actions/create_invoice", json=invoice(name), headers=key)
            except httpx.TransportError:
                lost = True
                time.sleep(0.05)
                continue
            if reply.status_code == 200:
                return DONE, reply.json()["InvoiceID"]
            problem = reply.json()
            if problem["group"] == "outcome_unknown":
                assert "look in Xero" in problem["advice"]
                return UNKNOWN, ""
            if problem["group"] == "give_up":
                return FAILED, ""
            assert problem["group"] == "wait", reply.text
            time.sleep(0.05)
    return UNKNOWN if lost else FAILED, ""


def flows(url: str, names: list[str], meanwhile: Callable[[Callable[[], bool]], None]) -> Story:
    """Carry out the steps, some at once, while other things happen until they have ended."""
    story = Story()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = {name: pool.submit(carry_out, url, name) for name in names}
        meanwhile(lambda: all(end.done() for end in ends.values()))
        for name, end in ends.items():
            story.tell(name, *end.result())
    return story


@soak
@may_take_long
def test_over_http_whatever_dies_each_document_is_there_once_or_said_to_be_unknown(
    day: Day, tmp_path: Path
) -> None:
    store = f"sqlite:///{tmp_path / 'tokens.db'}"
    day.connect(store)
    port, names = free_port(), [f"Web {number}" for number in range(STEPS)]
    begin = partial(start, serve, port, store, KEY, day.base_url, day.time)

    def killing(ended: Callable[[], bool]) -> None:
        for _ in range(DEATHS):
            time.sleep(day.random.uniform(0.3, 1.5))
            if not ended():
                die()

    with living(begin) as die:
        story = flows(f"http://127.0.0.1:{port}", names, killing)
        day.dice.rolling = False
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            assert http.post(f"/connections/{CONNECTION}/test").json()["works"]
    day.judge(story, names, store)


@soak
@may_take_long
def test_a_postgresql_that_restarts_costs_no_document(
    day: Day, stoppable_url: str, postgres_server: Server
) -> None:
    day.connect(stoppable_url)
    port, names = free_port(), [f"Shared {number}" for number in range(STEPS)]

    def restarting(ended: Callable[[], bool]) -> None:
        for _ in range(DEATHS // 2):
            time.sleep(day.random.uniform(0.5, 1.5))
            postgres_server.stop()
            postgres_server.start()
            if ended():
                return

    with living(partial(start, serve, port, stoppable_url, KEY, day.base_url, day.time)):
        wait_until_ready(f"http://127.0.0.1:{port}")
        story = flows(f"http://127.0.0.1:{port}", names, restarting)
    day.judge(story, names, stoppable_url)


@soak
@may_take_long
def test_programs_that_are_killed_and_run_on_save_each_document_once(
    day: Day, tmp_path: Path
) -> None:
    store = f"sqlite:///{tmp_path / 'tokens.db'}"
    day.connect(store)
    names, journal = [f"Own {number}" for number in range(STEPS)], tmp_path / "journal"
    begin = partial(start, work_on, journal, names, store, KEY, day.base_url, day.time)
    for _ in range(DEATHS):
        worker = begin()
        worker.join(day.random.uniform(0.5, 1.5))
        worker.kill()
        worker.join()
    worker = begin()
    worker.join()
    assert worker.exitcode == 0
    story = Story()
    story.read(journal)
    assert not story.all(OPEN)
    day.judge(story, names, store)


@soak
@may_take_long
def test_programs_whose_postgresql_restarts_save_each_document_once(
    day: Day, tmp_path: Path, stoppable_url: str, postgres_server: Server
) -> None:
    day.connect(stoppable_url)
    names, journal = [f"Shared {number}" for number in range(STEPS)], tmp_path / "journal"
    begin = partial(start, work_on, journal, names, stoppable_url, KEY, day.base_url, day.time)
    worker = begin()
    for _ in range(DEATHS // 2):
        worker.join(day.random.uniform(0.5, 1.5))
        postgres_server.stop()
        postgres_server.start()
        if worker.exitcode is not None:
            worker = begin()
    worker.join()
    if worker.exitcode:
        worker = begin()
        worker.join()
    assert worker.exitcode == 0
    story = Story()
    story.read(journal)
    day.judge(story, names, stoppable_url)
