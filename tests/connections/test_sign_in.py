"""Who consents: the nonce that is asked for, and the ID token that comes back."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import respx

from tests.connections.fakes import ACME, BETA, TOKEN_ENDPOINT, jwt, token_body
from tests.connections.test_consent import begin
from xero_component.connections import Grant, TokenStore, complete_consent
from xero_component.errors import ConfigurationError


def test_a_nonce_is_asked_for_with_openid_alone():
    signed_in, plain = begin(scopes="openid accounting.contacts"), begin()

    assert parse_qs(urlsplit(signed_in.url).query)["nonce"] == [signed_in.nonce]
    assert plain.nonce is None
    assert "nonce" not in plain.url
    assert str(signed_in.nonce) not in repr(signed_in)


@pytest.mark.parametrize("given", [None, "", 7, "two words", "new\nline"])
@respx.mock
async def test_what_is_no_token_is_no_id_token(given: object):
    respx.post(TOKEN_ENDPOINT).mock(
        return_value=httpx.Response(200, json=token_body(1) | {"id_token": given})
    )
    pending = begin(scopes="openid accounting.contacts")

    consent = await complete_consent(pending, {"state": pending.state, "code": "c"})

    assert consent.id_token is None


@respx.mock
async def test_the_id_token_comes_with_the_grant_and_is_shown_nowhere():
    token = jwt(sub="somebody")
    respx.post(TOKEN_ENDPOINT).mock(
        return_value=httpx.Response(200, json=token_body(1) | {"id_token": token})
    )
    pending = begin(scopes="openid accounting.contacts")

    consent = await complete_consent(pending, {"state": pending.state, "code": "c"})

    assert consent.id_token == token
    assert token not in repr(consent)
    assert consent.grant.user_id is None


def test_a_grant_keeps_who_consented(database_url: str):
    grant = Grant(connection_type="oauth2", client_id="app", user_id="u-1", user_name="Alex")
    with TokenStore(database_url) as store:
        store.save("acme", grant, ACME)

        assert store.load("acme")[1].user_name == "Alex"
        assert store.load("acme")[1].user_id == "u-1"
        assert "Alex" not in repr(store.load("acme"))


def test_a_name_can_be_kept_to_its_organisation(database_url: str):
    grant = Grant(connection_type="oauth2", client_id="app")
    with TokenStore(database_url) as store:
        store.save("acme", grant, ACME, keep_organisation=True)
        store.save("acme", grant, ACME, keep_organisation=True)
        with pytest.raises(ConfigurationError, match="another organisation"):
            store.save("acme", grant, BETA, keep_organisation=True)

        assert store.get("acme").tenant_id == ACME.tenant_id
        store.save("acme", grant, BETA)
        assert store.get("acme").tenant_id == BETA.tenant_id
