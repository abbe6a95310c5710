"""The address of the consent page, and what the address that a person comes back with becomes."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from tests.connections.fakes import SECRET, START, TOKEN_ENDPOINT, FakeClock, jwt, token_body
from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    OAuth2Input,
    PendingAuthorisation,
    begin_authorisation,
    complete_authorisation,
)
from xero_component.errors import (
    ConfigurationError,
    GiveUpError,
    ReconnectError,
    UnavailableError,
    XeroComponentError,
)

REDIRECT = "https://host.example/callback"


def begin(**settings: object) -> PendingAuthorisation:
    values = {"client_id": "app-1", "client_secret": SECRET} | settings
    return begin_authorisation(OAuth2Input.model_validate(values), REDIRECT, Endpoints())


def query_of(pending: PendingAuthorisation) -> dict[str, list[str]]:
    return parse_qs(urlsplit(pending.url).query, strict_parsing=True)


def test_the_address_asks_for_a_code_with_pkce() -> None:
    pending = begin(scopes="offline_access accounting.contacts")
    assert pending.url.startswith("https://login.xero.com/identity/connect/authorize?")
    assert pending.code_verifier is not None
    digest = hashlib.sha256(pending.code_verifier.encode()).digest()
    assert query_of(pending) == {
        "response_type": ["code"],
        "client_id": ["app-1"],
        "redirect_uri": [REDIRECT],
        "scope": ["offline_access accounting.contacts"],
        "state": [pending.state],
        "code_challenge": [base64.urlsafe_b64encode(digest).decode().rstrip("=")],
        "code_challenge_method": ["S256"],
    }


def test_without_pkce_no_challenge_is_sent() -> None:
    pending = begin(use_pkce=False)
    assert pending.code_verifier is None
    assert not query_of(pending).keys() & {"code_challenge", "code_challenge_method"}


@given(st.integers(min_value=1, max_value=20))
def test_state_and_verifier_are_unreserved_long_and_never_the_same(count: int) -> None:
    made = [begin() for _ in range(count)]
    words = [word for pending in made for word in (pending.state, pending.code_verifier or "")]
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", word) for word in words)
    assert len(set(words)) == 2 * count


def test_a_repr_shows_neither_verifier_nor_state_nor_secret() -> None:
    pending = begin()
    shown = f"{pending!r} {pending}"
    assert pending.state not in shown
    assert str(pending.code_verifier) not in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    "uri", ["https://host.example/cb", "http://localhost:8912/cb", "http://localhost/cb"]
)
def test_redirect_uris_that_xero_takes(uri: str) -> None:
    settings = OAuth2Input(client_id="app-1")
    assert begin_authorisation(settings, uri, Endpoints()).redirect_uri == uri


@pytest.mark.parametrize(
    "uri",
    ["", "http://127.0.0.1:1/cb", "http://host.example", "myapp://cb", "https://h/#x", "https:///"],
)
def test_redirect_uris_that_xero_refuses(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="redirect URI"):
        begin_authorisation(OAuth2Input(client_id="app-1"), uri, Endpoints())


def test_a_loopback_server_takes_a_numeric_redirect_uri() -> None:
    uri = "http://127.0.0.1:9000/cb"
    endpoints = Endpoints.at("http://127.0.0.1:8787")
    pending = begin_authorisation(OAuth2Input(client_id="app-1"), uri, endpoints)
    assert pending.url.startswith("http://127.0.0.1:8787/identity/connect/authorize?")


async def test_the_code_is_exchanged_with_the_secret(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    token = jwt(authentication_event_id="event-1", scope=["accounting.contacts"])
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(1, access_token=token))
    pending = begin(scopes="offline_access accounting.contacts")
    callback = f"{REDIRECT}?code=abc%2B1&state={pending.state}&session_state=x"

    grant = await complete_authorisation(pending, callback, None, Endpoints(), clock)

    assert route.call_count == 1
    request = route.calls.last.request
    basic = base64.b64encode(f"app-1:{SECRET}".encode()).decode()
    assert request.headers["Authorization"] == f"Basic {basic}"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["abc+1"],
        "redirect_uri": [REDIRECT],
        "code_verifier": [pending.code_verifier],
    }
    assert (grant.access_token, grant.refresh_token) == (token, "refresh-1")
    assert grant.auth_event_id == "event-1"
    assert grant.expires_at is not None
    assert (grant.expires_at - START).total_seconds() == 1800
    assert grant.scopes == {"accounting.contacts", "accounting.invoices"}
    assert grant.requested_scopes == {"offline_access", "accounting.contacts"}
    assert grant.connection_type == "oauth2"


async def test_an_app_without_a_secret_names_itself_in_the_body(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(json=token_body(1))
    pending = begin(client_secret=None)
    given = {"code": "abc", "state": pending.state}
    grant = await complete_authorisation(pending, given, None, Endpoints(), clock)
    request = route.calls.last.request
    assert "Authorization" not in request.headers
    assert parse_qs(request.content.decode())["client_id"] == ["app-1"]
    assert grant.client_secret is None


@pytest.mark.parametrize(
    "state", [None, "", "other", "zustand-ü", ["{state}", "{state}"], "{state} "]
)
async def test_a_foreign_state_is_refused_before_anything_is_sent(
    respx_mock: respx.MockRouter, clock: FakeClock, state: str | list[str] | None
) -> None:
    pending = begin()
    given: dict[str, str | list[str]] = {"code": "abc"}
    if isinstance(state, list):
        given["state"] = [item.format(state=pending.state) for item in state]
    elif state is not None:
        given["state"] = state.format(state=pending.state)
    with pytest.raises(ReconnectError, match="state differs"):
        await complete_authorisation(pending, given, None, Endpoints(), clock)
    assert respx_mock.calls.call_count == 0


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        ("access_denied", ReconnectError, "declined"),
        ("invalid_scope", ConfigurationError, "scopes"),
        ("unauthorized_client", ConfigurationError, "credentials"),
        ("server_error", UnavailableError, "failed"),
        ("login_required", ReconnectError, "person"),
        ("invalid_grant", ReconnectError, "invalid_grant"),
        ("<script>alert(1)</script>", GiveUpError, "no reason that can be read"),
        ("", GiveUpError, "no reason"),
    ],
)
async def test_an_error_in_the_callback_says_what_it_means(
    error: str, kind: type[XeroComponentError], words: str, clock: FakeClock
) -> None:
    pending = begin()
    given = {"error": error, "state": pending.state}
    with pytest.raises(kind, match=words) as caught:
        await complete_authorisation(pending, given, None, Endpoints(), clock)
    assert "<script>" not in str(caught.value)


@pytest.mark.parametrize("code", [None, "", ["a", "b"]])
async def test_a_callback_without_one_code_is_refused(code: object, clock: FakeClock) -> None:
    pending = begin()
    given = {"state": pending.state} | ({} if code is None else {"code": code})
    with pytest.raises(ReconnectError, match="no code"):
        await complete_authorisation(pending, given, None, Endpoints(), clock)  # type: ignore[arg-type]  # bad input


async def test_a_used_code_asks_the_person_to_start_again(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    route = respx_mock.post(TOKEN_ENDPOINT).respond(400, json={"error": "invalid_grant"})
    pending = begin()
    with pytest.raises(ReconnectError, match="used before"):
        await complete_authorisation(
            pending, f"?code=abc&state={pending.state}", None, Endpoints(), clock
        )
    assert route.call_count == 1


async def test_a_client_that_follows_redirects_does_not_take_the_code_elsewhere(
    respx_mock: respx.MockRouter, clock: FakeClock
) -> None:
    respx_mock.post(TOKEN_ENDPOINT).respond(307, headers={"Location": "https://elsewhere.example/"})
    pending = begin()
    async with httpx.AsyncClient(follow_redirects=True, auth=("someone", "else")) as http:
        with pytest.raises(GiveUpError, match="redirect"):
            await complete_authorisation(
                pending, f"?code=abc&state={pending.state}", http, Endpoints(), clock
            )
    assert respx_mock.calls.call_count == 1
