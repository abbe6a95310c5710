import anyio
import httpx
import pytest
import respx

from tests.api.wiring import INVOICE, client_of, invoices
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.retry import RetryPolicy
from xero_component.api.wire import Call
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import GiveUpError, UnavailableError

LOSSES = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("no route"),
    httpx.PoolTimeout("busy"),
    httpx.ReadTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: type(loss).__name__)
async def test_a_read_is_sent_again_after_a_short_wait(
    xero: XeroClient, router: respx.Router, clock: FakeClock, loss: Exception
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = [loss, invoices()]
    assert await xero.get(INVOICES, INVOICE) == {"InvoiceID": INVOICE}
    assert route.call_count == 2
    (slept,) = clock.sleeps
    assert 0.375 <= slept <= 0.625


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: type(loss).__name__)
async def test_a_read_that_never_gets_through_ends_with_doubled_waits(
    xero: XeroClient, router: respx.Router, clock: FakeClock, loss: Exception
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = loss
    with pytest.raises(UnavailableError) as raised:
        await xero.get(INVOICES, INVOICE)
    assert route.call_count == 5
    for slept, middle in zip(clock.sleeps, [0.5, 1, 2, 4], strict=True):
        assert 0.75 * middle <= slept <= 1.25 * middle
    assert raised.value.group == "wait"


async def test_retry_after_on_a_503_is_obeyed_to_the_second(
    xero: XeroClient, router: respx.Router, clock: FakeClock
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = [httpx.Response(503, headers={"Retry-After": "17"}), invoices()]
    await xero.get(INVOICES, INVOICE)
    assert clock.sleeps == [17.0]


async def test_with_no_retries_there_is_one_request(router: respx.Router, clock: FakeClock) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = httpx.ReadError("reset")
    async with client_of(router, clock, retry=RetryPolicy(retries=0)) as xero:
        with pytest.raises(UnavailableError):
            await xero.get(INVOICES, INVOICE)
    assert (route.call_count, clock.sleeps) == (1, [])


async def test_an_answer_slower_than_the_whole_time_allowed_is_cut_off(
    router: respx.Router, clock: FakeClock
) -> None:
    sent: list[httpx.Request] = []

    async def never(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        await anyio.sleep_forever()
        raise AssertionError

    router.get("/Slow").side_effect = never
    async with client_of(router, clock, retry=RetryPolicy(retries=1)) as xero:
        call = Call(method="GET", path="/Slow", timeout=0.01)
        with pytest.raises(UnavailableError, match="did not answer in time"):
            await xero.send(call, lambda reply: reply)
    assert len(sent) == 2


async def test_a_time_set_for_a_call_holds_for_every_phase_of_it(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.get("/Slow").respond(200)
    await xero.send(Call(method="GET", path="/Slow", timeout=240), lambda reply: reply)
    assert route.calls.last.request.extensions["timeout"]["read"] == 240


async def test_what_http_itself_forbids_is_not_repeated(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.get("/Odd")
    route.side_effect = httpx.LocalProtocolError(
        "Illegal header value b'Bearer eyJ-first-token\\n'"
    )
    with pytest.raises(GiveUpError, match="cannot be sent") as raised:
        await xero.send(Call(method="GET", path="/Odd"), lambda reply: reply)
    assert route.call_count == 1
    assert "eyJ" not in str(raised.value)
