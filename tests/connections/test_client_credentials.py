"""Custom connections: a token for the app itself, kept in memory or in a store."""

import base64
from urllib.parse import parse_qs

import anyio
import pytest
import respx
from pydantic import SecretStr

from tests.connections.fakes import SECRET, TOKEN_ENDPOINT, FakeClock, a_grant, token_body
from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    ConnectionStore,
    client_credentials_grant,
)
from xero_component.errors import ConfigurationError, ReconnectError

REPLY = {"access_token": "app-token", "expires_in": 1800, "token_type": "Bearer"}


def settings(**changes: object) -> ClientCredentialsInput:
    values = {"client_id": "app-1", "client_secret": SECRET, "scopes": "b.read a"} | changes
    return ClientCredentialsInput.model_validate(values)


def from_settings(
    clock: FakeClock, store: ConnectionStore | None = None, **changes: object
) -> ClientCredentialsConnection:
    return ClientCredentialsConnection.from_settings(
        settings(**changes), store=store, endpoints=Endpoints(), clock=clock
    )


async def test_the_app_asks_for_itself(respx_mock: respx.MockRouter, clock: FakeClock) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=REPLY)
    connection = from_settings(clock)
    assert connection.scopes == frozenset({"a", "b.read"})
    assert await connection.access_token() == "app-token"
    request = route.calls.last.request
    basic = base64.b64encode(f"app-1:{SECRET}".encode()).decode()
    assert request.headers["Authorization"] == f"Basic {basic}"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["a b.read"],
    }
    assert connection.tenant_id is None
    assert "app-token" not in repr(connection)


async def test_the_token_is_kept_until_its_last_minute(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=REPLY)
    connection = from_settings(clock)
    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(connection.access_token)
    clock.advance(1739)
    await connection.access_token()
    assert route.call_count == 1
    clock.advance(1)
    await connection.access_token()
    assert route.call_count == 2


async def test_fewer_scopes_granted_do_not_lessen_what_is_asked_for_next(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=REPLY | {"scope": "a"})
    connection = from_settings(clock)
    await connection.access_token()
    assert connection.scopes == frozenset({"a"})
    clock.advance(3600)
    await connection.access_token()
    assert parse_qs(route.calls.last.request.content.decode())["scope"] == ["a b.read"]


async def test_a_stored_token_serves_the_next_process(
    store: ConnectionStore, respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=REPLY)
    await from_settings(clock, store).access_token()
    await from_settings(clock, store).access_token()
    assert route.call_count == 1


@pytest.mark.parametrize(
    "changes", [{"client_id": "app-2"}, {"client_secret": SecretStr("new")}, {"scopes": "a"}]
)
async def test_other_settings_replace_what_is_stored(
    store: ConnectionStore,
    respx_mock: respx.MockRouter,
    clock: FakeClock,
    changes: dict[str, object],
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=REPLY)
    await from_settings(clock, store).access_token()
    await from_settings(clock, store, **changes).access_token()
    assert route.call_count == 2
    assert len(store.list()) == 1


async def test_a_custom_connection_that_is_authorised_again_works_again(
    store: ConnectionStore, respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(400, json={"error": "invalid_grant"})
    connection = from_settings(clock, store)
    with pytest.raises(ReconnectError, match="authorise it again"):
        await connection.access_token()
    route.respond(json=REPLY)
    assert await connection.access_token() == "app-token"


async def test_a_refused_app_is_a_matter_of_configuration(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(400, json={"error": "unauthorized_client"})
    with pytest.raises(ConfigurationError, match="unauthorized_client"):
        await from_settings(clock).access_token()


def test_a_grant_that_is_ready_to_be_saved_holds_no_token() -> None:
    grant = client_credentials_grant(settings(), Endpoints())
    assert (grant.access_token, grant.refresh_token, grant.expires_at) == (None, None, None)
    assert SECRET not in repr(grant)


def test_a_name_of_another_connection_is_not_taken_over_by_settings(
    store: ConnectionStore, clock: FakeClock
) -> None:
    store.save("custom connection", a_grant())
    with pytest.raises(ConfigurationError, match="oauth2"):
        from_settings(clock, store)
    assert store.get("custom connection").connection_type == "oauth2"
    assert token_body(1)["access_token"] == store.load("custom connection")[1].access_token
