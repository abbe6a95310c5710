from datetime import timedelta

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from tests.api.wiring import INVOICE, invoices, keys_of
from tests.clocks import START, FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.failures import limit_named, retry_after
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import RateLimitError


def limited(problem: str | None = None, retry_after: str | None = None) -> httpx.Response:
    headers = {"X-Rate-Limit-Problem": problem, "Retry-After": retry_after}
    given = {name: value for name, value in headers.items() if value is not None}
    return httpx.Response(429, headers=given, text="slow down")


@pytest.mark.parametrize(
    ("problem", "retry_after", "slept"),
    [
        ("minute", "13", 13.0),
        ("Minute", None, 60.0),
        ("appminute", "7", 7.0),
        ("AppMinute", None, 60.0),
        ("minute", "0", 0.0),
        (None, "5", 5.0),
    ],
)
async def test_a_minute_is_waited_for_as_long_as_xero_says(
    xero: XeroClient,
    router: respx.Router,
    clock: FakeClock,
    problem: str | None,
    retry_after: str | None,
    slept: float,
) -> None:
    route = router.put("/Invoices")
    route.side_effect = [limited(problem, retry_after), invoices()]
    await xero.create(INVOICES, {})
    assert clock.sleeps == [slept]
    assert len(set(keys_of(route))) == 1
    assert route.call_count == 2


async def test_concurrency_is_waited_out_shortly(
    xero: XeroClient, router: respx.Router, clock: FakeClock
) -> None:
    route = router.get(f"/Invoices/{INVOICE}")
    route.side_effect = [limited("concurrent"), limited("concurrent"), invoices()]
    await xero.get(INVOICES, INVOICE)
    first, second = clock.sleeps
    assert 0.375 <= first <= 0.625
    assert 0.75 <= second <= 1.25


async def test_a_limit_that_stays_is_an_error_with_the_time_to_come_back(
    xero: XeroClient, router: respx.Router, clock: FakeClock
) -> None:
    route = router.get(f"/Invoices/{INVOICE}").mock(return_value=limited("minute", "10"))
    with pytest.raises(RateLimitError) as raised:
        await xero.get(INVOICES, INVOICE)
    assert route.call_count == 5
    assert clock.sleeps == [10.0] * 4
    assert raised.value.retry_at == clock.now() + timedelta(seconds=10)
    assert raised.value.problem == "minute"


@pytest.mark.parametrize("problem", ["day", "daily", "DayLimit", "Day"])
async def test_a_day_limit_is_never_slept_on_and_later_calls_fail_at_once(
    xero: XeroClient, router: respx.Router, clock: FakeClock, problem: str
) -> None:
    route = router.route()
    route.mock(return_value=limited(problem, "36000"))
    with pytest.raises(RateLimitError) as raised:
        await xero.create(INVOICES, {})
    free_at = START + timedelta(hours=10)
    assert raised.value.problem == "day"
    assert raised.value.retry_at == free_at
    assert raised.value.as_dict()["retry_at"] == "2026-03-02T19:00:00+00:00"
    assert "2026-03-02 19:00:00 UTC" in raised.value.advice
    clock.advance(35_999)
    with pytest.raises(RateLimitError, match="nothing was sent") as again:
        await xero.get(INVOICES, INVOICE)
    assert again.value.retry_at == free_at
    assert (route.call_count, clock.sleeps) == (1, [])
    clock.advance(1)
    route.mock(return_value=invoices())
    await xero.get(INVOICES, INVOICE)
    assert route.call_count == 2


async def test_a_day_limit_without_a_time_is_an_error_without_one(
    xero: XeroClient, router: respx.Router, clock: FakeClock
) -> None:
    route = router.put("/Invoices").mock(return_value=limited("day"))
    for _ in range(2):
        with pytest.raises(RateLimitError) as raised:
            await xero.create(INVOICES, {})
        assert raised.value.retry_at is None
    assert (route.call_count, clock.sleeps) == (2, [])


@pytest.mark.parametrize("problem", ["minute", None, "surprise"])
async def test_a_wait_of_hours_is_never_slept_on_whatever_limit_it_is_for(
    xero: XeroClient, router: respx.Router, clock: FakeClock, problem: str | None
) -> None:
    route = router.put("/Invoices").mock(return_value=limited(problem, "7200"))
    with pytest.raises(RateLimitError) as raised:
        await xero.create(INVOICES, {})
    assert raised.value.retry_at == START + timedelta(hours=2)
    assert (route.call_count, clock.sleeps) == (1, [])
    route.mock(return_value=invoices())
    await xero.create(INVOICES, {})
    assert sum(clock.sleeps) <= 60, "a minute's window is a minute long, whatever was said"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("minute", "minute"),
        ("MinuteLimit", "minute"),
        ("day", "day"),
        ("daily", "day"),
        ("DayLimit", "day"),
        ("concurrent", "concurrent"),
        ("Concurrency", "concurrent"),
        ("appminute", "appminute"),
        ("App-Minute", "appminute"),
        ("", "request"),
        ("fortnight", "fortnight"),
    ],
)
def test_limits_are_known_by_every_spelling_seen(text: str, name: str) -> None:
    assert limit_named(text) == name


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("12", 12.0),
        (" 12.5 ", 12.5),
        ("0", 0.0),
        ("Mon, 02 Mar 2026 09:01:00 GMT", 60.0),
        ("Mon, 02 Mar 2026 09:01:00", 60.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("nan", None),
        ("9" * 30, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, START) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_does_harm(value: str) -> None:
    wait = retry_after({"retry-after": value}, START)
    assert wait is None or wait >= 0
