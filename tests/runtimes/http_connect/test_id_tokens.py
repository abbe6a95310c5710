"""Whose consent it was is believed only with an ID token that passes every check."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.runtimes.http_connect.driving import XERO, World
from xero_component.sandbox.identity.applications import CLIENT_ID, CLIENT_SECRET, PKCE_CLIENT_ID
from xero_component.sandbox.identity.signing import key_set, sign

Change = Callable[[str], str | None]


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    known: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return known


def with_claims(**changes: Any) -> Change:
    """Sign other claims with the sandbox's own key; None takes a claim out."""

    def change(token: str) -> str:
        claims = claims_of(token) | changes
        return sign({name: value for name, value in claims.items() if value is not None})

    return change


def tamper(world: World, change: Change) -> None:
    def changed(request: httpx.Request, reply: httpx.Response) -> httpx.Response:
        if request.url.path != "/connect/token":
            return reply
        body = reply.json()
        token = change(body["id_token"])
        body = {**body, "id_token": token} if token is not None else without_token(body)
        return httpx.Response(reply.status_code, json=body)

    world.wire.tamper = changed


def without_token(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "id_token"}


def signed_by_another(token: str) -> str:
    key = RSAKey.import_key(rsa.generate_private_key(65537, 2048))
    kid = key_set()["keys"][0]["kid"]
    return jwt.encode({"alg": "RS256", "kid": kid}, claims_of(token), key)


def under_an_unknown_key(token: str) -> str:
    key = RSAKey.import_key(rsa.generate_private_key(65537, 2048))
    return jwt.encode({"alg": "RS256", "kid": "unknown"}, claims_of(token), key)


def unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def signed_with_the_public_key(token: str) -> str:
    """Take the published key for a shared secret, as a verifier that trusts `alg` would."""
    key = OctKey.import_key(json.dumps(key_set()["keys"][0]).encode())
    kid = key_set()["keys"][0]["kid"]
    return jwt.encode({"alg": "HS256", "kid": kid}, claims_of(token), key, algorithms=["HS256"])


def signed_with_the_secret(token: str) -> str:
    key = OctKey.import_key(CLIENT_SECRET.encode())
    return jwt.encode({"alg": "HS256"}, claims_of(token), key, algorithms=["HS256"])


def changed_afterwards(token: str) -> str:
    header, _, signature = token.split(".")
    claims = json.dumps(claims_of(token) | {"name": "Somebody Else"}).encode()
    return f"{header}.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.{signature}"


