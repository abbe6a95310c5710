"""When a token is renewed, by whom, and what is left behind when that fails."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import anyio
import httpx
import pytest
import respx

from tests.connections.fakes import (
    ACME,
    BETA,
    START,
    TOKEN_ENDPOINT,
    FakeClock,
    a_grant,
    token_body,
)
from xero_component.api.endpoints import Endpoints
from xero_component.connections import ConnectionStore, OAuth2Connection
from xero_component.errors import (
    ConfigurationError,
    ReconnectError,
    UnavailableError,
)


def connect(store: ConnectionStore, clock: FakeClock, name: str = "acme") -> OAuth2Connection:
    return OAuth2Connection(store, name, None, Endpoints(), clock)


@pytest.fixture
def connection(store: ConnectionStore, clock: FakeClock) -> OAuth2Connection:
    store.save("acme", a_grant(), ACME)
    return connect(store, clock)


async def test_a_valid_token_is_used_without_any_call(
    connection: OAuth2Connection, clock: FakeClock
) -> None:
    clock.advance(1800 - 61)
    assert await connection.access_token() == "access-1"
    assert connection.tenant_id == ACME.tenant_id
    assert connection.scopes == frozenset({"accounting.contacts"})


async def test_a_token_in_its_last_minute_is_renewed_and_stored(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    clock.advance(1800 - 60)
    assert await connection.access_token() == "access-2"
    assert await connection.access_token() == "access-2"
    assert route.call_count == 1
    assert parse_qs(route.calls.last.request.content.decode()) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["refresh-1"],
    }
    stored = store.load("acme")[1]
    assert (stored.access_token, stored.refresh_token) == ("access-2", "refresh-2")
    assert stored.expires_at == clock.now() + timedelta(minutes=30)
    assert connection.scopes == frozenset({"accounting.contacts", "accounting.invoices"})


async def test_only_the_rejected_token_is_renewed(
    connection: OAuth2Connection, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    assert await connection.access_token(rejected="an older one") == "access-1"
    assert route.call_count == 0
    assert await connection.access_token(rejected="access-1") == "access-2"
    assert await connection.access_token(rejected="access-1") == "access-2"
    assert route.call_count == 1


async def test_fifty_callers_make_one_token_call(
    connection: OAuth2Connection, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    clock.advance(3600)
    seen: list[str] = []

    async def call() -> None:
        seen.append(await connection.access_token())

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(call)
    assert seen == ["access-2"] * 50
    assert route.call_count == 1


async def test_several_objects_of_one_grant_make_one_token_call(
    store: ConnectionStore, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    grant = a_grant()
    store.save("acme", grant, ACME)
    store.save("beta", grant, BETA)
    clock.advance(3600)
    opened = [connect(store, clock, name) for name in ("acme", "beta") * 5]
    seen: list[str] = []

    async def call(connection: OAuth2Connection) -> None:
        seen.append(await connection.access_token())

    async with anyio.create_task_group() as tasks:
        for connection in opened:
            tasks.start_soon(call, connection)
    assert seen == ["access-2"] * 10
    assert route.call_count == 1
    assert {connection.tenant_id for connection in opened} == {ACME.tenant_id, BETA.tenant_id}


def test_one_object_serves_several_event_loops(
    connection: OAuth2Connection, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).mock(
        side_effect=[httpx.Response(200, json=token_body(n)) for n in (2, 3, 4)]
    )
    for number in (2, 3, 4):
        clock.advance(3600)
        assert anyio.run(connection.access_token) == f"access-{number}"
    assert route.call_count == 3


async def test_a_reply_without_refresh_token_keeps_the_old_one(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(json={"access_token": "access-2", "expires_in": 1800})
    clock.advance(3600)
    assert await connection.access_token() == "access-2"
    stored = store.load("acme")[1]
    assert stored.refresh_token == "refresh-1"
    assert stored.scopes == {"accounting.contacts"}


async def test_a_revoked_grant_is_marked_and_never_asked_with_again(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(400, json={"error": "invalid_grant"})
    clock.advance(3600)
    for _ in range(2):
        with pytest.raises(ReconnectError, match="no longer accepts the refresh token"):
            await connection.access_token()
    with pytest.raises(ReconnectError):
        await connect(store, clock).access_token()
    assert route.call_count == 1
    assert store.get("acme").needs_reconnect
    assert "60 days" in str(store.get("acme").reconnect_reason)


async def test_connecting_again_under_the_same_name_heals_an_open_connection(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(400, json={"error": "invalid_grant"})
    clock.advance(3600)
    with pytest.raises(ReconnectError):
        await connection.access_token()
    fresh = a_grant(access_token="access-9", expires_at=clock.now() + timedelta(minutes=30))
    store.save("acme", fresh, ACME)
    assert await connection.access_token() == "access-9"


async def test_a_name_that_moved_to_another_organisation_has_to_be_opened_again(
    connection: OAuth2Connection, store: ConnectionStore, clock: FakeClock
) -> None:
    store.save("acme", a_grant(), BETA)
    clock.advance(3600)
    with pytest.raises(ConfigurationError, match="another organisation"):
        await connection.access_token()


async def test_when_another_process_won_its_tokens_are_used(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    def lose_the_race(request: httpx.Request) -> httpx.Response:
        grant = store.load("acme")[1]
        later = clock.now() + timedelta(minutes=30)
        store.update(
            replace(grant, access_token="theirs", refresh_token="refresh-7", expires_at=later)
        )
        return httpx.Response(400, json={"error": "invalid_grant"})

    route = respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=lose_the_race)
    clock.advance(3600)
    assert await connection.access_token() == "theirs"
    assert route.call_count == 1
    assert not store.get("acme").needs_reconnect


async def test_a_newer_refresh_token_of_another_process_is_tried_before_giving_up(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        sent = parse_qs(request.content.decode())["refresh_token"]
        if sent == ["refresh-7"]:
            return httpx.Response(200, json=token_body(8))
        store.update(replace(store.load("acme")[1], refresh_token="refresh-7"))
        return httpx.Response(400, json={"error": "invalid_grant"})

    respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=answer)
    clock.advance(3600)
    assert await connection.access_token() == "access-8"


async def test_tokens_of_an_owner_who_lost_the_lease_do_not_overwrite_newer_ones(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    def answer_late(request: httpx.Request) -> httpx.Response:
        later = clock.now() + timedelta(minutes=30)
        grant = store.load("acme")[1]
        store.update(replace(grant, access_token="theirs", expires_at=later))
        return httpx.Response(200, json=token_body(2))

    respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=answer_late)
    clock.advance(3600)
    assert await connection.access_token() == "theirs"
    assert store.load("acme")[1].access_token == "theirs"


async def test_an_unreachable_endpoint_leaves_the_connection_as_it_was(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=httpx.ConnectError("no route"))
    clock.advance(3600)
    with pytest.raises(UnavailableError):
        await connection.access_token()
    assert route.call_count == 4
    assert not store.get("acme").needs_reconnect
    route.mock(return_value=httpx.Response(200, json=token_body(2)))
    assert await connection.access_token() == "access-2"


async def test_those_who_waited_for_a_failed_attempt_fail_with_it(
    connection: OAuth2Connection, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(503)
    clock.advance(3600)
    errors: list[UnavailableError] = []

    async def call() -> None:
        try:
            await connection.access_token()
        except UnavailableError as error:
            errors.append(error)

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(call)
    assert len({id(error) for error in errors}) == 20
    assert {error.status for error in errors} == {503}
    assert route.call_count == 4


async def test_a_wrong_secret_is_a_matter_of_configuration(
    connection: OAuth2Connection,
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(401, json={"error": "invalid_client"})
    clock.advance(3600)
    with pytest.raises(ConfigurationError, match="Client Secret"):
        await connection.access_token()
    assert not store.get("acme").needs_reconnect


async def test_without_offline_access_the_end_of_the_token_is_the_end(
    store: ConnectionStore, clock: FakeClock
) -> None:
    store.save("acme", a_grant(refresh_token=None), ACME)
    clock.advance(3600)
    with pytest.raises(ReconnectError, match="offline_access"):
        await connect(store, clock).access_token()


async def test_tokens_of_a_loopback_server_are_never_sent_to_xero_nor_the_other_way(
    store: ConnectionStore, clock: FakeClock
) -> None:
    store.save("acme", a_grant(), ACME)
    store.save("local", a_grant(issuer="http://127.0.0.1:8787"), BETA)
    clock.advance(3600)
    loopback = Endpoints.at("http://127.0.0.1:9999")
    with pytest.raises(ConfigurationError, match="was made at"):
        await OAuth2Connection(store, "acme", None, loopback, clock).access_token()
    with pytest.raises(ConfigurationError, match="was made at"):
        await connect(store, clock, "local").access_token()


async def test_a_token_that_lives_for_less_than_the_margin_is_still_used_once(
    connection: OAuth2Connection, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2, expires_in=30))
    clock.moment = START + timedelta(hours=1)
    assert await connection.access_token() == "access-2"
    assert route.call_count == 1
