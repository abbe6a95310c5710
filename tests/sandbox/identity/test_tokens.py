"""The token endpoint: codes, rotation with its grace, PKCE, custom connections, revocation."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.sandbox.fake_ledger import DEMO, FakeLedger
from tests.sandbox.oauth_client import (
    BASIC,
    CUSTOM,
    REDIRECT_URI,
    SCOPES,
    OAuthClient,
)
from xero_component.sandbox import Lifetimes, Sandbox
from xero_component.sandbox.identity.applications import (
    CLIENT_ID,
    CLIENT_SECRET,
    PKCE_CLIENT_ID,
)
from xero_component.sandbox.identity.signing import base64url

VERIFIER = "v" * 43
CHALLENGE = {
    "code_challenge": base64url(sha256(VERIFIER.encode()).digest()),
    "code_challenge_method": "S256",
}
DAY = 86_400


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=="))
    return decoded


def refused(response: httpx.Response) -> str:
    assert response.status_code == 400
    error: str = response.json()["error"]
    return error


async def refresh(app: OAuthClient, token: str) -> httpx.Response:
    return await app.token("refresh_token", refresh_token=token)


async def test_code_buys_tokens_for_half_an_hour(app: OAuthClient, sandbox: Sandbox) -> None:
    tokens = await app.connect()
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 1800
    assert set(tokens["scope"].split()) == set(SCOPES.split())
    access = claims(tokens["access_token"])
    assert access["client_id"] == CLIENT_ID
    assert access["exp"] - int(sandbox.clock().timestamp()) == 1800
    assert access["authentication_event_id"]
    assert access["xero_userid"]
    assert set(access["scope"]) == set(SCOPES.split())


async def test_id_token_carries_the_claims_of_openid_connect(app: OAuthClient) -> None:
    tokens = await app.connect(nonce="n-1")
    identity = claims(tokens["id_token"])
    expected = """nbf exp iss aud iat at_hash sid sub auth_time idp xero_userid global_session_id
    preferred_username email given_name family_name name amr nonce"""
    assert sorted(identity) == sorted(expected.split())
    assert identity["exp"] - identity["iat"] == 300
    assert identity["aud"] == CLIENT_ID


async def test_published_key_checks_the_signature(
    app: OAuthClient, http: httpx.AsyncClient
) -> None:
    token = (await app.connect())["access_token"]
    discovery = (await http.get("/.well-known/openid-configuration")).json()
    assert discovery["issuer"] == claims(token)["iss"]
    (key,) = (await http.get(discovery["jwks_uri"])).json()["keys"]
    exponent, modulus = (int.from_bytes(urlsafe_b64decode(key[name] + "==")) for name in ("e", "n"))
    signed, _, signature = token.rpartition(".")
    rsa.RSAPublicNumbers(exponent, modulus).public_key().verify(
        urlsafe_b64decode(signature + "=="), signed.encode(), padding.PKCS1v15(), SHA256()
    )


async def test_refresh_token_needs_offline_access_and_id_token_needs_openid(
    app: OAuthClient,
) -> None:
    tokens = await app.connect(scope="accounting.contacts")
    assert not {"refresh_token", "id_token"} & set(tokens)


async def test_lifetimes_can_be_shorter(ledger: FakeLedger) -> None:
    lifetimes = Lifetimes(access_token=timedelta(seconds=5), refresh_grace=timedelta())
    sandbox = Sandbox(lifetimes=lifetimes, ledger=ledger)
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = OAuthClient(http)
        tokens = await app.connect()
        assert tokens["expires_in"] == 5
        sandbox.clock.advance(5)
        assert (await app.call("GET", "/Invoices")).status_code == 401
        assert (await refresh(app, tokens["refresh_token"])).status_code == 200
        assert refused(await refresh(app, tokens["refresh_token"])) == "invalid_grant"


async def test_scopes_add_up_over_consents(app: OAuthClient) -> None:
    await app.connect(scope="accounting.contacts")
    tokens = await app.connect(scope="accounting.settings.read")
    assert set(tokens["scope"].split()) == {"accounting.contacts", "accounting.settings.read"}


async def test_code_works_once(app: OAuthClient) -> None:
    code = await app.code()
    assert (await app.redeem(code)).status_code == 200
    assert refused(await app.redeem(code)) == "invalid_grant"


async def test_code_is_good_for_five_minutes(app: OAuthClient, sandbox: Sandbox) -> None:
    code, late = await app.code(), await app.code()
    sandbox.clock.advance(299)
    assert (await app.redeem(code)).status_code == 200
    sandbox.clock.advance(1)
    assert refused(await app.redeem(late)) == "invalid_grant"


async def test_code_needs_the_same_redirect_uri(app: OAuthClient) -> None:
    answer = await app.redeem(await app.code(), redirect_uri=REDIRECT_URI + "/")
    assert refused(answer) == "invalid_grant"


@pytest.mark.parametrize("verifier", [None, "w" * 43, "v" * 42, "v" * 129, "", "é" * 43])
async def test_code_with_a_challenge_needs_its_verifier(
    app: OAuthClient, verifier: str | None
) -> None:
    code = await app.code(**CHALLENGE)
    form = {} if verifier is None else {"code_verifier": verifier}
    assert refused(await app.redeem(code, **form)) == "invalid_grant"


async def test_verifier_without_a_challenge_is_refused(app: OAuthClient) -> None:
    answer = await app.redeem(await app.code(), code_verifier=VERIFIER)
    assert refused(answer) == "invalid_grant"


async def test_pkce_app_has_no_secret(app: OAuthClient) -> None:
    code = await app.code(client_id=PKCE_CLIENT_ID, **CHALLENGE)
    form = {"client_id": PKCE_CLIENT_ID, "redirect_uri": REDIRECT_URI}
    answer = await app.token("authorization_code", None, code=code, code_verifier=VERIFIER, **form)
    tokens = answer.json()
    assert claims(tokens["access_token"])["client_id"] == PKCE_CLIENT_ID
    again = await app.token(
        "refresh_token", None, client_id=PKCE_CLIENT_ID, refresh_token=tokens["refresh_token"]
    )
    assert again.status_code == 200


async def test_secret_may_come_in_the_form(app: OAuthClient) -> None:
    code = await app.code()
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uri": REDIRECT_URI}
    assert (await app.token("authorization_code", None, code=code, **form)).status_code == 200


@pytest.mark.parametrize(
    ("auth", "form"),
    [
        (httpx.BasicAuth(CLIENT_ID, "wrong"), {}),
        (httpx.BasicAuth("nobody", CLIENT_SECRET), {}),
        (httpx.BasicAuth(CLIENT_ID, ""), {}),
        (httpx.BasicAuth(PKCE_CLIENT_ID, "made up"), {}),
        (None, {"client_id": CLIENT_ID}),
        (None, {"client_id": CLIENT_ID, "client_secret": "schlüssel"}),
        (None, {}),
    ],
)
async def test_unknown_app_or_wrong_secret_is_invalid_client(
    app: OAuthClient, auth: httpx.Auth | None, form: dict[str, str]
) -> None:
    answer = await app.token("refresh_token", auth, refresh_token="x", **form)
    assert refused(answer) == "invalid_client"


async def test_garbled_basic_header_is_invalid_client(http: httpx.AsyncClient) -> None:
    answer = await http.post(
        "/connect/token", data={"grant_type": "x"}, headers={"Authorization": "Basic !!"}
    )
    assert refused(answer) == "invalid_client"


async def test_code_and_refresh_token_belong_to_their_app(app: OAuthClient) -> None:
    tokens = await app.connect()
    other = {"client_id": PKCE_CLIENT_ID}
    answer = await app.token("refresh_token", None, refresh_token=tokens["refresh_token"], **other)
    assert refused(answer) == "invalid_grant"


async def test_refresh_rotates_and_the_old_token_has_half_an_hour_of_grace(
    app: OAuthClient, sandbox: Sandbox
) -> None:
    first = (await app.connect())["refresh_token"]
    second = (await refresh(app, first)).json()["refresh_token"]
    sandbox.clock.advance(1799)
    retried = (await refresh(app, first)).json()
    assert len({first, second, retried["refresh_token"]}) == 3
    app.access_token = retried["access_token"]
    assert (await app.call("GET", "/Invoices")).status_code == 200
    sandbox.clock.advance(1)
    assert refused(await refresh(app, first)) == "invalid_grant"
    assert (await refresh(app, retried["refresh_token"])).status_code == 200
    assert (await refresh(app, second)).status_code == 200


async def test_refresh_keeps_consent_and_scopes(app: OAuthClient) -> None:
    before = await app.connect()
    after = (await refresh(app, before["refresh_token"])).json()
    old, new = claims(before["access_token"]), claims(after["access_token"])
    assert old["authentication_event_id"] == new["authentication_event_id"]
    assert before["scope"] == after["scope"]
    assert before["access_token"] != after["access_token"]


async def test_unused_refresh_token_lasts_sixty_days(app: OAuthClient, sandbox: Sandbox) -> None:
    token = (await app.connect())["refresh_token"]
    sandbox.clock.advance(60 * DAY - 1)
    token = (await refresh(app, token)).json()["refresh_token"]
    sandbox.clock.advance(60 * DAY)
    assert refused(await refresh(app, token)) == "invalid_grant"


@pytest.mark.parametrize(
    ("grant_type", "error"),
    [
        ("password", "unsupported_grant_type"),
        ("", "invalid_request"),
        ("refresh_token", "invalid_grant"),
    ],
)
async def test_grant_that_is_not_there_is_refused(
    app: OAuthClient, grant_type: str, error: str
) -> None:
    assert refused(await app.token(grant_type)) == error


async def test_custom_connection_needs_no_tenant_and_has_no_refresh_token(
    app: OAuthClient,
) -> None:
    answer = await app.token("client_credentials", CUSTOM, scope="accounting.contacts.read")
    tokens = answer.json()
    assert "refresh_token" not in tokens
    assert tokens["scope"] == "accounting.contacts.read"
    app.access_token, app.tenant_id = tokens["access_token"], ""
    assert (await app.call("GET", "/Contacts")).status_code == 200
    assert (await app.call("GET", "/Contacts", headers={"xero-tenant-id": ""})).status_code == 200
    assert (await app.call("PUT", "/Contacts")).status_code == 401
    (connection,) = (await app.call("GET", "/connections")).json()
    assert connection["tenantId"] == DEMO.id
    app.tenant_id = DEMO.id
    assert (await app.call("GET", "/Contacts")).status_code == 200


async def test_custom_connection_without_a_scope_gets_all_of_its_own(app: OAuthClient) -> None:
    tokens = (await app.token("client_credentials", CUSTOM)).json()
    assert "accounting.invoices" in tokens["scope"].split()


@pytest.mark.parametrize("scope", ["accounting.transactions", "offline_access", "nonsense"])
async def test_custom_connection_refuses_scopes_it_cannot_have(
    app: OAuthClient, scope: str
) -> None:
    assert refused(await app.token("client_credentials", CUSTOM, scope=scope)) == "invalid_scope"


async def test_custom_connection_has_no_other_grant(app: OAuthClient) -> None:
    assert refused(await app.token("refresh_token", CUSTOM)) == "unauthorized_client"


async def test_ordinary_app_may_use_its_credentials_for_its_connections_alone(
    connected: OAuthClient,
) -> None:
    answer = await connected.token("client_credentials", BASIC, scope="accounting.contacts")
    assert refused(answer) == "unauthorized_client"
    tokens = (await connected.token("client_credentials", BASIC, scope="app.connections")).json()
    connected.access_token = tokens["access_token"]
    assert len((await connected.call("GET", "/connections")).json()) == 2
    assert (await connected.call("GET", "/Contacts")).status_code == 401


async def test_revocation_ends_all_connections_and_refresh_tokens(app: OAuthClient) -> None:
    tokens = await app.connect()
    again = (await refresh(app, tokens["refresh_token"])).json()
    answer = await app.http.post(
        "/connect/revocation", data={"token": tokens["refresh_token"]}, auth=BASIC
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert (await app.call("GET", "/connections")).json() == []
    assert (await app.call("GET", "/Invoices")).status_code == 403
    assert refused(await refresh(app, again["refresh_token"])) == "invalid_grant"
    tokens = await app.connect(scope="accounting.contacts")
    assert tokens["scope"] == "accounting.contacts"


async def test_revocation_of_an_unknown_token_changes_nothing(connected: OAuthClient) -> None:
    post = connected.http.post
    assert (await post("/connect/revocation", data={"token": "?"}, auth=BASIC)).status_code == 200
    assert refused(await post("/connect/revocation", auth=BASIC)) == "invalid_request"
    wrong = httpx.BasicAuth(CLIENT_ID, "wrong")
    assert refused(await post("/connect/revocation", auth=wrong)) == "invalid_client"
    assert len((await connected.call("GET", "/connections")).json()) == 2
