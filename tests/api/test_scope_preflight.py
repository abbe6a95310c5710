"""What a token's scopes do not allow is refused before it is sent, and named."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from tests.api.wiring import NOT_ALLOWED, StubAuthorisation, client_of, invoices
from tests.clocks import FakeClock
from tests.connections.fakes import ACME, a_grant
from xero_component.api.client import XeroClient
from xero_component.api.preflight import lacking
from xero_component.api.wire import Call, json_call
from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import INVOICES, ITEMS, OBJECTS, PAYMENTS
from xero_component.catalogue.scopes import BROAD, ENDPOINTS, READ, opening
from xero_component.connections import MemoryTokenStore, OAuth2Connection
from xero_component.core import StepContext, Trace
from xero_component.errors import ScopeError
from xero_component.sandbox.identity.scopes import GRANULAR_SCOPES, allows


@asynccontextmanager
async def holding(
    router: respx.Router, clock: FakeClock, scopes: Iterable[str] | None
) -> AsyncIterator[tuple[XeroClient, StubAuthorisation]]:
    authorisation = StubAuthorisation(scopes=scopes)
    async with client_of(router, clock, authorisation) as xero:
        yield xero, authorisation


async def test_a_call_that_the_token_cannot_make_is_not_sent_and_names_the_scope(
    router: respx.Router, clock: FakeClock
) -> None:
    async with holding(router, clock, {"accounting.contacts", "accounting.payments.read"}) as (
        xero,
        authorisation,
    ):
        with pytest.raises(ScopeError) as raised:
            await xero.create(PAYMENTS, {})
    error = raised.value
    assert error.missing == ("accounting.payments",)
    assert error.message == "PUT /Payments was not sent: the connection lacks accounting.payments."
    assert error.advice == "Add accounting.payments to the connection's scopes and connect again."
    assert (router.calls.call_count, authorisation.rejected) == (0, [])


async def test_a_dry_run_of_such_a_call_says_so_too(router: respx.Router, clock: FakeClock) -> None:
    async with holding(router, clock, {"accounting.contacts"}) as (xero, _):
        dry = xero.for_step(StepContext(dry_run=True), Trace())
        with pytest.raises(ScopeError, match=r"lacks accounting\.payments"):
            await dry.create(PAYMENTS, {})


@pytest.mark.parametrize(
    "held",
    [None, {"accounting.invoices.read"}, {"accounting.invoices"}, {"accounting.transactions.read"}],
)
async def test_unknown_scopes_and_those_that_cover_the_call_let_it_through(
    router: respx.Router, clock: FakeClock, held: set[str] | None
) -> None:
    router.get("/Invoices").mock(return_value=invoices())
    async with holding(router, clock, held) as (xero, _):
        assert (await xero.list_page(INVOICES))["records"]


@pytest.mark.parametrize("held", ["accounting.settings.read", "accounting.invoices.read"])
async def test_either_of_the_scopes_that_open_items_is_enough(
    router: respx.Router, clock: FakeClock, held: str
) -> None:
    router.get("/Items").respond(200, json={"Items": []})
    async with holding(router, clock, {held}) as (xero, _):
        assert (await xero.list_page(ITEMS))["records"] == []


async def test_every_scope_that_a_call_names_is_needed_and_only_the_missing_ones_are_named(
    router: respx.Router, clock: FakeClock
) -> None:
    call = json_call("GET", "/Anything", scopes=frozenset({"files.read", "assets.read"}))
    async with holding(router, clock, {"assets"}) as (xero, _):
        with pytest.raises(ScopeError) as raised:
            await xero.send(call, lambda reply: reply)
    assert raised.value.missing == ("files.read",)


@pytest.mark.parametrize(
    ("method", "path", "api", "named"),
    [
        ("GET", "/Invoices", Api.ACCOUNTING, "accounting.invoices.read"),
        ("HEAD", "/invoices/INV-1", Api.ACCOUNTING, "accounting.invoices.read"),
        ("PUT", "/Invoices", Api.ACCOUNTING, "accounting.invoices"),
        ("GET", "/%49nvoices", Api.ACCOUNTING, "accounting.invoices.read"),
        ("GET", "/Invoices/1/Attachments/a", Api.ACCOUNTING, "accounting.attachments.read"),
        ("PUT", "/Invoices/1/History", Api.ACCOUNTING, "accounting.invoices"),
        ("GET", "/Items", Api.ACCOUNTING, "accounting.settings.read"),
        ("GET", "/Reports/BalanceSheet", Api.ACCOUNTING, "accounting.reports.balancesheet.read"),
        ("GET", "/Journals", Api.ACCOUNTING, "accounting.journals.read"),
        ("GET", "/PaymentServices", Api.ACCOUNTING, "paymentservices"),
        ("GET", "/Files", Api.FILES, "files.read"),
        ("POST", "/Projects", Api.PROJECTS, "projects"),
    ],
)
async def test_a_raw_request_is_known_by_its_path(
    router: respx.Router, clock: FakeClock, method: str, path: str, api: Api, named: str
) -> None:
    call = Call(method=method, path=path, api=api)
    async with holding(router, clock, {"accounting.contacts"}) as (xero, _):
        with pytest.raises(ScopeError) as raised:
            await xero.send(call, lambda reply: reply)
    assert raised.value.missing == (named,)
    assert router.calls.call_count == 0


@pytest.mark.parametrize(
    ("path", "api"),
    [
        ("/Setup", Api.ACCOUNTING),
        ("/Reports", Api.ACCOUNTING),
        ("/Reports/0f1e2d3c", Api.ACCOUNTING),
        ("/Employees", Api.ACCOUNTING),
        ("/", Api.ACCOUNTING),
        ("/Invoices%2F1", Api.ACCOUNTING),
        ("/Employees", Api.PAYROLL),
        ("/connections", Api.IDENTITY),
    ],
)
async def test_a_path_whose_scope_is_not_known_is_left_to_xero(path: str, api: Api) -> None:
    assert lacking(Call(method="GET", path=path, api=api), {"openid"}) == ()


async def test_xero_s_own_refusal_of_a_raw_request_names_the_scope_too(
    router: respx.Router, clock: FakeClock
) -> None:
    router.put("/Quotes").respond(401, json=NOT_ALLOWED)
    async with holding(router, clock, None) as (xero, _):
        with pytest.raises(ScopeError) as raised:
            await xero.send(Call(method="PUT", path="/Quotes"), lambda reply: reply)
    assert raised.value.missing == ("accounting.invoices",)
    assert "if it is there already" in raised.value.advice


async def test_a_scope_that_somebody_added_meanwhile_is_found_in_the_store(
    router: respx.Router, clock: FakeClock
) -> None:
    soon = clock.now() + timedelta(minutes=30)
    store = MemoryTokenStore(clock)
    store.save("acme", a_grant(expires_at=soon), ACME)
    connection = OAuth2Connection(store, "acme", clock=clock)
    granted = frozenset({"accounting.contacts", "accounting.invoices"})
    again = a_grant(expires_at=soon, access_token="access-9", scopes=granted)
    route = router.get("/Invoices").mock(return_value=invoices())
    async with httpx.AsyncClient(transport=httpx.MockTransport(router.async_handler)) as http:
        xero = XeroClient(connection, clock=clock, http=http)
        with pytest.raises(ScopeError):
            await xero.list_page(INVOICES)
        store.save("acme", again, ACME)
        assert (await xero.list_page(INVOICES))["records"]
    assert [call.request.headers["Authorization"] for call in route.calls] == ["Bearer access-9"]


def test_every_object_of_the_catalogue_is_opened_by_the_scope_of_its_row() -> None:
    for row in OBJECTS.values():
        assert row.read_scope in opening(Api.ACCOUNTING, f"/{row.path}", writes=False)
        written_with = opening(Api.ACCOUNTING, f"/{row.path}", writes=True)
        assert row.scope in written_with or row.scope.endswith(READ)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_the_sandbox_opens_each_endpoint_to_the_same_scopes(endpoint: str, method: str) -> None:
    ways = opening(Api.ACCOUNTING, f"/{endpoint}", writes=method == "PUT")
    restricted = {"accounting.journals", "accounting.journals.read", "accounting.budgets"}
    for scope in GRANULAR_SCOPES | restricted | {*ways}:
        opened = allows(frozenset({scope}), method, [endpoint])
        assert opened is (lacking(Call(method=method, path=f"/{endpoint}"), {scope}) == ()), scope


@given(
    st.sampled_from([f"/{endpoint}" for endpoint in ENDPOINTS] + ["/Other"]),
    st.sampled_from(["GET", "PUT"]),
    st.sets(st.sampled_from([*BROAD, "accounting.transactions", "accounting.settings.read"])),
)
def test_more_scopes_never_lack_more(path: str, method: str, held: set[str]) -> None:
    call = Call(method=method, path=path)
    fewer = set(list(held)[1:])
    assert set(lacking(call, held)) <= set(lacking(call, fewer))
    assert lacking(call, held | set(opening(Api.ACCOUNTING, path, writes=call.writes))) == ()
