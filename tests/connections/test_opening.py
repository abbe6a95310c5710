"""Opening by name, working as the authorisation of a client, and keeping quiet about secrets."""

import logging
import traceback
from datetime import timedelta

import httpx
import pytest
import respx

from tests.connections.fakes import ACME, SECRET, TOKEN_ENDPOINT, FakeClock, a_grant, token_body
from tests.connections.token_server import token_server
from xero_component.api.authorisation import Authorisation, BearerAuth
from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    ClientCredentialsConnection,
    ConnectionStore,
    HostManagedConnection,
    MemoryTokenStore,
    OAuth2Connection,
    TokenStore,
    open_connection,
)
from xero_component.errors import ConfigurationError, XeroComponentError

ORGANISATION = "https://api.xero.com/api.xro/2.0/Organisation"


@pytest.mark.parametrize(
    ("key", "kind"),
    [("oauth2", OAuth2Connection), ("client_credentials", ClientCredentialsConnection)],
)
def test_the_stored_type_decides_the_class(
    store: ConnectionStore, key: str, kind: type[object]
) -> None:
    store.save("acme", a_grant(connection_type=key), ACME)
    opened: Authorisation = open_connection("acme", store)
    assert type(opened) is kind


def test_a_type_that_nobody_knows_is_refused(store: ConnectionStore) -> None:
    store.save("acme", a_grant(connection_type="host_managed"), ACME)
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        open_connection("acme", store)


async def test_without_a_store_the_users_own_is_opened_and_closed(clock: FakeClock) -> None:
    with TokenStore() as kept:
        later = clock.now() + timedelta(days=9)
        kept.save("acme", a_grant(expires_at=later), ACME)
    async with open_connection("acme", clock=clock) as connection:
        assert await connection.access_token() == "access-1"
    with pytest.raises(ConfigurationError, match="There are: acme"):
        open_connection("beta")


async def test_a_store_that_was_given_stays_open(store: ConnectionStore) -> None:
    store.save("acme", a_grant(), ACME)
    await open_connection("acme", store).aclose()
    assert store.get("acme").name == "acme"


async def test_an_expired_token_is_renewed_within_one_api_call(
    store: ConnectionStore, clock: FakeClock, respx_mock: respx.MockRouter
) -> None:
    store.save("acme", a_grant(), ACME)
    tokens = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2))
    expired = httpx.Response(401, json={"Detail": "TokenExpired: token expired at 01/01"})
    api = respx_mock.get(ORGANISATION).mock(side_effect=[expired, httpx.Response(200)])
    connection = open_connection("acme", store, None, Endpoints(), clock)
    async with httpx.AsyncClient(auth=BearerAuth(connection, tenanted=True)) as client:
        response = await client.get(ORGANISATION)
    assert response.status_code == 200
    assert tokens.call_count == 1
    sent = [call.request.headers["Authorization"] for call in api.calls]
    assert sent == ["Bearer access-1", "Bearer access-2"]
    assert api.calls.last.request.headers["xero-tenant-id"] == ACME.tenant_id


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json=token_body(2)),
        httpx.Response(400, json={"error": "invalid_grant", "error_description": "refresh-1"}),
        httpx.Response(401, json={"error": "invalid_client"}),
        httpx.Response(500, text="refresh-1 access-1"),
        httpx.Response(200, text='{"access_token": "access-2", "refresh_token": "refresh-2'),
        httpx.ReadError("connection reset"),
    ],
)
async def test_logs_errors_and_reprs_hold_no_secret(
    store: ConnectionStore,
    clock: FakeClock,
    respx_mock: respx.MockRouter,
    caplog: pytest.LogCaptureFixture,
    answer: httpx.Response | Exception,
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "sqlalchemy.engine"):
        caplog.set_level(logging.DEBUG, logger=name)
    store.save("acme", a_grant(), ACME)
    respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=[answer] * 4)
    connection = open_connection("acme", store, None, Endpoints(), clock)
    clock.advance(3600)
    said = [repr(connection), repr(store), repr(store.list())]
    try:
        await connection.access_token()
    except XeroComponentError as error:
        said += [str(error), repr(error), str(error.as_dict()), traceback.format_exc()]
    said += [repr(connection), repr(store.load("acme")), caplog.text]
    assert ("connect/token" in caplog.text) is isinstance(answer, httpx.Response)
    for secret in ("refresh-1", "access-1", "refresh-2", "access-2", SECRET):
        assert secret not in "\n".join(said)


def test_every_kind_of_connection_is_an_authorisation(clock: FakeClock) -> None:
    store = MemoryTokenStore(clock)
    store.save("acme", a_grant(), ACME)
    kinds: list[Authorisation] = [
        open_connection("acme", store),
        HostManagedConnection("token", None),
    ]
    assert [kind.tenant_id for kind in kinds] == [ACME.tenant_id, None]


async def test_the_lines_of_the_wire_hold_no_secret_either(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with token_server(grace=False) as server, TokenStore(database_url) as store:
        store.save("acme", a_grant(issuer=server.base_url), ACME)
        connection = open_connection("acme", store, None, Endpoints.at(server.base_url))
        assert await connection.access_token(rejected="access-1") == "access-2"
    assert "send_request_body.complete" in caplog.text
    for secret in ("refresh-1", "access-1", "refresh-2", "access-2", SECRET):
        assert secret not in caplog.text


def test_an_unknown_name_lists_those_that_there_are(
    store: ConnectionStore, clock: FakeClock
) -> None:
    store.save("acme", a_grant(), ACME)
    with pytest.raises(ConfigurationError, match="There are: acme"):
        OAuth2Connection(store, "acne", None, Endpoints(), clock)


def test_a_connection_of_another_type_is_refused(store: ConnectionStore, clock: FakeClock) -> None:
    store.save("own", a_grant(connection_type="client_credentials"))
    with pytest.raises(ConfigurationError, match="client_credentials"):
        OAuth2Connection(store, "own", None, Endpoints(), clock)
