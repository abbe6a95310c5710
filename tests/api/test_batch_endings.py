"""A batch that Xero refuses as a whole, or that has to stop, loses nothing that is known."""

from typing import Any

import httpx
import pytest

from tests.api.test_batch import Xero, items, run, saved
from tests.clocks import FakeClock
from xero_component.errors import (
    GiveUpError,
    RateLimitError,
    ReconnectError,
    ScopeError,
    XeroComponentError,
)

DAY = httpx.Response(
    429, headers={"X-Rate-Limit-Problem": "day", "Retry-After": "3600"}, json={"Title": "no"}
)
SCOPE = httpx.Response(401, json={"Detail": "AuthorizationUnsuccessful"})
GONE = httpx.Response(403, json={"Detail": "AuthenticationUnsuccessful"})
MOVED = httpx.Response(302, headers={"Location": "https://elsewhere.example"})
OFFLINE = httpx.Response(503, text="The organisation is offline for maintenance")
UNREADABLE = {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": "Bad enum"}
STOPS = [
    (DAY, RateLimitError, "wait"),
    (OFFLINE, XeroComponentError, "wait"),
    (SCOPE, ScopeError, "ask_scope"),
    (GONE, ReconnectError, "reconnect"),
    (MOVED, GiveUpError, "give_up"),
]


def from_record(number: int, answer: httpx.Response) -> Any:
    """Save what comes before a record, and give this answer from then on."""

    def answered(rows: list[dict[str, Any]]) -> httpx.Response:
        if int(rows[0]["Code"][1:]) < number:
            return saved(rows)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return answered


@pytest.mark.parametrize(("answer", "error", "group"), STOPS)
async def test_what_follows_is_not_sent_and_says_why(
    answer: httpx.Response, error: type[Exception], group: str
):
    xero = Xero(from_record(50, answer))
    told = await run(xero, items(170))

    assert (told["created"], told["not_sent"]) == (50, 120)
    assert [row["outcome"] for row in told["results"][:51]] == ["created"] * 50 + ["not_sent"]
    assert told["stopped_by"]["group"] == group
    assert told["stopped_by"]["message"] in told["results"][169]["messages"][0]
    assert told["results"][169]["messages"][0].startswith("Not sent: ")
    assert {codes[0] for codes in xero.codes} == {"C0", "C50"}, "nothing is tried after it"


@pytest.mark.parametrize(("answer", "error", "_group"), STOPS)
async def test_an_error_before_anything_is_known_is_raised(
    answer: httpx.Response, error: type[Exception], _group: str
):
    with pytest.raises(error):
        await run(Xero(from_record(0, answer)), items(60))


async def test_the_end_of_a_day_limit_is_told_and_not_slept_on():
    clock = FakeClock()
    told = await run(Xero(from_record(50, DAY)), items(60), clock=clock)

    assert told["stopped_by"]["error"] == "RateLimitError"
    assert told["stopped_by"]["retry_at"] == "2026-03-02T10:00:00Z"
    assert clock.sleeps == []


async def test_a_minute_s_limit_is_waited_for():
    waits = [httpx.Response(429, headers={"X-Rate-Limit-Problem": "minute", "Retry-After": "7"})]

    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        return waits.pop() if waits and rows[0]["Code"] == "C50" else saved(rows)

    clock = FakeClock()
    told = await run(Xero(answer), items(60), clock=clock)

    assert told["created"] == 60
    assert sum(clock.sleeps) == 7


async def test_an_unexpected_error_leaves_its_own_request_unknown_and_keeps_what_is_known():
    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        if rows[0]["Code"] == "C50":
            raise RuntimeError("token abc")
        return saved(rows)

    told = await run(Xero(answer), items(120))

    assert (told["created"], told["unknown"], told["not_sent"]) == (50, 50, 20)
    assert "RuntimeError" in told["stopped_by"]["message"]
    assert "abc" not in str(told)


async def test_an_unexpected_error_before_anything_is_known_is_raised():
    def answer(_rows: list[dict[str, Any]]) -> httpx.Response:
        raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        await run(Xero(answer), items(60))


async def test_one_record_that_xero_cannot_read_does_not_take_the_others_with_it():
    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        if any(row["Code"] in {"C17", "C61"} for row in rows):
            return httpx.Response(400, json=UNREADABLE)
        return saved(rows)

    xero = Xero(answer)
    told = await run(xero, items(100))

    failed = [row["index"] for row in told["results"] if row["outcome"] == "failed"]
    assert failed == [17, 61]
    assert "Bad enum" in told["results"][17]["messages"][0]
    assert told["created"] == 98
    assert len(xero.requests) < 30
    accepted = [code for codes in xero.codes if not {"C17", "C61"} & set(codes) for code in codes]
    assert len(accepted) == len(set(accepted)) == 98


async def test_a_refusal_of_everything_does_not_use_up_the_day():
    xero = Xero(lambda rows: httpx.Response(400, json=UNREADABLE))
    told = await run(xero, items(1000))

    assert told["failed"] == 1000
    assert len(xero.requests) <= 20 + 2 * 30
    assert "One of 50 records that were sent together" in told["results"][999]["messages"][0]


async def test_messages_of_a_single_refused_record_are_xero_s_own():
    element = {"Code": "C0", "ValidationErrors": [{"Message": "Code is taken"}]}
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Elements": [element]}
    told = await run(Xero(lambda rows: httpx.Response(400, json=body)), items(1))

    assert told["results"][0]["messages"] == ["Code is taken"]


async def test_a_stop_while_a_refused_request_is_halved_ends_the_batch():
    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        if len(rows) == 50:
            return httpx.Response(400, json=UNREADABLE)
        if rows[0]["Code"] == "C12":
            return httpx.Response(429, headers=DAY.headers)
        return saved(rows)

    xero = Xero(lambda rows: httpx.Response(400) if len(rows) == 25 else answer(rows))
    told = await run(xero, items(50))

    assert [row["outcome"] for row in told["results"]] == ["created"] * 12 + ["not_sent"] * 38
    assert [len(codes) for codes in xero.codes] == [50, 25, 12, 13]
