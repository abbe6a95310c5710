"""What each answer of the token endpoint becomes, and what is asked again."""

from datetime import timedelta

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from tests.connections.fakes import START, TOKEN_ENDPOINT, FakeClock, jwt, token_body
from xero_component.api.endpoints import Endpoints
from xero_component.connections._oauth.claims import Claims, read_claims
from xero_component.connections._oauth.sending import Sender
from xero_component.connections._oauth.token_endpoint import (
    GrantRefusedError,
    TokenReply,
    request_tokens,
)
from xero_component.errors import ConfigurationError, GiveUpError, UnavailableError

GOOD = httpx.Response(200, json=token_body(2))


async def ask(clock: FakeClock, http: httpx.AsyncClient | None = None) -> TokenReply:
    return await request_tokens(
        Sender(http, clock, Endpoints()),
        Endpoints(),
        client_id="app-1",
        client_secret="hush",
        form={"grant_type": "refresh_token", "refresh_token": "refresh-1"},
    )


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (400, '{"error":"invalid_grant"}', GrantRefusedError, None),
        (400, '{"error":"invalid_client"}', ConfigurationError, "invalid_client"),
        (401, '{"error":"invalid_client"}', ConfigurationError, "credentials"),
        (400, '{"error":"unauthorized_client"}', ConfigurationError, "unauthorized_client"),
        (400, '{"error":"invalid_scope"}', ConfigurationError, "invalid_scope"),
        (400, '{"error":"unsupported_grant_type"}', GiveUpError, "unsupported_grant_type"),
        (400, '{"error":"No tokens here: refresh-1"}', GiveUpError, "no reason"),
        (400, '{"error":["invalid_grant"]}', GiveUpError, "no reason"),
        (400, '"invalid_grant"', GiveUpError, "no reason"),
        (403, "<html>Forbidden</html>", GiveUpError, "no reason"),
        (404, "", GiveUpError, "no reason"),
        (302, "", GiveUpError, "redirect"),
        (200, "[]", GiveUpError, "without an access token"),
        (200, '{"access_token": ""}', GiveUpError, "without an access token"),
        (200, '{"access_token": 5}', GiveUpError, "without an access token"),
        (200, '{"access_token": "a\\r\\nX: y"}', GiveUpError, "without an access token"),
    ],
)
async def test_a_refusal_is_not_asked_again(
    respx_mock: respx.MockRouter,
    clock: FakeClock,
    status: int,
    body: str,
    kind: type[Exception],
    words: str | None,
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(status, text=body)
    with pytest.raises(kind, match=words) as caught:
        await ask(clock)
    assert route.call_count == 1
    assert "refresh-1" not in str(caught.value)


@pytest.mark.parametrize(
    "first",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("reset"),
        httpx.Response(500, text="<html>Oops</html>"),
        httpx.Response(503, text="offline for maintenance"),
        httpx.Response(429, headers={"Retry-After": "3"}),
        httpx.Response(200, text="<html>Please sign in to the Wi-Fi</html>"),
        httpx.Response(200, text='{"access_token": "acc'),
        httpx.Response(200, content=b"\xff\xfe\x00"),
        httpx.Response(200, text=""),
    ],
)
async def test_a_lost_answer_is_asked_for_again(
    respx_mock: respx.MockRouter, clock: FakeClock, first: httpx.Response | Exception
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).mock(side_effect=[first, GOOD])
    assert (await ask(clock)).access_token == "access-2"
    assert route.call_count == 2
    assert route.calls[0].request.content == route.calls[1].request.content
    limited = isinstance(first, httpx.Response) and first.status_code == 429
    assert clock.slept == [3.0 if limited else 0.5]


async def test_after_four_attempts_it_is_unavailable(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(502)
    with pytest.raises(UnavailableError, match="502"):
        await ask(clock)
    assert route.call_count == 4
    assert clock.slept == [0.5, 1.0, 2.0]


async def test_html_for_json_every_time_is_an_answer_to_report(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(200, html="<html></html>")
    with pytest.raises(GiveUpError, match="not JSON"):
        await ask(clock)
    assert route.call_count == 4


async def test_a_long_wait_is_told_and_not_slept(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(429, headers={"Retry-After": "3600"})
    with pytest.raises(UnavailableError) as caught:
        await ask(clock)
    assert caught.value.retry_at == START + timedelta(hours=1)
    assert clock.slept == []


async def test_the_token_call_takes_nothing_from_the_hosts_client(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).mock(return_value=GOOD)
    async with httpx.AsyncClient(auth=("somebody", "else"), base_url="https://x.example") as http:
        await ask(clock, http)
        assert not http.is_closed
    request = route.calls.last.request
    assert str(request.url) == TOKEN_ENDPOINT
    assert request.headers["Authorization"] == httpx.BasicAuth("app-1", "hush")._auth_header
    assert request.extensions["timeout"] == {
        "connect": 30.0,
        "read": 30.0,
        "write": 30.0,
        "pool": 30.0,
    }


async def test_an_app_without_a_secret_does_not_send_the_hosts_credentials(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).mock(return_value=GOOD)
    async with httpx.AsyncClient(auth=("somebody", "else")) as http:
        form = {"grant_type": "refresh_token", "refresh_token": "refresh-1"}
        await request_tokens(
            Sender(http, clock, Endpoints()),
            Endpoints(),
            client_id="app-1",
            client_secret=None,
            form=form,
        )
    assert "Authorization" not in route.calls.last.request.headers
    assert b"client_id=app-1" in route.calls.last.request.content


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [(1800, 1800), ("1800", 1800), (0, 0), (-5, 0), (10**12, 86_400), (None, 1800), (True, 1800)],
)
async def test_the_life_of_a_token(
    respx_mock: respx.MockRouter, clock: FakeClock, expires_in: object, seconds: int
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(2, expires_in=expires_in))
    assert (await ask(clock)).expires_at - START == timedelta(seconds=seconds)


async def test_a_reply_without_life_and_scope_is_completed_from_the_token(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    end = START + timedelta(minutes=12)
    token = jwt(exp=end.timestamp(), scope=["a.read", "b"], authentication_event_id="event-1")
    body = {"access_token": token}
    respx_mock.post(TOKEN_ENDPOINT).respond(json=body)
    reply = await ask(clock)
    assert (reply.expires_at, reply.scopes) == (end, frozenset({"a.read", "b"}))
    assert (reply.refresh_token, reply.auth_event_id) == (None, "event-1")
    assert token not in repr(reply)


@pytest.mark.parametrize(
    "token",
    ["", "..", "a.b", "a.!!!.c", "a.W10.c", "a.bnVsbA.c", "a.é.c", jwt(exp=1e300, scope=5)],
)
def test_a_token_that_is_no_jwt_gives_no_claims(token: str) -> None:
    assert read_claims(token) == Claims()


@given(st.text())
def test_reading_claims_never_fails(text: str) -> None:
    assert isinstance(read_claims(text), Claims)
    assert isinstance(read_claims(f"a.{text}.b"), Claims)
