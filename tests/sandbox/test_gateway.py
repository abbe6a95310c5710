"""The front of the accounting API: tokens, tenants, scopes and paths."""

import httpx
import pytest

from tests.sandbox.fake_ledger import OTHER, FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from xero_component.sandbox import Sandbox
from xero_component.sandbox.gateway import LARGEST_BODY


def detail(response: httpx.Response) -> tuple[int, str, str]:
    body = response.json()
    assert set(body) == {"Type", "Title", "Status", "Detail", "Instance", "Extensions"}
    assert body["Status"] == response.status_code
    return response.status_code, body["Title"], body["Detail"]


async def test_expired_token_says_so_with_its_time(
    connected: OAuthClient, sandbox: Sandbox
) -> None:
    sandbox.clock.advance(1799)
    assert (await connected.call("GET", "/Invoices")).status_code == 200
    sandbox.clock.advance(1)
    assert detail(await connected.call("GET", "/Invoices")) == (
        401,
        "Unauthorized",
        "TokenExpired: token expired at 03/02/2026 10:00:00",
    )
    assert detail(await connected.call("GET", "/connections"))[2].startswith("TokenExpired: ")


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": "Bearer garbage"}, {"Authorization": ""}, {"Authorization": "Basic eDp5"}],
)
async def test_missing_or_unknown_token_is_unsuccessful(
    connected: OAuthClient, headers: dict[str, str]
) -> None:
    answer = await connected.call("GET", "/Invoices", headers=headers)
    assert detail(answer) == (401, "Unauthorized", "AuthenticationUnsuccessful")


@pytest.mark.parametrize("tenant_id", ["", "33333333-3333-4333-8333-333333333333", "not a guid"])
async def test_absent_or_unknown_tenant_is_forbidden(
    connected: OAuthClient, tenant_id: str
) -> None:
    connected.tenant_id = tenant_id
    answer = await connected.call("GET", "/Invoices")
    assert detail(answer) == (403, "Forbidden", "AuthenticationUnsuccessful")


async def test_tenant_that_is_not_connected_is_forbidden(app: OAuthClient) -> None:
    await app.connect(sandbox_consent=OTHER.id)
    assert (await app.call("GET", "/Invoices")).status_code == 403


@pytest.mark.parametrize(
    ("scope", "method", "path", "allowed"),
    [
        ("accounting.invoices.read", "GET", "/Invoices", True),
        ("accounting.invoices.read", "GET", "/invoices/1/History", True),
        ("accounting.invoices.read", "PUT", "/Invoices", False),
        ("accounting.invoices", "GET", "/CreditNotes", True),
        ("accounting.invoices", "PUT", "/Invoices/1/History", True),
        ("accounting.invoices", "POST", "/Invoices/1/Email", True),
        ("accounting.invoices", "GET", "/Invoices/1/Attachments", False),
        ("accounting.invoices", "GET", "/Payments", False),
        ("accounting.invoices", "GET", "/Items", True),
        ("accounting.settings.read", "GET", "/Items", True),
        ("accounting.settings.read", "DELETE", "/Items/1", False),
        ("accounting.settings", "DELETE", "/Accounts/1", True),
        ("accounting.settings.read", "GET", "/Organisation", True),
        ("accounting.attachments", "PUT", "/Invoices/1/Attachments/a.pdf", True),
        ("accounting.attachments.read", "GET", "/Contacts/1/Attachments", True),
        ("accounting.attachments.read", "PUT", "/Contacts/1/Attachments/a", False),
        ("accounting.attachments", "GET", "/Contacts", False),
        ("accounting.payments", "PUT", "/BatchPayments", True),
        ("accounting.banktransactions.read", "GET", "/BankTransfers", True),
        ("accounting.manualjournals", "POST", "/ManualJournals", True),
        ("accounting.contacts", "GET", "/ContactGroups", True),
        ("accounting.reports.aged.read", "GET", "/Reports/AgedReceivablesByContact", True),
        ("accounting.reports.aged.read", "GET", "/Reports/BalanceSheet", False),
        ("accounting.budgets.read", "GET", "/Budgets", True),
        ("openid", "GET", "/NoSuchThing", True),
    ],
)
async def test_scope_opens_its_endpoints_and_no_others(
    app: OAuthClient, scope: str, method: str, path: str, allowed: bool
) -> None:
    await app.connect(scope=scope)
    answer = await app.call(method, path)
    if allowed:
        assert answer.status_code == 200
    else:
        assert detail(answer) == (401, "Unauthorized", "AuthorizationUnsuccessful")


async def test_path_segments_are_decoded_each_by_itself(
    connected: OAuthClient, ledger: FakeLedger
) -> None:
    await connected.call("GET", "/Invoices/a%2Fb%20%25c%C3%A9+%3F/History/?q=a+b%26c&e=")
    call = ledger.demo.calls[-1]
    assert call.segments == ("Invoices", "a/b %cé+?", "History")
    assert call.query == {"q": "a b&c", "e": ""}


async def test_ledger_sees_headers_body_and_the_app(
    connected: OAuthClient, ledger: FakeLedger
) -> None:
    await connected.call(
        "PUT", "/Invoices", content=b"\x00\xff", headers={"If-Modified-Since": "x"}
    )
    call = ledger.demo.calls[-1]
    assert call.method == "PUT"
    assert call.body == b"\x00\xff"
    assert call.headers["if-modified-since"] == "x"
    assert call.application == "sandbox-client-id"


async def test_each_tenant_has_books_of_its_own(connected: OAuthClient, ledger: FakeLedger) -> None:
    connected.tenant_id = OTHER.id.upper()
    assert (await connected.call("GET", "/Invoices")).status_code == 200
    assert not ledger.demo.calls
    assert ledger.opened[0][1].calls


async def test_body_beyond_the_largest_attachment_is_refused(
    connected: OAuthClient, ledger: FakeLedger
) -> None:
    answer = await connected.call("PUT", "/Invoices", content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413
    assert not ledger.demo.calls
    assert (await connected.call("GET", "/Invoices")).status_code == 200


async def test_every_reply_has_a_correlation_id(connected: OAuthClient) -> None:
    good = await connected.call("GET", "/Invoices")
    bad = await connected.call("GET", "/Payments")
    assert good.headers["xero-correlation-id"] != bad.headers["xero-correlation-id"]


@pytest.mark.parametrize("api", ["finance.xro/1.0", "bankfeeds.xro/1.0", "payroll.xro/3.0"])
async def test_other_apis_are_not_there(http: httpx.AsyncClient, api: str) -> None:
    answer = await http.get(f"/{api}/Anything")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert api.split("/")[0] in answer.text


async def test_unknown_path_is_a_plain_404(http: httpx.AsyncClient) -> None:
    answer = await http.get("/nothing/here")
    assert (answer.status_code, answer.headers["content-type"][:10]) == (404, "text/plain")
