"""What the HTTP library really sends: the bytes of the request line, headers and body."""

from urllib.parse import parse_qsl

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from tests.api.wiring import BASE, INVOICE, TENANT, TOKEN, StubAuthorisation, client_of, invoices
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.dry_run import planned
from xero_component.api.endpoints import Endpoints
from xero_component.api.paging import Query
from xero_component.api.wire import Call, json_call, path_of
from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import ACCOUNTS, CONTACTS, INVOICES, ITEMS, PAYMENTS
from xero_component.core.context import DryRunStop, StepContext, Trace

AWKWARD = {
    "where": 'Name=="A & B + C" && Code!="#1"',
    "searchTerm": "50% 📎 שלום",
    "order": "Date DESC",
}


def of_request(router: respx.Router) -> httpx.Request:
    assert router.calls.call_count == 1
    request = router.calls.last.request
    assert isinstance(request, httpx.Request)
    return request


async def test_an_encoded_file_name_goes_over_the_wire_as_encoded(
    xero: XeroClient, router: respx.Router
) -> None:
    router.route().respond(200, content=b"%PDF")
    path = path_of("Invoices", INVOICE, "Attachments", "50%2F50 #1? ü📎.pdf")
    await xero.send(Call(method="GET", path=path), lambda reply: reply.content)
    assert of_request(router).url.raw_path == (
        b"/api.xro/2.0/Invoices/" + INVOICE.encode() + b"/Attachments/"
        b"50%252F50%20%231%3F%20%C3%BC%F0%9F%93%8E.pdf"
    )


async def test_a_query_arrives_as_it_was_meant(xero: XeroClient, router: respx.Router) -> None:
    router.route().respond(200, json={})
    call = Call(method="GET", path="/Accounts", query=AWKWARD)
    await xero.send(call, lambda reply: reply.content)
    url = of_request(router).url
    assert url.raw_path.isascii()
    assert url.fragment == ""
    assert dict(parse_qsl(url.query.decode(), strict_parsing=True)) == AWKWARD


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1), min_size=1, max_size=3))
def test_any_query_can_be_read_back_from_the_address(query: dict[str, str]) -> None:
    query = {
        name.encode("utf-8", "replace").decode(): value.encode("utf-8", "replace").decode()
        for name, value in query.items()
    }
    call = Call(method="GET", path="/Accounts", query=query)
    shown = planned(call, None, Endpoints(), None).url
    assert dict(parse_qsl(shown.partition("?")[2], keep_blank_values=True)) == query


async def test_a_dry_run_shows_the_address_and_headers_that_are_sent(
    xero: XeroClient, router: respx.Router
) -> None:
    router.route().respond(200, json={})
    call = json_call("POST", path_of("Invoices", "a/b %"), {"Total": "1"}, query=AWKWARD)
    context = StepContext(run_id="r", step_id="s")
    await xero.for_step(context, Trace()).send(call, lambda reply: reply)
    sent = of_request(router)
    dry = xero.for_step(StepContext(run_id="r", step_id="s", dry_run=True), Trace())
    with pytest.raises(DryRunStop) as stopped:
        await dry.send(call, lambda reply: reply)
    shown = stopped.value.request
    assert router.calls.call_count == 1, "a dry run sends nothing"
    assert (shown.method, shown.url) == (sent.method, str(sent.url))
    assert shown.body == {"Total": "1"}
    for name, value in shown.headers.items():
        if name != "Authorization":
            assert sent.headers[name] == value
    assert shown.headers["Authorization"] == "Bearer ********"


async def test_a_dry_run_describes_bytes_by_their_number(xero: XeroClient) -> None:
    dry = xero.for_step(StepContext(dry_run=True), Trace())
    call = Call(method="PUT", path="/F", body=b"\x00\x01", headers={"Content-Type": "image/png"})
    with pytest.raises(DryRunStop) as stopped:
        await dry.send(call, lambda reply: reply)
    assert stopped.value.request.body == "<2 bytes>"


async def test_a_call_carries_token_organisation_and_accept(
    xero: XeroClient, router: respx.Router
) -> None:
    router.get(f"/Invoices/{INVOICE}").mock(return_value=invoices())
    await xero.get(INVOICES, INVOICE)
    request = of_request(router)
    assert str(request.url) == f"{BASE}/Invoices/{INVOICE}?unitdp=4"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["xero-tenant-id"] == TENANT
    assert request.headers["Accept"] == "application/json"
    assert "gzip" in request.headers["Accept-Encoding"]
    assert "Idempotency-Key" not in request.headers
    assert request.content == b""


