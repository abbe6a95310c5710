"""No request leaves for another host than Xero's, whatever an input or an answer says."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from pydantic import SecretStr

from tests.clocks import FakeClock
from tests.conformance.in_process import InProcess, in_process
from tests.security.wire import EVIL, XERO, Watched, leaves, opened_client, replaced
from xero_component.component import component
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.core import Action, ChoiceQuery, invoke, present
from xero_component.errors import XeroComponentError

AnyAction = Action[Any, Any, Any]
EVERY_ACTION = pytest.mark.parametrize(
    "action", component.actions.values(), ids=component.actions.keys()
)
GUID = "0032f627-3156-4d30-9b1c-4d3b994dc921"
IDS = (
    *("ContactID", "InvoiceID", "ItemID", "AccountID", "PaymentID", "AttachmentID"),
    *("BrandingThemeID", "TrackingCategoryID", "TaxType", "OrganisationID"),
)
REDIRECTS = (301, 302, 303, 307, 308)

HOSTILE = (
    f"//{EVIL}",
    f"https://{EVIL}/",
    f"@{EVIL}",
    f"x@{EVIL}/..//",
    f"\\\\{EVIL}\\share",
    f"/\\{EVIL}",
    "../../../connections",
    "%2e%2e%2f%2e%2e%2fconnections",
    f"a\r\nHost: {EVIL}\r\n\r\nGET / HTTP/1.1",
    "a%0d%0aAuthorization:%20x",
    f"x。{EVIL}／y",
    f"#?@{EVIL}",
    "\u202e\u2066;../..\0",
)
pytestmark = pytest.mark.outside_openapi(reason="inputs and answers are hostile")


async def asked(wire: Watched, action: AnyAction, raw: Any) -> bool:
    """Run an action; return whether it ended well."""
    with opened_client(wire) as xero:
        try:
            present(await invoke(component, action.key, raw, xero))
        except XeroComponentError:
            return False
    return True


@pytest.fixture(scope="module")
def opened() -> Iterator[InProcess]:
    with in_process() as opened:
        yield opened


def empty(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={})


def linked(request: httpx.Request) -> httpx.Response:
    """Answer with addresses wherever a client could be tempted to follow one."""
    url = f"https://{EVIL}/next"
    record: dict[str, Any] = dict.fromkeys(IDS, GUID)
    record |= {"Url": url, "Href": url, "href": url, "OnlineInvoiceUrl": url, "FileName": url}
    record |= {"Name": "x", "Code": "200", "Status": "ACTIVE", "Type": "ACCREC", "Class": "ASSET"}
    first = request.url.path.rstrip("/").split("/")[3:]
    plurals = {"Invoices", "Contacts", "Items", "Accounts", "Payments", "Organisations", *first}
    plurals |= {"Attachments", "HistoryRecords", "OnlineInvoices", "TaxRates", "Currencies"}
    page = 1 if "page=3" in str(request.url) else 3
    body: dict[str, Any] = {plural: [record] for plural in plurals}
    body["pagination"] = {"page": 1, "pageSize": 1, "pageCount": page, "itemCount": page}
    body["pagination"] |= {"next": url, "nextPage": url}
    body |= {"links": {"next": url}, "next": url, "@odata.nextLink": url, "Location": url}
    headers = {"Link": f'<{url}>; rel="next"', "Content-Location": url, "Refresh": f"0; url={url}"}
    return httpx.Response(200, json=body, headers={**headers, "Location": url})


@EVERY_ACTION
async def test_hostile_inputs_send_nothing_elsewhere(action: AnyAction) -> None:
    example = dict(action.input.example)
    wire = Watched(empty)
    for path in leaves(example):
        for text in HOSTILE:
            await asked(wire, action, replaced(example, path, text))
    wire.assert_at_xero()


@EVERY_ACTION
async def test_links_in_answers_lead_nowhere(action: AnyAction) -> None:
    wire = Watched(linked)
    await asked(wire, action, dict(action.input.example))
    assert wire.requests
    wire.assert_at_xero()


@EVERY_ACTION
async def test_a_redirect_is_not_followed_with_a_token(action: AnyAction) -> None:
    for status in REDIRECTS:
        for location in (f"https://{EVIL}/", f"//{EVIL}/", f"https://{XERO}.{EVIL}/", "/x"):
            answer = httpx.Response(status, headers={"Location": location})
            wire = Watched(lambda _request, answer=answer: answer)  # type: ignore[misc]
            assert not await asked(wire, action, dict(action.input.example))
            wire.assert_at_xero()
            assert not [one for one in wire.requests if one.url.path == "/x"]


@pytest.mark.parametrize("key", sorted(component.data_sources))
async def test_a_picker_searched_with_hostile_text_asks_xero_alone(key: str) -> None:
    wire = Watched(linked)
    with opened_client(wire) as xero:
        for text in HOSTILE:
            try:
                await component.data_sources[key](xero, ChoiceQuery(search=text))
            except XeroComponentError:
                continue
    assert wire.requests
    wire.assert_at_xero()


@pytest.mark.parametrize("status", REDIRECTS)
async def test_a_redirect_is_not_followed_with_the_app_s_secret(status: int) -> None:
    location = {"Location": f"https://{EVIL}/connect/token"}
    wire = Watched(lambda _request: httpx.Response(status, headers=location))
    clock = FakeClock()
    async with httpx.AsyncClient(transport=httpx.MockTransport(wire)) as http:
        connection = ClientCredentialsConnection.from_settings(
            ClientCredentialsInput(client_id="app", client_secret=SecretStr("app-secret")),
            store=MemoryTokenStore(clock),
            http=http,
            clock=clock,
        )
        with pytest.raises(XeroComponentError) as raised:
            await connection.access_token()
    assert {one.url.host for one in wire.requests} == {"identity.xero.com"}
    assert "app-secret" not in repr(raised.value)


@pytest.mark.parametrize("action", ["list_contacts", "list_invoices", "list_payments"])
@pytest.mark.parametrize("text", [*HOSTILE, "x&page=9", "a=b&where=true", "1==1;drop", '"', "ü"])
async def test_a_filter_stays_one_value_of_the_query(action: str, text: str) -> None:
    plain, hostile = Watched(empty), Watched(empty)
    await asked(plain, component.actions[action], {"where": "x", "order": "y"})
    await asked(hostile, component.actions[action], {"where": text, "order": text})
    hostile.assert_at_xero()
    for usual, sent in zip(plain.requests, hostile.requests, strict=False):
        assert sent.url.path == usual.url.path
        wanted = {"where": text, "order": text}
        got = dict(parse_qsl(sent.url.query.decode(), keep_blank_values=True, errors="strict"))
        assert got == dict(parse_qsl(usual.url.query.decode())) | wanted


def test_a_name_that_looks_like_a_filter_finds_only_itself(opened: InProcess) -> None:
    for name in ('x" OR Name!="', 'x\\" OR 1==1 OR Name=="', '") OR (Name != "'):
        assert opened.perform("find_contact", {"name": name}).output["count"] == 0
        made = opened.perform("create_contact", {"name": name}).output
        [found] = opened.perform("find_contact", {"name": name}).output["records"]
        assert found["ContactID"] == made["ContactID"]
