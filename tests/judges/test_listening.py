"""What is brought before the judge: the component's own requests, and the sandbox's answers."""

from collections.abc import Iterable
from typing import Any

import httpx
import pytest
import respx

from tests.clocks import FakeClock
from tests.judges.judge import Bench
from tests.judges.listening import Hearing, listen_to_the_component, listen_to_the_sandbox
from tests.sandbox.accounting.client import LedgerClient, new_client
from tests.sandbox.fake_ledger import FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.wire import Call
from xero_component.catalogue.objects import INVOICES
from xero_component.component import component
from xero_component.connections import list_tenants
from xero_component.core import invoke
from xero_component.sandbox import Fault, Sandbox

TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
API = "https://api.xero.com/api.xro/2.0"


class Recorder(Bench):
    """Finds everything worth telling."""

    def __init__(self) -> None:
        """Read no documents."""

    def request(
        self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> list[str]:
        tenant = dict(headers).get("xero-tenant-id", "no tenant")
        return [f"{method} {url} for {tenant}: {body.decode()}"]

    def answer(
        self, method: str, path: str, status: int, media_type: str, body: bytes
    ) -> list[str]:
        return [f"{method} {path} -> {status} {media_type.partition(';')[0]}"]


class Held:
    """An authorisation that holds one token."""

    tenant_id: str | None = TENANT
    scopes: frozenset[str] | None = None

    async def access_token(self, *, rejected: str | None = None) -> str:
        return "token"


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch) -> Hearing:
    hearing = Hearing(Recorder())
    listen_to_the_component(hearing, monkeypatch)
    listen_to_the_sandbox(hearing, monkeypatch)
    return hearing


@pytest.fixture
async def xero(respx_mock: respx.MockRouter) -> Any:
    respx_mock.get(f"{API}/Items").respond(200, json={"Items": []})
    respx_mock.route().respond(200, json={"Invoices": [{"InvoiceID": TENANT}]})
    async with XeroClient(Held(), clock=FakeClock()) as xero:
        yield xero


async def test_an_action_is_heard_as_it_went_out(hearing: Hearing, xero: XeroClient) -> None:
    await invoke(component, "get_invoice", {"invoice_id": TENANT}, xero)
    assert hearing.take() == [f"GET {API}/Invoices/{TENANT}?unitdp=4 for {TENANT}: "]
    assert hearing.take() == []


async def test_a_lost_request_is_heard_as_well(
    hearing: Hearing, xero: XeroClient, respx_mock: respx.MockRouter
) -> None:
    respx_mock.routes.clear()
    respx_mock.route().mock(side_effect=httpx.ReadError("lost"))
    raw = {"name": "Acme"}
    with pytest.raises(Exception, match="closed the connection"):
        await invoke(component, "create_contact", raw, xero)
    found = hearing.take()
    assert found
    assert all('{"Contacts":[{"Name":"Acme"}]}' in line for line in found)


async def test_the_list_of_tenants_is_heard(hearing: Hearing, respx_mock: respx.MockRouter) -> None:
    respx_mock.get("https://api.xero.com/connections").respond(200, json=[])
    await list_tenants("opaque", None, Endpoints(), FakeClock())
    assert hearing.take() == ["GET https://api.xero.com/connections for no tenant: "]


async def test_what_a_test_words_itself_is_not_heard(hearing: Hearing, xero: XeroClient) -> None:
    await xero.send(Call(method="GET", path="/Nothing"), lambda reply: reply)
    await xero.update(INVOICES, "no-id", {"Stutus": "PAID"})
    await invoke(component, "raw_request", {"url": "/Nothing", "method": "GET"}, xero)
    async with httpx.AsyncClient() as http:
        await http.get(f"{API}/Nothing")
    assert hearing.take() == []


def test_the_ledger_is_heard(hearing: Hearing) -> None:
    xero: LedgerClient = new_client()
    xero.get("Organisation")
    xero.get("Invoices/A%2FB 1")
    found, missed = hearing.take()
    assert found == "GET /api.xro/2.0/Organisation -> 200 application/json"
    assert missed.startswith("GET /api.xro/2.0/Invoices/A%252FB%201 -> 404 ")


async def answers_of(sandbox: Sandbox, *paths: str) -> None:
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        app = OAuthClient(http, tenant_id=sandbox.tenants[0]["id"])
        await app.connect()
        for path in paths:
            await app.call("GET", path, headers={"Accept": "application/json"})


async def test_the_sandbox_is_heard_over_http_but_for_its_faults(hearing: Hearing) -> None:
    sandbox = Sandbox(faults=[Fault("500", match="GET /Invoices")])
    await answers_of(sandbox, "/connections", "/Invoices", "/Contacts")
    found = hearing.take()
    assert "GET /connections -> 200 application/json" in found
    assert "GET /api.xro/2.0/Contacts -> 200 application/json" in found
    assert not any("/Invoices" in line for line in found)


async def test_a_ledger_that_a_test_puts_in_is_not_xero_s(hearing: Hearing) -> None:
    await answers_of(Sandbox(ledger=FakeLedger()), "/connections", "/Contacts")
    found = hearing.take()
    assert "GET /connections -> 200 application/json" in found
    assert not any("Contacts" in line for line in found)