WRONG: dict[str, Change] = {
    "missing": lambda _token: None,
    "no token": lambda _token: "nothing.like.it",
    "not even dots": lambda _token: "x",
    "unsigned": unsigned,
    "another key": signed_by_another,
    "unknown key": under_an_unknown_key,
    "public key as secret": signed_with_the_public_key,
    "client secret as key": signed_with_the_secret,
    "changed afterwards": changed_afterwards,
    "another issuer": with_claims(iss="https://evil.example"),
    "no issuer": with_claims(iss=None),
    "for another app": with_claims(aud=PKCE_CLIENT_ID),
    "for nobody": with_claims(aud=[]),
    "for two, azp missing": with_claims(aud=[CLIENT_ID, "x"]),
    "for two, azp another": with_claims(aud=[CLIENT_ID, "x"], azp="x"),
    "azp another": with_claims(azp=PKCE_CLIENT_ID),
    "expired": with_claims(exp=1),
    "endless": with_claims(exp=None),
    "expiry is text": with_claims(exp="tomorrow"),
    "from the future": with_claims(iat=4102444800),
    "no time of issue": with_claims(iat=None),
    "another nonce": with_claims(nonce="x"),
    "no nonce": with_claims(nonce=None),
    "empty nonce": with_claims(nonce=""),
    "nonce is a list": with_claims(nonce=["x"]),
    "of another access token": with_claims(at_hash="x"),
    "at_hash is a number": with_claims(at_hash=7),
    "of nobody": with_claims(sub=None),
    "subject is a number": with_claims(sub=7),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
async def test_a_token_that_is_wrong_connects_nothing(world: World, change: Change):
    tamper(world, change)

    page = await world.browser().connect(connection="acme")

    assert page.status_code == 502
    assert "Xero&#39;s answer could not be trusted" in page.text
    assert world.names() == {}


GOOD: dict[str, Change] = {
    "for two, azp is ours": with_claims(aud=[CLIENT_ID, "x"], azp=CLIENT_ID),
    "without at_hash": with_claims(at_hash=None),
    "without email": with_claims(email=None, preferred_username=None),
    "the clock is a little behind": with_claims(nbf=None),
}


@pytest.mark.parametrize("change", GOOD.values(), ids=GOOD.keys())
async def test_what_may_be_missing_may_be_missing(world: World, change: Change):
    tamper(world, change)

    page = await world.browser().connect(connection="acme")

    assert "Connected to Xero" in page.text
    assert "Alex Sandbox" in page.text


async def test_the_token_of_another_consent_is_refused(world: World):
    """Its signature, issuer and audience are right; the nonce is not."""
    seen: list[str] = []

    def keep(token: str) -> str:
        seen.append(token)
        return token

    tamper(world, keep)
    await world.browser().connect(connection="acme")
    tamper(world, lambda _token: seen[0])

    page = await world.browser().connect(who="all", connection="beta")

    assert "could not be trusted" in page.text
    assert set(world.names()) == {"acme"}


async def test_a_user_without_a_name_is_called_so(world: World):
    nameless = dict.fromkeys(("name", "given_name", "family_name", "email", "preferred_username"))
    tamper(world, with_claims(**nameless))

    assert "a user of Xero" in (await world.browser().connect(connection="acme")).text


async def test_the_keys_are_asked_for_once_an_hour(world: World):
    world.sandbox.clock.advance(3601)
    await world.browser().connect(connection="acme")
    await world.browser().connect(connection="acme")
    keys = "GET /.well-known/openid-configuration/jwks"
    assert world.wire.seen.count(keys) == 1

    world.sandbox.clock.advance(3601)
    await world.browser().connect(connection="acme")
    assert world.wire.seen.count(keys) == 2


async def test_a_key_that_is_not_known_is_asked_for_at_most_once_a_minute(world: World):
    await world.browser().connect(connection="acme")
    world.sandbox.clock.advance(61)
    world.wire.seen.clear()
    tamper(world, under_an_unknown_key)

    for _ in range(3):
        await world.browser().connect(connection="acme")

    assert world.wire.seen.count("GET /.well-known/openid-configuration/jwks") == 1


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example", "jwks_uri": f"{XERO}/keys"},
        {"issuer": XERO, "jwks_uri": "https://evil.example/keys"},
        {"issuer": XERO, "jwks_uri": f"{XERO}.evil.example/keys"},
        {"issuer": XERO, "jwks_uri": f"{XERO}@evil.example/keys"},
        {"issuer": XERO},
        [],
    ],
)
async def test_keys_of_another_host_are_never_asked_for(world: World, described: object):
    def changed(request: httpx.Request, reply: httpx.Response) -> httpx.Response:
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=described)
        return reply

    world.sandbox.clock.advance(3601)
    world.wire.tamper = changed

    page = await world.browser().connect(connection="acme")

    assert page.status_code == 502
    assert world.names() == {}
    assert "POST /connect/token" not in world.wire.seen


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (httpx.Response(503), 503),
        (httpx.Response(302, headers={"Location": "https://evil.example/"}), 502),
        (httpx.Response(200, text="<html>"), 502),
        (httpx.Response(200, json={"keys": []}), 502),
        (httpx.Response(200, json={"keys": "x"}), 502),
        (httpx.Response(200, json={"keys": [{"kty": "RSA"}]}), 502),
    ],
)
async def test_without_keys_the_answer_can_be_tried_again(
    world: World, answer: httpx.Response, status: int
):
    """The code is not used up before the keys are there."""

    def changed(request: httpx.Request, reply: httpx.Response) -> httpx.Response:
        return answer if request.url.path.endswith("/jwks") else reply

    world.sandbox.clock.advance(3601)
    world.wire.tamper = changed
    browser = world.browser()
    address = await browser.consent(await browser.to_xero(connection="acme"))
    assert (await browser.back(address)).status_code == status
    assert world.names() == {}

    world.wire.tamper = None
    assert "Connected to Xero" in (await browser.back(address)).text
