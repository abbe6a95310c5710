"""A raw request goes to the API that it names, below its base, whatever its address says."""

from itertools import product

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.wire import Held, Run, Wire
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.catalogue.apis import Api
from xero_component.component import component
from xero_component.core import invoke
from xero_component.errors import GiveUpError, InputError

LEAVING = [
    "https://evil.example/",
    "http:/evil.example",
    "HTTPS:evil.example",
    "//evil.example/Accounts",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "\\/evil.example",
    "/http://evil.example",
    "/https:evil.example",
    "/@evil.example",
    "/user:pass@evil.example/",
    "@evil.example",
    ".evil.example",
    ":8080/",
    "/%2Fevil.example",
    "/%2f%2fevil.example",
    "/%2F/evil",
    "/%252Fevil.example",
    "/%5Cevil.example",
    "/%255cevil.example",
    "/%40evil.example",
    "/..",
    "/../../connections",
    "/Accounts/../../../connections",
    "/%2e%2e/connections",
    "/%2E%2E%2Fconnections",
    "/.%2e/connections",
    "/%252e%252e/connections",
    "/%25252e%25252e/connections",
    "/%" + "25" * 8 + "2e%" + "25" * 8 + "2e",
    "/..;/connections",
    "/..;a=b/connections",
    "/%2e%2e;/connections",
    "/./Accounts",
    "/Accounts/.",
    "/%c0%ae%c0%ae/connections",
    "/%ff/connections",
    "/Accounts\t",
    "/\nAccounts",
    "/Accounts\r\nHost: evil.example",
    "/Accounts%0d%0aHost:%20evil.example",
    "/Accounts%00",
    "/Accounts\x7f",
    "/Accounts HTTP/1.1\r\n\r\nGET /",
    "/／evil.example",
    "/evil。example",
    "/Accounts?page=1",
    "/Accounts#top",
    "?a=b",
    "#",
    "",
    " ",
    " /Accounts",
    "Accounts",
    "/Accounts//1",
    "/Accounts/%",
    "/Accounts/%zz",
    "/Accounts/<script>",
    "/Acco\u202eunts",
    "data:text/plain,hi",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("api", [Api.ACCOUNTING, Api.IDENTITY, Api.APP_STORE])
@pytest.mark.parametrize("url", LEAVING, ids=ascii)
async def test_an_address_that_leaves_is_refused_before_a_token_is_asked_for(
    run: Run, wire: Wire, held: Held, url: str, api: Api
):
    with pytest.raises(InputError, match="url: "):
        await run("raw_request", api=api, url=url, method="GET")

    assert (wire.sent, held.asked) == ([], 0)


@pytest.mark.parametrize("url", [None, 5, ["/Accounts"], {"path": "/"}, b"/Accounts"])
async def test_an_address_that_is_no_text_is_refused(run: Run, wire: Wire, url: object):
    if url == b"/Accounts":
        wire.answer({})
        await run("raw_request", url=url, method="GET")
        assert wire.one.line == "GET /Accounts"
        return
    with pytest.raises(InputError, match="url: must be text"):
        await run("raw_request", url=url, method="GET")

    assert wire.sent == []


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/", "/"),
        ("/Accounts", "/Accounts"),
        ("/Contacts/A B", "/Contacts/A%20B"),
        ("/Contacts/A%2FB", "/Contacts/A%2FB"),
        ("/Invoices/INV-1/Attachments/a%23b.pdf", "/Invoices/INV-1/Attachments/a%23b.pdf"),
        ("/Contacts/a@b.example", "/Contacts/a@b.example"),
        ("/Items/10:30", "/Items/10:30"),
        ("/Items/%F0%9F%8D%B0", "/Items/%F0%9F%8D%B0"),
        ("/Contacts/", "/Contacts/"),
        ("/" + "x" * 10_000, "/" + "x" * 10_000),
    ],
    ids=lambda text: text[:40],
)
async def test_an_ordinary_path_is_sent_as_it_is(run: Run, wire: Wire, url: str, path: str):
    wire.answer({})

    await run("raw_request", url=url, method="GET")

    assert (wire.one.host, wire.one.path) == ("api.xero.com", f"/api.xro/2.0{path}")


