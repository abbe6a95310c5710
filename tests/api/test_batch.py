"""A batch on the wire: how it is cut, what it says of each record, and what it sends again."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.wiring import client_of
from tests.clocks import FakeClock
from xero_component.api import batch as batches
from xero_component.api.batch import LARGEST_BODY, PER_REQUEST, Batch
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import INVOICES, ITEMS
from xero_component.core import PlannedRequest, StepContext, Trace
from xero_component.core.context import DryRunStop
from xero_component.errors import InputError

Answer = Callable[[list[dict[str, Any]]], httpx.Response]


def saved(rows: Sequence[dict[str, Any]]) -> httpx.Response:
    return reply([{**row, "ItemID": f"id-{row['Code']}"} for row in rows])


def reply(rows: Sequence[dict[str, Any]]) -> httpx.Response:
    shown = [{"StatusAttributeString": "OK", **row} for row in rows]
    return httpx.Response(200, json={"Id": "1", "Status": "OK", "Items": shown})


def refused(row: dict[str, Any], *messages: str) -> dict[str, Any]:
    errors = [{"Message": text} for text in messages]
    return {**row, "ItemID": batches.NO_ID, "StatusAttributeString": "ERROR",
            "ValidationErrors": errors}  # fmt: skip


class Xero:
    """Keeps the requests, and answers them as a test wants it."""

    def __init__(self, answer: Answer = saved) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(json.loads(request.content)["Items"])

    @property
    def codes(self) -> list[list[str]]:
        return [[row["Code"] for row in json.loads(r.content)["Items"]] for r in self.requests]

    @property
    def keys(self) -> list[str]:
        return [request.headers["Idempotency-Key"] for request in self.requests]


def items(count: int) -> dict[int, dict[str, Any]]:
    return {index: {"Code": f"C{index}"} for index in range(count)}


async def run(
    xero: Xero,
    bodies: dict[int, dict[str, Any]],
    *,
    step: StepContext | None = None,
    clock: FakeClock | None = None,
) -> Any:
    client: XeroClient = client_of(xero, clock or FakeClock())
    if step is not None:
        client = client.for_step(step, Trace())
    batch = Batch(client, ITEMS, bodies, len(bodies))
    await batch.create(list(bodies))
    return batch.results()


async def test_fifty_go_into_one_request_and_the_order_stays():
    xero = Xero()
    told = await run(xero, items(120))

    assert [len(codes) for codes in xero.codes] == [50, 50, 20]
    assert [row["index"] for row in told["results"]] == list(range(120))
    assert [row["record"]["Code"] for row in told["results"]] == [f"C{n}" for n in range(120)]
    assert (told["created"], told["failed"], told["unknown"], told["not_sent"]) == (120, 0, 0, 0)
    assert told["stopped_by"] is None


async def test_errors_are_asked_for_each_record_and_prices_keep_four_decimals():
    xero = Xero()
    await run(xero, {0: {"Code": "A", "SalesDetails": {"UnitPrice": Decimal("0.1234")}}})

    [request] = xero.requests
    assert (request.method, request.url.path) == ("PUT", "/api.xro/2.0/Items")
    assert dict(request.url.params) == {"summarizeErrors": "false", "unitdp": "4"}
    assert b'"UnitPrice":0.1234' in request.content


async def test_a_request_stays_below_the_limit_of_its_size():
    xero = Xero()
    text = "x" * 400_000
    await run(xero, {n: {"Code": f"C{n}", "Description": text} for n in range(20)})

    assert [len(codes) for codes in xero.codes] == [8, 8, 4]
    assert max(len(request.content) for request in xero.requests) <= LARGEST_BODY


@given(sizes=st.lists(st.integers(0, 900), min_size=1, max_size=130))
def test_every_record_is_in_one_request_whatever_its_size(sizes: list[int]):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "LARGEST_BODY", 1_000)
        bodies = {n: {"D": "x" * size} for n, size in enumerate(sizes)}
        batch: Batch[Any] = Batch(client_of(Xero(), FakeClock()), ITEMS, bodies, len(bodies))
        chunks = list(batch._chunks(list(bodies)))

    assert [index for chunk in chunks for index in chunk] == list(bodies)
    for chunk in chunks:
        body = json.dumps({"Items": [bodies[n] for n in chunk]}, separators=(",", ":"))
        assert len(body) <= 1_000
        assert len(chunk) <= PER_REQUEST


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"Code": "B", "Description": "é" * 2_000_000}, "has 4,000,"),
        ({"Code": "B", "X": Decimal("NaN")}, "NaN is not a number"),
    ],
)
async def test_a_record_that_cannot_be_sent_is_named_before_anything_is_sent(
    body: dict[str, Any], said: str
):
    xero = Xero()
    with pytest.raises(InputError, match=rf"records\.1: .*{said}") as raised:
        await run(xero, {0: {"Code": "A"}, 1: body})

    assert [one.field for one in raised.value.problems] == ["records.1"]
    assert xero.requests == []


async def test_a_refused_record_carries_xero_s_messages_and_the_others_are_created():
    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        kept = [{**row, "ItemID": f"id-{row['Code']}"} for row in rows]
        kept[1] = refused(rows[1], "Code is taken.", "Name is too long.")
        kept[2]["Warnings"] = [{"Message": "No price."}]
        kept[2]["StatusAttributeString"] = "WARNING"
        return reply(kept)

    told = await run(Xero(answer), items(3))

    good, bad, warned = told["results"]
    assert good["record"]["ItemID"] == "id-C0"
    assert "messages" not in good
    assert bad == {
        "index": 1,
        "outcome": "failed",
        "messages": ["Code is taken.", "Name is too long."],
    }
    assert (warned["outcome"], warned["messages"]) == ("created", ["No price."])
    assert (told["created"], told["failed"]) == (2, 1)


async def test_a_record_without_status_and_id_is_unknown():
    told = await run(Xero(lambda rows: httpx.Response(200, json={"Items": rows})), items(1))

    assert told["results"][0]["outcome"] == "unknown"
    assert told["results"][0]["unknown_since"] == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize("shown", [0, 1, 51])
async def test_an_answer_with_another_number_of_records_is_unknown(shown: int):
    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        if len(rows) < PER_REQUEST:
            return saved(rows)
        return saved((rows * 2)[:shown])

    xero = Xero(answer)
    told = await run(xero, items(60))

    assert (told["created"], told["unknown"]) == (10, 50)
    assert f"holds {shown} Items for 50" in told["results"][0]["messages"][0]
    assert len(set(xero.keys)) == 2, "a repeat has the key of its first sending"


async def test_a_request_that_stays_unanswered_is_unknown_and_the_rest_goes_on():
    def answer(rows: list[dict[str, Any]]) -> httpx.Response:
        if rows[0]["Code"] == "C50":
            raise httpx.ReadError("reset")
        return saved(rows)

    clock = FakeClock()
    told = await run(Xero(answer), items(120), clock=clock)

    outcomes = [row["outcome"] for row in told["results"]]
    assert outcomes == ["created"] * 50 + ["unknown"] * 50 + ["created"] * 20
    assert "closed the connection" in told["results"][50]["messages"][0]
    assert told["results"][50]["unknown_since"] > "2026-03-02T09:00:05"
    assert told["stopped_by"] is None


async def test_the_same_step_gives_every_request_the_key_that_it_had():
    step = StepContext(run_id="r", step_id="s")
    first, again, other = Xero(), Xero(), Xero()
    await run(first, items(120), step=step)
    await run(again, items(120), step=step)
    await run(other, items(120), step=StepContext(run_id="r", step_id="t"))

    assert len(set(first.keys)) == 3
    assert again.keys == first.keys
    assert not set(other.keys) & set(first.keys)


async def test_equal_records_are_not_taken_for_repeats_of_each_other():
    xero = Xero()
    same = {n: {"Code": "SAME"} for n in range(100)}
    told = await run(xero, same, step=StepContext(run_id="r", step_id="s"))

    assert told["created"] == 100
    assert len(set(xero.keys)) == 2


async def test_a_dry_run_shows_the_first_request_and_sends_nothing():
    xero = Xero()
    with pytest.raises(DryRunStop) as stopped:
        await run(xero, items(60), step=StepContext(dry_run=True))

    request: PlannedRequest = stopped.value.request
    assert len(request.body["Items"]) == 50
    assert xero.requests == []


async def test_amounts_of_created_records_are_exact():
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"Invoices": [{"InvoiceID": "i", "Total": 0.1}]})

    batch = Batch(client_of(answer, FakeClock()), INVOICES, {0: {"Type": "ACCREC"}}, 1)
    await batch.create([0])
    told = batch.results()

    assert told["results"][0]["record"]["Total"] == Decimal("0.1")
