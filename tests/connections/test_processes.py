"""Renewal across processes, with a real database, real processes and real deaths."""

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio

from tests.connections.fakes import ACME, FakeClock, a_grant
from tests.connections.token_server import token_server
from xero_component.api.endpoints import Endpoints
from xero_component.connections import Grant, OAuth2Connection, TokenStore, generate_key

SPAWN = multiprocessing.get_context("spawn")
PROCESSES = 8


class DyingStore(TokenStore):
    """Dies where Xero has answered and nothing is stored."""

    def update(self, grant: Grant) -> bool:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().update(grant)


def renew(url: str, key: str, base_url: str, ready: Any, answers: Any) -> None:
    with TokenStore(url, key) as store:
        connection = OAuth2Connection(store, "acme", None, Endpoints.at(base_url))
        ready.wait()
        answers.put(anyio.run(connection.access_token))


def die(url: str, key: str, base_url: str) -> None:
    store = DyingStore(url, key)
    connection = OAuth2Connection(store, "acme", None, Endpoints.at(base_url))
    anyio.run(connection.access_token)


def open_first(url: str, ready: Any, answers: Any) -> None:
    ready.wait()
    with TokenStore(url) as store:
        store.save(f"name {os.getpid()}", a_grant(), ACME)
        answers.put(store.load(f"name {os.getpid()}")[1].access_token)


def expired_grant(base_url: str) -> Grant:
    return a_grant(expires_at=datetime.now(UTC) - timedelta(hours=1), issuer=base_url)


def test_many_processes_make_one_token_call(database_url: str) -> None:
    key = generate_key()
    with token_server(grace=False) as server, TokenStore(database_url, key) as store:
        store.save("acme", expired_grant(server.base_url), ACME)
        ready, answers = SPAWN.Barrier(PROCESSES), SPAWN.Queue()
        given = (database_url, key, server.base_url, ready, answers)
        workers = [SPAWN.Process(target=renew, args=given, daemon=True) for _ in range(PROCESSES)]
        for worker in workers:
            worker.start()
        tokens = [answers.get(timeout=45) for _ in workers]
        for worker in workers:
            worker.join()
        assert tokens == ["access-2"] * PROCESSES
        assert server.calls == ["refresh-1"]
        assert store.load("acme")[1].refresh_token == "refresh-2"
    answers.close()
    answers.join_thread()


def test_a_process_killed_between_answer_and_store_costs_nothing(database_url: str) -> None:
    key = generate_key()
    with token_server(grace=True) as server, TokenStore(database_url, key) as store:
        store.save("acme", expired_grant(server.base_url), ACME)
        worker = SPAWN.Process(target=die, args=(database_url, key, server.base_url))
        worker.start()
        worker.join()
        assert worker.exitcode == -signal.SIGKILL
        assert server.calls == ["refresh-1"]
        assert store.load("acme")[1].refresh_token == "refresh-1"

        clock = FakeClock(datetime.now(UTC))
        with TokenStore(database_url, key, clock) as later:
            endpoints = Endpoints.at(server.base_url)
            connection = OAuth2Connection(later, "acme", None, endpoints, clock)
            assert anyio.run(connection.access_token) == "access-3"
        assert server.calls == ["refresh-1", "refresh-1"]
        assert sum(clock.slept) < 61
        assert store.load("acme")[1].refresh_token == "refresh-3"


def test_many_processes_may_open_a_new_store_at_once(database_url: str) -> None:
    ready, answers = SPAWN.Barrier(PROCESSES), SPAWN.Queue()
    given = (database_url, ready, answers)
    workers = [SPAWN.Process(target=open_first, args=given, daemon=True) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    tokens = [answers.get(timeout=45) for _ in workers]
    for worker in workers:
        worker.join()
    assert tokens == ["access-1"] * PROCESSES
    with TokenStore(database_url) as store:
        assert len(store.list()) == PROCESSES
    answers.close()
    answers.join_thread()
