"""New tokens that the database does not take: they are kept, and nobody asks for others."""

import httpx
import pytest
import respx

from tests.connections.fakes import ACME, TOKEN_ENDPOINT, FakeClock, a_grant, token_body
from tests.postgres import Server
from xero_component.api.endpoints import Endpoints
from xero_component.connections import OAuth2Connection, TokenStore
from xero_component.errors import ReconnectError, UnavailableError

LARGE = "x" * 50_000
"""A token that does not fit into what is left of a full disk."""


def page_limit(store: TokenStore, pages: int) -> None:
    with store._database.read() as work:
        work.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def connect(store: TokenStore, clock: FakeClock) -> OAuth2Connection:
    return OAuth2Connection(store, "acme", None, Endpoints(), clock)


async def test_tokens_that_a_full_disk_does_not_take_are_stored_once_there_is_room(
    database_url: str, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    reply = token_body(2, refresh_token=LARGE)
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=reply)
    with TokenStore(database_url, clock=clock) as store:
        store.save("acme", a_grant(), ACME)
        page_limit(store, 1)
        clock.advance(3600)
        connection = connect(store, clock)
        for _ in range(3):
            with pytest.raises(UnavailableError, match="full"):
                await connection.access_token()
        page_limit(store, 1_000_000)
        assert await connection.access_token() == "access-2"
        assert store.load("acme")[1].refresh_token == LARGE
    assert route.call_count == 1
    with TokenStore(database_url, clock=clock) as store:
        assert store.load("acme")[1].refresh_token == LARGE


async def test_tokens_that_arrive_while_postgresql_is_stopped_are_stored_once_it_runs(
    stoppable_url: str, postgres_server: Server, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    def stop_meanwhile(request: httpx.Request) -> httpx.Response:
        postgres_server.stop()
        return httpx.Response(200, json=token_body(2))

    route = respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=stop_meanwhile)
    with TokenStore(stoppable_url, clock=clock) as store:
        store.save("acme", a_grant(), ACME)
        clock.advance(3600)
        connection = connect(store, clock)
        try:
            with pytest.raises(UnavailableError):
                await connection.access_token()
        finally:
            postgres_server.start()
        assert await connection.access_token() == "access-2"
        assert store.load("acme")[1].refresh_token == "refresh-2"
    assert route.call_count == 1


async def test_tokens_that_somebody_else_renewed_meanwhile_win_over_unsaved_ones(
    database_url: str, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).mock(
        side_effect=[
            httpx.Response(200, json=token_body(2, refresh_token=LARGE)),
            httpx.Response(200, json=token_body(3)),
        ]
    )
    with TokenStore(database_url, clock=clock) as full, TokenStore(database_url) as other:
        full.save("acme", a_grant(), ACME)
        page_limit(full, 1)
        clock.advance(3600)
        connection = connect(full, clock)
        with pytest.raises(UnavailableError):
            await connection.access_token()
        other._clock = clock
        assert await connect(other, clock).access_token() == "access-3"
        page_limit(full, 1_000_000)
        assert await connection.access_token() == "access-3"
        assert full.load("acme")[1].refresh_token == "refresh-3"


async def test_tokens_that_could_not_be_stored_bring_a_grant_back_that_another_found_dead(
    database_url: str, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).mock(
        side_effect=[
            httpx.Response(200, json=token_body(2, refresh_token=LARGE)),
            httpx.Response(400, json={"error": "invalid_grant"}),
        ]
    )
    with (
        TokenStore(database_url, clock=clock) as full,
        TokenStore(database_url, None, clock) as other,
    ):
        full.save("acme", a_grant(), ACME)
        page_limit(full, 1)
        clock.advance(3600)
        connection = connect(full, clock)
        with pytest.raises(UnavailableError):
            await connection.access_token()
        clock.advance(3600)
        with pytest.raises(ReconnectError):
            await connect(other, clock).access_token()
        assert other.get("acme").needs_reconnect
        page_limit(full, 1_000_000)
        revived, grant = full.load("acme")
        assert not revived.needs_reconnect
        assert grant.refresh_token == LARGE
