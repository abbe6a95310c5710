"""Faults: how they are written, whom they strike, and what each does short of the socket."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.fake_ledger import FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from xero_component.sandbox import Fault, Sandbox, parse_fault
from xero_component.sandbox.edits import Edit
from xero_component.sandbox.faults import KINDS

METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE"])
PATHS = st.text("/ABCabc123-_", min_size=1).map("/{}".format)
MATCHES = st.one_of(st.just(""), METHODS, PATHS, st.tuples(METHODS, PATHS).map(" ".join))


@given(
    st.sampled_from([*sorted(set(KINDS) - {"slow"}), "slow:0.5", "slow:30"]),
    st.one_of(st.none(), st.integers(1, 10**6)),
    MATCHES,
)
def test_written_fault_reads_back(kind: str, count: int | None, match: str) -> None:
    fault = Fault(kind, count, "" if kind.startswith("webhook-") else match)
    assert parse_fault(str(fault)) == fault


@given(st.text())
def test_reading_a_fault_raises_nothing_but_value_error(text: str) -> None:
    try:
        fault = parse_fault(text)
    except ValueError:
        return
    assert parse_fault(str(fault)) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "503",
        "slow",
        "slow:",
        "slow:x",
        "slow:-1",
        "slow:nan",
        "slow:1e9",
        "500:2",
        "500*0",
        "500*-1",
        "500*x",
        "500@Invoices",
        "500@PRAY /Invoices",
        "500@GET Invoices",
        "@GET /Invoices",
        "webhook-lose@GET /Invoices",
        "drift-away",
    ],
)
def test_fault_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_fault(text)


@pytest.mark.parametrize(
    ("match", "method", "path", "strikes"),
    [
        ("", "PUT", "/Contacts", True),
        ("get", "GET", "/Contacts", True),
        ("GET", "PUT", "/Contacts", False),
        ("/invoices", "GET", "/Invoices/1", True),
        ("/Invoices", "GET", "/Contacts", False),
        ("GET /Invoices", "GET", "/Invoices", True),
        ("GET /Invoices", "PUT", "/Invoices", False),
        ("get  /my file", "GET", "/My File", True),
    ],
)
def test_fault_strikes_what_it_is_meant_for(
    match: str, method: str, path: str, strikes: bool
) -> None:
    assert Fault("500", match=match).strikes(method, path, "") is strikes


async def statuses(app: OAuthClient, calls: int, path: str = "/Invoices") -> list[int]:
    return [(await app.call("GET", path)).status_code for _ in range(calls)]


async def test_fault_strikes_as_often_as_it_says_and_in_order(
    connected: OAuthClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(parse_fault("503-text*2@GET /Invoices"), parse_fault("502"))
    assert await statuses(connected, 1, "/Contacts") == [502]
    assert await statuses(connected, 3) == [503, 503, 200]
    sandbox.faults.add(parse_fault("500*always"))
    assert await statuses(connected, 5) == [500] * 5


async def test_faults_can_be_there_from_the_start_and_come_back_with_a_reset(
    ledger: FakeLedger,
) -> None:
    sandbox = Sandbox(faults=[Fault("503-text", match="GET /Invoices")], ledger=ledger)
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = OAuthClient(http)
        await app.connect()
        assert await statuses(app, 2) == [503, 200]
        sandbox.reset()
        assert await statuses(app, 2) == [503, 200]


@pytest.mark.parametrize(
    ("kind", "status", "media_type", "executed"),
    [
        ("429-minute", 429, "application/json", False),
        ("429-day", 429, "application/json", False),
        ("429-concurrent", 429, "application/json", False),
        ("500", 500, "application/json", False),
        ("500-html", 500, "text/html", False),
        ("502", 502, "text/html", False),
        ("503-text", 503, "text/plain", False),
        ("504", 504, "text/html", True),
        ("empty-200", 200, "application/json", True),
        ("half-json", 200, "application/json", True),
        ("html-200", 200, "text/html", False),
        ("slow:0.001", 200, "application/json", True),
    ],
)
async def test_fault_answers_in_its_own_way(
    connected: OAuthClient,
    sandbox: Sandbox,
    ledger: FakeLedger,
    kind: str,
    status: int,
    media_type: str,
    executed: bool,
) -> None:
    sandbox.faults.add(Fault(kind))
    answer = await connected.call("PUT", "/Invoices")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(media_type)
    assert bool(ledger.demo.calls) is executed
    assert (await connected.call("PUT", "/Invoices")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "problem", "waits"),
    [
        ("429-minute", "minute", True),
        ("429-day", "day", True),
        ("429-concurrent", "concurrent", False),
    ],
)
@pytest.mark.parametrize("path", ["/Invoices", "/connections"])
async def test_limit_fault_names_its_problem(
    connected: OAuthClient, sandbox: Sandbox, kind: str, problem: str, waits: bool, path: str
) -> None:
    sandbox.faults.add(Fault(kind))
    answer = await connected.call("GET", path)
    assert answer.status_code == 429
    assert answer.headers["x-rate-limit-problem"] == problem
    assert ("retry-after" in answer.headers) is waits
    if path == "/Invoices" and waits:
        name = {"minute": "x-minlimit-remaining", "day": "x-daylimit-remaining"}[problem]
        assert answer.headers[name] == "0"


async def test_lost_bodies_are_empty_or_half(connected: OAuthClient, sandbox: Sandbox) -> None:
    whole = (await connected.call("GET", "/Invoices")).content
    sandbox.faults.add(Fault("empty-200"), Fault("half-json"))
    assert (await connected.call("GET", "/Invoices")).content == b""
    half = (await connected.call("GET", "/Invoices")).content
    assert 0 < len(half) < len(whole)
    with pytest.raises(json.JSONDecodeError):
        json.loads(half)


async def test_drift_comes_before_each_page_and_beside_other_faults(
    connected: OAuthClient, sandbox: Sandbox, ledger: FakeLedger
) -> None:
    sandbox.faults.add(parse_fault("drift*always"), parse_fault("empty-200@GET /Invoices"))
    await connected.call("GET", "/Invoices")
    await connected.call("PUT", "/Invoices?page=1")
    assert ledger.demo.drifts == 0
    await connected.call("GET", "/Invoices?page=1")
    await connected.call("GET", "/Invoices?pageSize=10&PAGE=2")
    assert ledger.demo.drifts == 2


@pytest.mark.parametrize(
    ("fault", "kind", "count"),
    [
        ("drift-add", "add", None),
        ("drift-archive", "archive", None),
        ("drift-delete", "delete", None),
        ("drift-equal", "equal-times", 5),
        ("drift-silent", "silent", None),
        ("drift-void", "void", None),
    ],
)
async def test_somebody_else_edits_the_list_between_its_pages(
    connected: OAuthClient,
    sandbox: Sandbox,
    ledger: FakeLedger,
    fault: str,
    kind: str,
    count: int | None,
) -> None:
    sandbox.faults.add(parse_fault(f"{fault}*2@GET /Invoices"))
    await connected.call("GET", "/Invoices")
    await connected.call("GET", "/Contacts?page=1")
    assert ledger.demo.edits == []
    for page in (1, 2, 3):
        await connected.call("GET", f"/Invoices?page={page}")
    assert ledger.demo.edits == [Edit(kind=kind, plural="Invoices", count=count)] * 2


async def test_faults_of_webhooks_strike_no_request(
    connected: OAuthClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(parse_fault("webhook-lose"))
    assert await statuses(connected, 1) == [200]
    assert sandbox.faults.take_for_delivery() == "webhook-lose"
    assert sandbox.faults.take_for_delivery() == ""


async def test_expired_token_fault_ends_the_token_until_it_is_refreshed(
    app: OAuthClient, sandbox: Sandbox
) -> None:
    refresh_token = (await app.connect())["refresh_token"]
    sandbox.faults.add(Fault("token-expired"))
    for _ in range(2):
        answer = await app.call("GET", "/Invoices")
        assert answer.status_code == 401
        assert answer.json()["Detail"].startswith("TokenExpired")
    tokens = (await app.token("refresh_token", refresh_token=refresh_token)).json()
    app.access_token = tokens["access_token"]
    assert await statuses(app, 1) == [200]


async def test_revoked_fault_withdraws_the_consent(app: OAuthClient, sandbox: Sandbox) -> None:
    refresh_token = (await app.connect())["refresh_token"]
    sandbox.faults.add(Fault("revoked", match="GET /Invoices"))
    assert await statuses(app, 2) == [403, 403]
    answer = await app.token("refresh_token", refresh_token=refresh_token)
    assert answer.json() == {"error": "invalid_grant"}


async def test_revoked_fault_at_the_token_endpoint_is_invalid_grant(
    app: OAuthClient, sandbox: Sandbox
) -> None:
    refresh_token = (await app.connect())["refresh_token"]
    sandbox.faults.add(Fault("revoked", match="POST /connect/token"))
    answer = await app.token("refresh_token", refresh_token=refresh_token)
    assert answer.json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [("500", 500), ("500-html", 500), ("503-text", 503), ("slow:0.001", 200)],
)
async def test_identity_server_has_bad_days_too(
    app: OAuthClient, sandbox: Sandbox, kind: str, status: int
) -> None:
    code = await app.code()
    sandbox.faults.add(Fault(kind, match="POST /connect/token"))
    assert (await app.redeem(code)).status_code == status


@pytest.mark.parametrize(("kind", "executed"), [("reset-before", False), ("reset-after", True)])
async def test_reset_without_a_socket_is_httpx_s_read_error(
    connected: OAuthClient, sandbox: Sandbox, ledger: FakeLedger, kind: str, executed: bool
) -> None:
    sandbox.faults.add(Fault(kind))
    with pytest.raises(httpx.ReadError):
        await connected.call("PUT", "/Invoices")
    assert bool(ledger.demo.calls) is executed
    assert sandbox.requests.listing()[-1]["status"] is None
