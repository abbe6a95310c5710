import anyio
import httpx
import pytest
import respx

from tests.api.wiring import (
    EXPIRED,
    INVOICE,
    NOT_ALLOWED,
    TENANT,
    StubAuthorisation,
    client_of,
    invoices,
    keys_of,
)
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.limits import BudgetKey, Limits
from xero_component.api.retry import RetryPolicy
from xero_component.api.wire import json_call
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import (
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    UnavailableError,
    ValidationError,
)

RESET = httpx.ReadError("reset")
OFFLINE = httpx.Response(503, text="offline for maintenance")


async def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_body(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [RESET, httpx.ReadTimeout("slow"), httpx.Response(502), invoices()]
    assert await xero.create(INVOICES, {"Type": "ACCREC"}) == {"InvoiceID": INVOICE}
    assert route.call_count == 4
    assert len(set(keys_of(route))) == 1
    assert len({call.request.content for call in route.calls}) == 1


async def test_a_write_that_was_never_sent_is_only_unavailable(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.put("/Invoices")
    route.side_effect = httpx.ConnectError("refused")
    with pytest.raises(UnavailableError, match="cannot be reached"):
        await xero.create(INVOICES, {})
    assert route.call_count == 5


@pytest.mark.parametrize(
    "then",
    [
        httpx.ConnectError("refused"),
        OFFLINE,
        httpx.Response(429, headers={"X-Rate-Limit-Problem": "minute", "Retry-After": "20"}),
        httpx.Response(429, headers={"X-Rate-Limit-Problem": "day", "Retry-After": "36000"}),
        httpx.Response(401, json=NOT_ALLOWED),
        httpx.Response(401, json=EXPIRED),
        httpx.Response(403, json={"Detail": "AuthenticationUnsuccessful"}),
        httpx.Response(302, headers={"Location": "https://login.xero.com"}),
        httpx.Response(500, text="oops"),
        httpx.Response(200, text="<html>"),
    ],
    ids=["connect", "503", "minute", "day", "scope", "expired", "403", "302", "500", "200"],
)
async def test_after_a_lost_answer_being_turned_away_proves_nothing(
    router: respx.Router, clock: FakeClock, then: httpx.Response | Exception
) -> None:
    answers = iter([RESET])

    def answer(request: httpx.Request) -> httpx.Response:
        found = next(answers, then)
        if isinstance(found, Exception):
            raise found
        return found

    route = router.put("/Invoices")
    route.side_effect = answer
    tokens = StubAuthorisation(*(f"t-{number}" for number in range(20)))
    async with client_of(router, clock, tokens) as xero:
        with pytest.raises(OutcomeUnknownError) as raised:
            await xero.create(INVOICES, {})
    assert set(keys_of(route)) == {raised.value.idempotency_key}
    assert route.call_count >= 2


async def test_after_a_lost_answer_a_day_limit_met_by_another_call_proves_nothing(
    router: respx.Router, clock: FakeClock
) -> None:
    limits = Limits(clock=clock)

    async def answer(request: httpx.Request) -> httpx.Response:
        async with limits.slot(BudgetKey(TENANT)) as other:
            other.refused("day", 3600)
        raise RESET

    route = router.put("/Invoices")
    route.side_effect = answer
    async with client_of(router, clock, limits=limits) as xero:
        with pytest.raises(OutcomeUnknownError, match="day limit") as raised:
            await xero.create(INVOICES, {})
    assert raised.value.idempotency_key == keys_of(route)[0]
    assert route.call_count == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            httpx.Response(400, json={"Type": "ValidationException", "Message": "no"}),
            ValidationError,
        ),
        (httpx.Response(404, text="gone"), NotFoundError),
    ],
)
async def test_after_a_lost_answer_a_judgement_of_the_request_itself_settles_it(
    xero: XeroClient, router: respx.Router, answer: httpx.Response, kind: type[Exception]
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [RESET, answer]
    with pytest.raises(kind):
        await xero.create(INVOICES, {})
    assert route.call_count == 2


async def test_a_write_turned_away_by_the_minute_is_only_limited(
    xero: XeroClient, router: respx.Router
) -> None:
    route = router.put("/Invoices").respond(429, headers={"X-Rate-Limit-Problem": "minute"})
    with pytest.raises(RateLimitError):
        await xero.create(INVOICES, {})
    assert len(set(keys_of(route))) == 1


@pytest.mark.parametrize(("took", "requests"), [(290.0, 2), (299.9, 1), (400.0, 1)])
async def test_a_lost_answer_is_asked_for_only_while_xero_keeps_the_key(
    router: respx.Router, clock: FakeClock, took: float, requests: int
) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        clock.advance(took)
        raise httpx.ReadTimeout("slow")

    route = router.put("/Invoices")
    route.side_effect = slow
    async with client_of(router, clock) as xero:
        with pytest.raises(OutcomeUnknownError):
            await xero.create(INVOICES, {})
    assert route.call_count == requests


async def test_a_repeat_held_up_by_the_limits_is_not_sent_after_the_window(
    router: respx.Router, clock: FakeClock
) -> None:
    limits = Limits(clock=clock)

    async def slow(request: httpx.Request) -> httpx.Response:
        clock.advance(270)
        async with limits.slot(BudgetKey(TENANT)) as other:
            other.refused("minute", 60)
        raise httpx.ReadTimeout("slow")

    route = router.put("/Invoices")
    route.side_effect = slow
    async with client_of(router, clock, limits=limits) as xero:
        with pytest.raises(OutcomeUnknownError) as raised:
            await xero.create(INVOICES, {})
    assert route.call_count == 1
    assert raised.value.idempotency_key == keys_of(route)[0]


async def test_an_answer_slower_than_the_time_allowed_is_an_unknown_outcome(
    router: respx.Router, clock: FakeClock
) -> None:
    sent: list[httpx.Request] = []

    async def never(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        await anyio.sleep_forever()
        raise AssertionError

    router.post("/Slow").side_effect = never
    async with client_of(router, clock, retry=RetryPolicy(retries=0)) as xero:
        with pytest.raises(OutcomeUnknownError, match="did not answer in time"):
            await xero.send(json_call("POST", "/Slow", {}, timeout=0.01), lambda reply: reply)
    assert len(sent) == 1