async def test_a_custom_connection_sends_no_tenant_header(
    router: respx.Router, clock: FakeClock
) -> None:
    router.route().mock(return_value=invoices())
    async with client_of(router, clock, StubAuthorisation(tenant_id=None)) as xero:
        await xero.get(INVOICES, INVOICE)
    assert "xero-tenant-id" not in of_request(router).headers


async def test_an_untenanted_api_gets_no_tenant_header(
    xero: XeroClient, router: respx.Router
) -> None:
    router.get("https://api.xero.com/connections").respond(200, json=[{"tenantName": "Acme"}])
    assert await xero.connections() == {"records": [{"tenantName": "Acme"}], "paging": None}
    request = of_request(router)
    assert "xero-tenant-id" not in request.headers
    assert str(request.url) == "https://api.xero.com/connections"


async def test_every_api_is_called_under_its_own_base(clock: FakeClock) -> None:
    router = respx.Router()
    router.route(host="api.xero.com").respond(200, json={})
    async with client_of(router, clock) as xero:
        for api in Api:
            await xero.send(Call(method="GET", path="/Thing", api=api), lambda reply: reply)
    addresses = [str(call.request.url) for call in router.calls]
    assert f"{BASE}/Thing" in addresses
    assert "https://api.xero.com/payroll.xro/1.0/Thing" in addresses
    assert len(set(addresses)) == len(Api)
    assert all(address.startswith("https://api.xero.com/") for address in addresses)


async def test_create_puts_one_record_and_asks_for_errors_per_element(
    xero: XeroClient, router: respx.Router
) -> None:
    router.put("/Invoices").mock(return_value=invoices())
    await xero.create(INVOICES, {"Type": "ACCREC", "LineItems": []})
    request = of_request(router)
    assert dict(request.url.params) == {"unitdp": "4", "summarizeErrors": "false"}
    assert request.content == b'{"Invoices":[{"Type":"ACCREC","LineItems":[]}]}'
    assert request.headers["Content-Type"] == "application/json"
    assert len(request.headers["Idempotency-Key"]) <= 128


async def test_what_was_not_given_is_not_sent_and_null_zero_and_false_are(
    xero: XeroClient, router: respx.Router
) -> None:
    router.post(f"/Items/{INVOICE}").respond(200, json={"Items": [{"ItemID": INVOICE}]})
    changes = {"IsSold": False, "Name": None, "Description": "", "QuantityOnHand": 0}
    await xero.update(ITEMS, INVOICE, changes)
    request = of_request(router)
    assert request.content == (
        b'{"Items":[{"ItemID":"'
        + INVOICE.encode()
        + b'","IsSold":false,"Name":null,"Description":"",'
        b'"QuantityOnHand":0}]}'
    )
    assert dict(request.url.params) == {"unitdp": "4"}


async def test_summarize_errors_is_left_out_where_xero_does_not_know_it(
    xero: XeroClient, router: respx.Router
) -> None:
    router.put("/Accounts").respond(200, json={"Accounts": [{"AccountID": "a"}]})
    await xero.create(ACCOUNTS, {"Code": "272"})
    assert of_request(router).url.query == b""


async def test_a_note_is_put_into_the_history(xero: XeroClient, router: respx.Router) -> None:
    route = router.put("/Payments/p-1/History")
    route.respond(200, json={"HistoryRecords": [{"Details": "ok"}]})
    note = await xero.add_note(PAYMENTS, "p-1", "Paid by 📎")
    assert note == {"Details": "ok"}
    assert of_request(router).content == ('{"HistoryRecords":[{"Details":"Paid by 📎"}]}'.encode())


async def test_modified_after_goes_out_as_utc_without_a_zone(
    xero: XeroClient, router: respx.Router, clock: FakeClock
) -> None:
    router.get("/Contacts").respond(200, json={"Contacts": []})
    await xero.list_page(CONTACTS, Query(page=2, page_size=50, modified_after=clock.now()))
    request = of_request(router)
    assert request.headers["If-Modified-Since"] == "2026-03-02T09:00:00"
    assert dict(request.url.params) == {"page": "2", "pageSize": "50"}


async def test_without_modified_after_the_header_is_absent_rather_than_empty(
    xero: XeroClient, router: respx.Router
) -> None:
    router.get("/Accounts").respond(200, json={"Accounts": []})
    await xero.list_page(ACCOUNTS)
    assert "If-Modified-Since" not in of_request(router).headers
