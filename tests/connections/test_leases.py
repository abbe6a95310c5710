"""The lease under which tokens are renewed: kept while at work, given back, and survived."""

import time

import anyio
import httpx
import pytest
import respx
import sqlalchemy as sa
from anyio.lowlevel import checkpoint

from tests.connections.fakes import ACME, TOKEN_ENDPOINT, FakeClock, a_grant, token_body
from xero_component.api.endpoints import Endpoints
from xero_component.connections import ConnectionStore, OAuth2Connection, TokenStore
from xero_component.connections._store.leases import SHORTEST_WATCH
from xero_component.errors import GiveUpError, UnavailableError
from xero_component.store.schema import grants


@pytest.fixture
def connection(store: ConnectionStore, clock: FakeClock) -> OAuth2Connection:
    store.save("acme", a_grant(), ACME)
    return OAuth2Connection(store, "acme", None, Endpoints(), clock)


async def test_the_lease_of_a_dead_owner_ends(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    clock.advance(3600)
    grant = store.load("acme")[1]
    assert store.acquire_lease(grant.id, "the dead", 60)
    before = clock.now()
    assert await connection.access_token() == "access-2"
    waited = (clock.now() - before).total_seconds()
    assert 60 <= waited < 62


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_clock_that_is_set_takes_the_lease_from_nobody(
    connection: OAuth2Connection, store: ConnectionStore, clock: FakeClock, hours: int
) -> None:
    grant_id = store.load("acme")[1].id
    assert store.acquire_lease(grant_id, "at work", 60)
    assert not store.acquire_lease(grant_id, "waiting", 60)
    clock.set_by(hours * 3600)
    clock.advance(40)
    assert not store.acquire_lease(grant_id, "waiting", 60)
    assert store.acquire_lease(grant_id, "at work", 60)
    clock.advance(40)
    assert not store.acquire_lease(grant_id, "waiting", 60)
    clock.advance(60)
    assert store.acquire_lease(grant_id, "waiting", 60)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_who_comes_after_the_clock_was_set_leaves_time_to_one_at_work(
    store: ConnectionStore, clock: FakeClock, hours: int
) -> None:
    grant = a_grant()
    store.save("acme", grant, ACME)
    assert store.acquire_lease(grant.id, "at work", 60)
    clock.set_by(hours * 3600)
    assert not store.acquire_lease(grant.id, "waiting", 60)
    clock.advance(SHORTEST_WATCH - 1)
    assert not store.acquire_lease(grant.id, "waiting", 60)
    assert store.acquire_lease(grant.id, "at work", 60)


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
async def test_a_dead_owner_costs_a_minute_at_most_though_the_clock_is_set(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
    hours: int,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    assert store.acquire_lease(store.load("acme")[1].id, "the dead", 60)
    clock.set_by(hours * 3600)
    assert await connection.access_token(rejected="access-1") == "access-2"
    assert sum(clock.slept) <= 61


async def test_who_died_long_ago_costs_a_few_seconds(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    assert store.acquire_lease(store.load("acme")[1].id, "the dead", 60)
    clock.advance(7200)
    assert await connection.access_token() == "access-2"
    assert sum(clock.slept) <= SHORTEST_WATCH + 1


def test_a_database_server_tells_when_a_lease_ends(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 86_400.0 * 365)
    grant = a_grant()
    with TokenStore(postgres_url) as store:
        store.save("acme", grant, ACME)
        assert store.acquire_lease(grant.id, "one", 60)
        left = sa.select(grants.c.lease_until - sa.func.extract("epoch", sa.func.now()))
        with store.database.read() as work:
            assert 50 < work.execute(left).scalar_one() <= 60


async def test_an_owner_who_never_ends_is_not_waited_for_without_end(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.advance(3600)
    grant_id = store.load("acme")[1].id
    assert store.acquire_lease(grant_id, "stuck", 60)

    async def sleep(seconds: float) -> None:
        clock.advance(20)
        assert store.acquire_lease(grant_id, "stuck", 60)
        await checkpoint()

    monkeypatch.setattr(clock, "sleep", sleep)
    with pytest.raises(UnavailableError, match="too long"):
        await connection.access_token()


async def test_the_lease_is_given_back_after_success_and_after_failure(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).mock(
        side_effect=[httpx.Response(404), httpx.Response(200, json=token_body(2))]
    )
    clock.advance(3600)
    grant_id = store.load("acme")[1].id
    with pytest.raises(GiveUpError):
        await connection.access_token()
    assert store.acquire_lease(grant_id, "other", 60)
    store.release_lease(grant_id, "other")
    await connection.access_token()
    assert store.acquire_lease(grant_id, "other", 60)


async def test_a_cancelled_renewal_leaves_no_lease_and_may_be_done_again(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    clock.advance(3600)
    with anyio.CancelScope() as scope:

        def cancel(request: httpx.Request) -> httpx.Response:
            scope.cancel()
            return httpx.Response(503)

        route = respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=cancel)
        await connection.access_token()
    assert scope.cancelled_caught
    route.mock(return_value=httpx.Response(200, json=token_body(2)))
    slept = len(clock.slept)
    assert await connection.access_token() == "access-2"
    assert len(clock.slept) == slept


async def test_an_answer_that_arrives_during_a_cancellation_is_stored(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    clock.advance(3600)
    with anyio.CancelScope() as scope:

        def cancel(request: httpx.Request) -> httpx.Response:
            scope.cancel()
            return httpx.Response(200, json=token_body(2))

        respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=cancel)
        await connection.access_token()
    assert store.load("acme")[1].refresh_token == "refresh-2"


async def test_slow_attempts_keep_the_lease(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    grant_id = store.load("acme")[1].id
    taken: list[bool] = []

    def answer_slowly(request: httpx.Request) -> httpx.Response:
        clock.advance(40)
        taken.append(store.acquire_lease(grant_id, "rival", 60))
        return httpx.Response(200 if len(taken) == 4 else 503, json=token_body(2))

    respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=answer_slowly)
    clock.advance(3600)
    assert await connection.access_token() == "access-2"
    assert taken == [False] * 4


async def test_who_lost_the_lease_waits_for_the_new_owner(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    grant_id = store.load("acme")[1].id
    asked_at: list[float] = []

    def sleep_long(request: httpx.Request) -> httpx.Response:
        asked_at.append(clock.monotonic())
        if len(asked_at) > 1:
            return httpx.Response(200, json=token_body(2))
        assert not store.acquire_lease(grant_id, "rival", 60)
        clock.advance(61)
        assert store.acquire_lease(grant_id, "rival", 60)
        return httpx.Response(503)

    respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=sleep_long)
    clock.advance(3600)
    assert await connection.access_token() == "access-2"
    assert asked_at[1] - asked_at[0] >= 61 + 60
