"""Answers of 500 and above, to reads and to writes."""

from datetime import timedelta

import httpx
import pytest
import respx

from tests.api.wiring import HTML, INVOICE, invoices, keys_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.wire import Call
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import (
    GiveUpError,
    OutcomeUnknownError,
    UnavailableError,
    XeroComponentError,
)

FAULT_JSON = {"Title": "An error occurred", "Detail": "Object reference", "Status": 500}
FAULTS = [
    (httpx.Response(500, json=FAULT_JSON), "Object reference"),
    (httpx.Response(500, json={"Title": "An error occurred"}), "An error occurred"),
    (httpx.Response(500, content=HTML), "a web page titled 'Gateway sorry'"),
    (httpx.Response(500, content=b"<p>"), "a web page"),
    (httpx.Response(500), "500"),
    (httpx.Response(501, text="later"), "later"),
]
OFFLINE = "The Xero API is currently offline for maintenance"


@pytest.mark.parametrize(("answer", "said"), FAULTS)
async def test_a_fault_on_a_read_is_reported_not_repeated(
    xero: XeroClient, router: respx.Router, clock: FakeClock, answer: httpx.Response, said: str
) -> None:
    route = router.get(f"/Invoices/{INVOICE}").mock(return_value=answer)
    with pytest.raises(GiveUpError, match="Xero failed with 50") as raised:
        await xero.get(INVOICES, INVOICE)
    assert said in raised.value.message
    assert (route.call_count, clock.sleeps) == (1, [])


@pytest.mark.parametrize(("answer", "said"), FAULTS)
async def test_a_fault_on_a_write_leaves_the_outcome_unknown_and_is_not_repeated(
    xero: XeroClient, router: respx.Router, clock: FakeClock, answer: httpx.Response, said: str
) -> None:
    answer.headers["xero-correlation-id"] = "c-1"
    route = router.put("/Invoices").mock(return_value=answer)
    with pytest.raises(OutcomeUnknownError) as raised:
        await xero.create(INVOICES, {})
    assert said in raised.value.message
    assert raised.value.idempotency_key == keys_of(route)[0]
    assert raised.value.correlation_id == "c-1"
    assert (route.call_count, clock.sleeps) == (1, [])


UNAVAILABLE = [
    httpx.Response(502, content=HTML),
    httpx.Response(503, text=OFFLINE),
    httpx.Response(503, content=HTML),
    httpx.Response(504),
]


@pytest.mark.parametrize("answer", UNAVAILABLE, ids=lambda answer: str(answer.status_code))
async def test_an_unavailable_xero_is_read_from_again(
    xero: XeroClient, router: respx.Router, answer: httpx.Response
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = [answer, answer, invoices()]
    assert await xero.get(INVOICES, INVOICE) == {"InvoiceID": INVOICE}
    assert route.call_count == 3


@pytest.mark.parametrize("answer", UNAVAILABLE, ids=lambda answer: str(answer.status_code))
async def test_a_read_that_stays_unavailable_ends_after_five_requests(
    xero: XeroClient, router: respx.Router, answer: httpx.Response
) -> None:
    route = router.get(f"/Invoices/{INVOICE}").mock(return_value=answer)
    with pytest.raises(UnavailableError) as raised:
        await xero.get(INVOICES, INVOICE)
    assert raised.value.status == answer.status_code
    assert route.call_count == 5


async def test_an_announced_maintenance_is_no_doubt_about_a_write(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.put("/Invoices").respond(503, text=OFFLINE)
    with pytest.raises(UnavailableError, match="offline for maintenance"):
        await xero.create(INVOICES, {})
    assert route.call_count == 5
    assert len(set(keys_of(route))) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(502, content=HTML),
        httpx.Response(503, text="Service Unavailable"),
        httpx.Response(503, content=b"<html><title>503 Service Unavailable</title></html>"),
        httpx.Response(504),
    ],
)
async def test_a_gateway_in_between_leaves_a_write_in_doubt(
    xero: XeroClient, router: respx.Router, answer: httpx.Response
) -> None:
    route = router.put("/Invoices").mock(return_value=answer)
    with pytest.raises(OutcomeUnknownError) as raised:
        await xero.create(INVOICES, {})
    assert set(keys_of(route)) == {raised.value.idempotency_key}
    assert route.call_count == 5, "with the key it is safe to ask again"


async def test_a_maintenance_that_takes_hours_says_when_to_come_back(
    xero: XeroClient, router: respx.Router, clock: FakeClock
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.respond(503, text=OFFLINE, headers={"Retry-After": "3600"})
    with pytest.raises(UnavailableError) as raised:
        await xero.get(INVOICES, INVOICE)
    assert raised.value.retry_at == clock.now() + timedelta(hours=1)
    assert (route.call_count, clock.sleeps) == (1, [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(500), OutcomeUnknownError),
        (httpx.Response(502), OutcomeUnknownError),
        (httpx.ReadError("reset"), OutcomeUnknownError),
        (httpx.ReadTimeout("slow"), OutcomeUnknownError),
    ],
)
async def test_a_delete_in_doubt_is_never_repeated(
    xero: XeroClient,
    router: respx.Router,
    clock: FakeClock,
    answer: httpx.Response | Exception,
    kind: type[XeroComponentError],
) -> None:
    route = router.delete("/Items/i-1")
    route.side_effect = [answer]
    with pytest.raises(kind):
        await xero.send(Call(method="DELETE", path="/Items/i-1"), lambda reply: reply)
    assert (route.call_count, clock.sleeps) == (1, [])
    assert "Idempotency-Key" not in route.calls.last.request.headers
