"""Renewal across processes: real databases, real processes, real deaths, and the sandbox."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime

import anyio
import pytest

from tests.connections.fakes import FakeClock, a_grant
from tests.connections.processes import at_once, exit_code
from tests.connections.sandboxed import Home, served
from tests.connections.workers import POINTS, open_and_save, renew, renew_and_die, work_on
from xero_component.api.endpoints import Endpoints
from xero_component.connections import OAuth2Connection, TokenStore, generate_key

PROCESSES = 50
OPENING = 50 if os.environ.get("XERO_COMPONENT_SOAK") == "long" else 12
KEY = generate_key()


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with served() as home:
        yield home


def test_fifty_processes_with_two_organisations_of_one_consent_make_one_token_call(
    store_url: str, home: Home
) -> None:
    grant, tenants = home.consent()
    with TokenStore(store_url, KEY) as store:
        names = [tenant.name for tenant in tenants]
        for tenant in tenants:
            store.save(tenant.name, grant, tenant)
        got = at_once(PROCESSES, renew, store_url, KEY, home.base_url, names)
        assert home.token_calls() == 1
        stored = store.load(names[0])[1]
    assert {token for _, token in got} == {stored.access_token}
    assert stored.refresh_token != grant.refresh_token
    for tenant_id, token in set(got):
        assert home.organisation(token, tenant_id) in names
    assert len(set(got)) == len(tenants) == 2


@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_at_any_point_of_a_renewal_costs_a_minute_at_most(
    store_url: str, home: Home, point: str
) -> None:
    grant, [tenant, *_] = home.consent()
    with TokenStore(store_url, KEY) as store:
        store.save("acme", grant, tenant)
        died = exit_code(renew_and_die, store_url, KEY, home.base_url, point)
        assert died == -signal.SIGKILL
        kept = store.load("acme")[1]
        saved = point in {"after storing", "after the release"}
        assert (kept.refresh_token != grant.refresh_token) is saved

    clock = FakeClock(datetime.now(UTC))
    with TokenStore(store_url, KEY, clock) as later:
        connection = OAuth2Connection(later, "acme", None, Endpoints.at(home.base_url), clock)
        token = anyio.run(connection.access_token)
        assert home.organisation(token, tenant.tenant_id) == tenant.name
        assert sum(clock.slept) <= 62
        asked = home.token_calls()
        answered = point in {"after the answer", "before storing", "while storing"}
        assert asked == (2 if answered else 1)

        clock.advance(3600)
        assert anyio.run(connection.access_token) != token
        assert home.token_calls() == asked + 1


def test_many_processes_may_open_a_new_store_at_once(store_url: str) -> None:
    key = None if store_url.startswith("sqlite") else KEY
    tokens = at_once(OPENING, open_and_save, store_url, key, a_grant())
    assert tokens == ["access-1"] * OPENING
    with TokenStore(store_url, key) as store:
        assert len(store.list()) == OPENING


def test_processes_go_on_while_others_rotate_given_keys_back_and_forth(
    store_url: str, home: Home
) -> None:
    work_while_keys_rotate(store_url, f"{KEY},{generate_key()}", home)


def test_processes_go_on_while_others_change_the_key_file(database_url: str, home: Home) -> None:
    work_while_keys_rotate(database_url, None, home)


def work_while_keys_rotate(url: str, key: str | None, home: Home) -> None:
    """Let two processes rotate the keys, and four renew tokens and save connections."""
    grant, [tenant, *_] = home.consent()
    rounds = 6
    with TokenStore(url, key) as store:
        store.save("acme", grant, tenant)
        done = at_once(6, work_on, url, key, home.base_url, rounds, 2)
        assert done == [rounds] * 6
        assert len(store.list()) == 1 + 4 * rounds
        assert {store.load(one.name)[1].id for one in store.list()} == {grant.id}
        token = str(store.load("acme")[1].access_token)
    assert home.organisation(token, tenant.tenant_id) == tenant.name
    assert rounds <= home.token_calls() <= 4 * rounds