@pytest.mark.parametrize("location", ["https://evil.example/", "//evil.example", "/connections"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(run: Run, wire: Wire, status: int, location: str):
    wire.answer(status=status, headers={"Location": location})

    with pytest.raises(GiveUpError, match=f"with {status}, which is not followed"):
        await run("raw_request", url="/Accounts", method="GET")

    assert wire.one.host == "api.xero.com"


pieces = st.sampled_from(
    ["/", "\\", "..", ".", "@", ":", "%2f", "%2e", "%25", "%5c", "%40", ";", "?", "#", "http:",
     "evil.example", "Accounts", "\t", "\n", " ", "／", "。", "%ff", "[", "]", "::1", "é"]
)  # fmt: skip


@given(st.text() | st.lists(pieces, max_size=8).map("".join) | st.lists(pieces).map("/".join))
async def test_any_text_is_refused_or_stays_below_the_api(text: str):
    sent: list[httpx.Request] = []

    def keep(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    clock = FakeClock()
    async with httpx.AsyncClient(transport=httpx.MockTransport(keep)) as http:
        client = XeroClient(Held(), http=http, clock=clock, limits=Limits(clock=clock))
        for url, api in product((text, "/" + text), (Api.ACCOUNTING, Api.IDENTITY)):
            base = httpx.URL(Endpoints().base_url(api))
            sent.clear()
            try:
                await invoke(
                    component, "raw_request", {"api": api, "url": url, "method": "GET"}, client
                )
            except InputError:
                assert sent == []
            else:
                [request] = sent
                assert (request.url.scheme, request.url.netloc) == ("https", base.netloc)
                assert request.url.raw_path.startswith(base.path.rstrip("/").encode() + b"/")
                assert b"/../" not in request.url.raw_path + b"/"
                assert request.url.query == b""


SMUGGLED = [
    "Authorization",
    "authorization",
    "AUTHORIZATION",
    "aUtHoRiZaTiOn",
    "Authorization ",
    " Authorization",
    "Authorization:",
    "Authorization\n",
    "Authorization\t",
    "Authorization\x00",
    "Authorızation",
    "xero-tenant-id",
    "Xero-Tenant-Id",
    "XERO-TENANT-ID",
    "Host",
    "host",
    "Content-Length",
    "Transfer-Encoding",
    "Connection",
    "Upgrade",
    "Idempotency-Key",
    "Cookie",
    "Proxy-Authorization",
    "X-A\r\nAuthorization",
    "",
    " ",
    "X Y",
    "X:Y",
    "é",
    "X" * 5000 + "é",
]


@pytest.mark.parametrize("name", SMUGGLED, ids=lambda name: ascii(name)[:40])
async def test_a_header_that_is_not_the_user_s_is_refused(
    run: Run, wire: Wire, held: Held, name: str
):
    with pytest.raises(InputError, match="header: ") as found:
        await run("raw_request", url="/X", method="GET", header={"X-Fine": "1", name: "Bearer x"})

    assert (wire.sent, held.asked) == ([], 0)
    assert len(str(found.value)) < 400


@pytest.mark.parametrize(
    "value",
    ["a\r\nAuthorization: x", "a\nb", "a\rb", "a\x00b", "a\x7f", "é", "\ud800", " a", "a\t", " "],
    ids=ascii,
)
async def test_a_header_value_that_is_not_one_plain_line_is_refused(
    run: Run, wire: Wire, value: str
):
    with pytest.raises(InputError, match="header"):
        await run("raw_request", url="/X", method="GET", header={"X-Mine": value})

    assert wire.sent == []


async def test_a_header_given_twice_in_different_capitals_is_refused(run: Run, wire: Wire):
    with pytest.raises(InputError, match="header: x-mine is given twice"):
        await run("raw_request", url="/X", method="GET", header={"X-Mine": "1", "x-mine": "2"})

    assert wire.sent == []


async def test_the_user_s_headers_are_sent_and_replace_ours(run: Run, wire: Wire):
    wire.answer({})

    await run(
        "raw_request",
        url="/X",
        method="POST",
        data={"a": 1},
        header={"ACCEPT": "application/pdf", "content-type": "application/xml", "X-Mine": ""},
    )

    headers = wire.one.headers
    assert headers.get_list("accept") == ["application/pdf"]
    assert headers.get_list("content-type") == ["application/xml"]
    assert headers["x-mine"] == ""
    assert headers.get_list("authorization") == ["Bearer the-access-token"]
