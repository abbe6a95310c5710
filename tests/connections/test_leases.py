"""The lease under which tokens are renewed: kept while at work, given back, and survived."""

import anyio
import httpx
import pytest
import respx

from tests.connections.fakes import ACME, TOKEN_ENDPOINT, FakeClock, a_grant, token_body
from xero_component.api.endpoints import Endpoints
from xero_component.connections import ConnectionStore, OAuth2Connection
from xero_component.connections._oauth import stored
from xero_component.errors import GiveUpError, UnavailableError


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
    assert 60 <= waited < 61


async def test_a_lease_that_never_ends_is_not_waited_for_without_end(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored, "POLL_SECONDS", 5)
    clock.advance(3600)
    store.acquire_lease(store.load("acme")[1].id, "stuck", 10_000)
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
        clock.advance(61)
        assert store.acquire_lease(grant_id, "rival", 60)
        return httpx.Response(503)

    respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=sleep_long)
    clock.advance(3600)
    assert await connection.access_token() == "access-2"
    assert asked_at[1] - asked_at[0] >= 61 + 60
