"""Limits: these tests use up the minute, so they run beside the client."""

import anyio
import httpx

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from xero_component.api.failures import CORRELATION_HEADER, limit_named
from xero_component.catalogue.apis import Api

MINUTE = 60
AT_ONCE = 5


async def burst(demo: DemoCompany, path: str, count: int) -> list[httpx.Response]:
    """Send several reads at the same time, and repeat none."""
    responses: list[httpx.Response] = []

    async def send() -> None:
        responses.append(await demo.bare("GET", path, patient=False))

    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(send)
    return responses


@settles("A-015", "Every answer of the accounting API tells what is left of the limits.")
async def test_answers_tell_what_is_left(demo: DemoCompany) -> None:
    headers = (await demo.bare("GET", "/Organisation")).headers
    for name in ("X-MinLimit-Remaining", "X-AppMinLimit-Remaining", "X-DayLimit-Remaining"):
        assert headers[name].isdecimal(), name


@settles("A-022", "Every answer carries Xero-Correlation-Id, which support asks for.")
async def test_answers_carry_a_correlation_id(demo: DemoCompany) -> None:
    good = await demo.bare("GET", "/Organisation")
    bad = await demo.bare("GET", "/Invoices", params={"where": "NoSuchField==1"})
    assert good.headers.get(CORRELATION_HEADER)
    assert bad.headers.get(CORRELATION_HEADER)


@settles("A-021", "The list of connections is outside the limits: its answers tell of none.")
async def test_connections_are_not_counted(demo: DemoCompany) -> None:
    response = await demo.bare("GET", "/connections", api=Api.IDENTITY)
    assert "X-MinLimit-Remaining" not in response.headers


@settles("A-017", "More than five calls at once are refused as concurrent, without a wait.")
async def test_too_many_at_once_are_refused_without_a_wait(demo: DemoCompany) -> None:
    refused = [r for r in await burst(demo, "/Currencies", 12) if r.status_code == 429]
    assert refused, "none of twelve was refused"
    for response in refused:
        assert limit_named(response.headers.get("X-Rate-Limit-Problem", "")) == "concurrent"
        assert "Retry-After" not in response.headers


@settles("A-016", "A used-up minute is 429 with X-Rate-Limit-Problem minute and Retry-After.")
async def test_used_up_minute_is_named_and_says_how_long(demo: DemoCompany) -> None:
    response = await used_up(demo)
    problem = response.headers.get("X-Rate-Limit-Problem", "")
    assert limit_named(problem) == "minute", problem
    assert 0 < float(response.headers["Retry-After"]) <= MINUTE


@settles("A-109", "A 429 has the body of Xero's gateway: JSON with Title, Status and Detail.")
async def test_limit_is_said_in_json(demo: DemoCompany) -> None:
    body = (await used_up(demo)).json()
    assert body["Status"] == 429
    assert {"Title", "Detail"} <= set(body)


async def used_up(demo: DemoCompany) -> httpx.Response:
    """Call until the minute is used up, and return the first refusal."""
    for _ in range(0, MINUTE + AT_ONCE, AT_ONCE - 1):
        for response in await burst(demo, "/Organisation", AT_ONCE - 1):
            if response.status_code == 429:
                return response
    raise AssertionError(f"more than {MINUTE} calls in a minute were answered")
