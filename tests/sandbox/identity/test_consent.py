"""The login server: whom it lets in, what it shows, and where it sends them back."""

import re

import httpx
import pytest

from tests.sandbox.fake_ledger import DEMO, OTHER, FakeLedger
from tests.sandbox.oauth_client import AUTHORIZE, SCOPES, OAuthClient, redirected
from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    PKCE_CLIENT_ID,
)


async def test_page_shows_the_organisations_and_scopes_with_html_escaped(app: OAuthClient) -> None:
    page = await app.authorize(sandbox_consent=None, state='"><script>alert(1)</script>')
    assert page.status_code == 200
    assert "Fish &amp; &lt;b&gt;" in page.text
    assert "<script" not in page.text
    assert "accounting.invoices" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_form_of_the_page_leads_back_to_the_app(
    app: OAuthClient, http: httpx.AsyncClient
) -> None:
    page = (await app.authorize(sandbox_consent=None)).text
    found = re.search(r'action="([^"]+)"', page)
    assert found
    action = found[1].replace("&amp;", "&")
    answer = await http.post(action, data={"tenant": OTHER.id, "decision": "allow"})
    parameters = redirected(answer)
    assert parameters["state"] == "s-1"
    tokens = (await app.redeem(parameters["code"])).json()
    app.access_token = tokens["access_token"]
    connections = (await app.call("GET", "/connections")).json()
    assert [c["tenantId"] for c in connections] == [OTHER.id]


@pytest.mark.parametrize("ticked", [[], ["no-such-tenant"], [DEMO.id, "no-such-tenant"]])
async def test_page_asks_again_when_no_known_organisation_is_ticked(
    app: OAuthClient, http: httpx.AsyncClient, ticked: list[str]
) -> None:
    asked = (await app.authorize(sandbox_consent=None)).request.url
    answer = await http.post(asked, data={"tenant": ticked, "decision": "allow"})
    assert answer.status_code == 400
    assert "Choose at least one organisation" in answer.text


async def test_cancel_goes_back_with_access_denied(
    app: OAuthClient, http: httpx.AsyncClient
) -> None:
    asked = (await app.authorize(sandbox_consent=None)).request.url
    answer = await http.post(asked, data={"decision": "cancel"})
    assert redirected(answer) == {"error": "access_denied", "state": "s-1"}
    answer = await app.authorize(sandbox_consent="deny", state=None)
    assert redirected(answer) == {"error": "access_denied"}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (OTHER.id.upper(), {OTHER.id}),
        (OTHER.name, {OTHER.id}),
        (f"{OTHER.id}, {DEMO.name}", {OTHER.id, DEMO.id}),
        ("all", {OTHER.id, DEMO.id}),
    ],
)
async def test_automated_consent_names_organisations(
    app: OAuthClient, named: str, expected: set[str]
) -> None:
    await app.connect(sandbox_consent=named)
    connections = (await app.call("GET", "/connections")).json()
    assert {c["tenantId"] for c in connections} == expected


async def test_automated_consent_to_an_unknown_organisation_lists_the_choices(
    app: OAuthClient,
) -> None:
    answer = await app.authorize(sandbox_consent="Nobody Ltd")
    assert answer.status_code == 400
    assert DEMO.name in answer.text


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:8080/callback",
        "http://example.com/callback",
        "http://localhost.example.com/",
        "https://",
        "https://example.com/#fragment",
        "http://localhost:99999999/",
        "javascript:alert(1)",
        "http://[::1/",
        "https://example.com/\r\nSet-Cookie: a=b",
        "",
        None,
    ],
)
async def test_redirect_uri_must_be_https_or_localhost(app: OAuthClient, uri: str | None) -> None:
    answer = await app.authorize(redirect_uri=uri)
    assert answer.status_code == 400
    assert "Invalid redirect_uri" in answer.text
    assert "location" not in answer.headers


async def test_https_redirect_uri_keeps_its_query(app: OAuthClient) -> None:
    answer = await app.authorize(redirect_uri="https://example.com/back?flow=1")
    assert answer.headers["location"].startswith("https://example.com/back?flow=1&code=")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client_id": "nobody"}, "Unknown client"),
        ({"client_id": None}, "Unknown client"),
        ({"client_id": CUSTOM_CONNECTION_CLIENT_ID}, "Unknown client"),
        ({"response_type": "token"}, "response_type must be code"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "S256"),
        ({"code_challenge": "x" * 43}, "S256"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "S256"),
        ({"client_id": PKCE_CLIENT_ID}, "code challenge required"),
    ],
)
async def test_bad_request_is_an_error_page_and_no_redirect(
    app: OAuthClient, changes: dict[str, str | None], message: str
) -> None:
    answer = await app.authorize(**changes)
    assert answer.status_code == 400
    assert message in answer.text
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "scope",
    [
        "accounting.transactions",
        "accounting.reports.read",
        "accounting.journals.read",
        "accounting.invoice",
        "",
        None,
    ],
)
async def test_scope_that_a_new_app_cannot_have_is_error_500(
    app: OAuthClient, scope: str | None
) -> None:
    answer = await app.authorize(scope=scope)
    assert answer.status_code == 500
    assert "invalid_scope" in answer.text


async def test_old_app_may_ask_for_broad_scopes(ledger: FakeLedger) -> None:
    sandbox = Sandbox(broad_scopes=True, extra_scopes={"accounting.journals.read"}, ledger=ledger)
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = OAuthClient(http)
        await app.connect(scope=f"{SCOPES} accounting.transactions.read accounting.journals.read")
        assert (await app.call("GET", "/Payments")).status_code == 200
        assert (await app.call("GET", "/Journals")).status_code == 200
        assert (await app.call("PUT", "/Payments")).status_code == 401


async def test_only_get_and_post_reach_the_page(http: httpx.AsyncClient) -> None:
    assert (await http.put(AUTHORIZE)).status_code == 405
