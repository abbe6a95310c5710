"""Batches over real HTTP: whatever goes wrong in the middle, nothing is there twice or lost."""

import json
import os
import random
from collections import Counter
from typing import Any

import pytest

from tests.end_to_end.conftest import World
from xero_component.component import component
from xero_component.core import StepContext, invoke, present
from xero_component.errors import WaitError

STEP = StepContext(run_id="run-1", step_id="import")
LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
DAY = 86_400
LOST = "reset-after*5@PUT /"
FAULTS = ("500", "502", "503-text", "504", "empty-200", "half-json", "html-200", "429-day",
          "reset-before", "reset-after")  # fmt: skip


async def send(world: World, key: str, step: StepContext = STEP, /, **raw: Any) -> Any:
    """Run a batch, and return its output as a host that stores it as JSON sees it."""
    return json.loads(present(await invoke(component, key, raw, world.xero, step)))


def outcomes(told: Any) -> Counter[str]:
    counts = Counter(row["outcome"] for row in told["results"])
    assert {name: told[name] for name in counts} == counts
    assert [row["index"] for row in told["results"]] == list(range(len(told["results"])))
    return counts


def orders(world: World, count: int) -> list[dict[str, Any]]:
    contact = world.books("Contacts")[0]["ContactID"]
    line = {"Description": "Work", "UnitAmount": "12.3456", "AccountCode": "200"}
    return [
        {
            "invoice_type": "ACCREC",
            "contact_id": contact,
            "invoice_status": "AUTHORISED",
            "date": "2026-11-02",
            "due_date": "2026-12-02",
            "reference": f"Order {number}",
            "line_items": [line],
        }
        for number in range(count)
    ]


def references(world: World) -> Counter[str]:
    rows = [str(row.get("Reference") or "") for row in world.books("Invoices")]
    return Counter(text for text in rows if text.startswith("Order "))


def second_request(world: World, *faults: str) -> None:
    """Let the first request of a batch pass, and strike those that follow."""
    world.fault("slow:0.001@PUT /")
    for fault in faults:
        world.fault(fault)


async def test_every_record_gets_its_own_result_and_numbers_follow_their_order(world: World):
    records = orders(world, 120)
    records[70] |= {"line_items": [{"Description": "x", "UnitAmount": 1, "AccountCode": "9999"}]}
    told = await send(world, "create_invoices", records=records)

    assert outcomes(told) == {"created": 119, "failed": 1}
    assert "9999" in told["results"][70]["messages"][0]
    made = [row["record"] for row in told["results"] if row["outcome"] == "created"]
    assert [row["Reference"] for row in made] == [f"Order {n}" for n in range(120) if n != 70]
    numbers = [row["InvoiceNumber"] for row in made]
    assert numbers == sorted(numbers)
    assert sum(references(world).values()) == 119
    assert len(world.requests("PUT", "/Invoices")) == 3


async def test_a_lost_answer_is_asked_for_again_and_nothing_is_doubled(world: World):
    second_request(world, "reset-after@PUT /Invoices")
    told = await send(world, "create_invoices", records=orders(world, 120))

    assert outcomes(told) == {"created": 120}
    assert set(references(world).values()) == {1}
    assert len(references(world)) == 120


async def test_the_same_step_run_again_gets_the_first_answers_back(world: World):
    records = orders(world, 120)
    second_request(world, LOST)
    told = await send(world, "create_invoices", records=records)
    assert outcomes(told) == {"created": 70, "unknown": 50}
    assert [row["outcome"] for row in told["results"]].index("unknown") == 50

    again = await send(world, "create_invoices", records=records)

    assert outcomes(again) == {"created": 120}
    assert Counter(references(world).values()) == {1: 120}
    ids = [row["record"]["InvoiceID"] for row in told["results"] if "record" in row]
    repeated = [again["results"][row["index"]] for row in told["results"] if "record" in row]
    assert [row["record"]["InvoiceID"] for row in repeated] == ids


@pytest.mark.parametrize(
    ("fault", "sent"), [(LOST, 0), ("reset-before*5@PUT /", 50), ("429-day@PUT /", 70)]
)
async def test_a_retry_sends_only_what_is_not_there(world: World, fault: str, sent: int):
    records = orders(world, 120)
    second_request(world, fault)
    told = await send(world, "create_invoices", records=records)
    world.sandbox.requests.clear()
    world.clock.advance(DAY)

    later = StepContext(run_id="run-1", step_id="retry")
    again = await send(world, "create_invoices", later, records=records, previous=told)

    assert outcomes(again) == {"created": 120}
    assert Counter(references(world).values()) == {1: 120}
    assert len(world.requests("PUT", "/Invoices")) == -(-sent // 50)
    assert [row["record"]["Reference"] for row in again["results"]] == [
        row["reference"] for row in records
    ]


async def test_a_failed_record_goes_through_once_it_is_put_right(world: World):
    records = [{"name": "Anna's"}, {"name": "Anna's"}, {"name": "Ben's"}]
    told = await send(world, "create_contacts", records=records)
    assert [row["outcome"] for row in told["results"]] == ["created", "failed", "created"]

    records[1] = {"name": "Anna's Sister"}
    again = await send(world, "create_contacts", records=records, previous=told["results"])

    assert outcomes(again) == {"created": 3}
    assert len(world.requests("PUT", "/Contacts")) == 2
    names = [row["Name"] for row in world.books("Contacts")]
    assert names.count("Anna's") == names.count("Anna's Sister") == names.count("Ben's") == 1


@pytest.mark.parametrize("fault", [LOST, "504*5@PUT /", "reset-before*5@PUT /"])
async def test_items_whose_answer_was_lost_are_there_once(world: World, fault: str):
    records = [{"item_code": f"B-{n}", "sales_unit_price": "0.1234"} for n in range(60)]
    second_request(world, fault)
    told = await send(world, "create_items", records=records)
    assert outcomes(told) == {"created": 50, "unknown": 10}

    again = await send(world, "create_items", records=records, previous=told)

    assert outcomes(again) == {"created": 60}
    codes = Counter(row["Code"] for row in world.books("Items") if row["Code"][:2] == "B-")
    assert Counter(codes.values()) == {1: 60}
    assert again["results"][59]["record"]["SalesDetails"]["UnitPrice"] == 0.1234


@pytest.mark.parametrize("fault", [LOST, "reset-before*5@PUT /"])
async def test_payments_whose_answer_was_lost_are_made_once(world: World, fault: str):
    made = await send(world, "create_invoices", records=orders(world, 60))
    bank = next(row for row in world.books("Accounts") if row["Type"] == "BANK")
    records = [
        {
            "invoice_id": row["record"]["InvoiceID"],
            "account_id": bank["AccountID"],
            "date": "2026-11-03",
            "amount": "5.00",
        }
        for row in made["results"]
    ]
    records.append({**records[0], "amount": "9999.00"})
    second_request(world, fault)
    told = await send(world, "pay_invoices", records=records)
    assert outcomes(told) == {"created": 50, "unknown": 11}

    later = StepContext(run_id="run-1", step_id="retry")
    again = await send(world, "pay_invoices", later, records=records, previous=told)

    assert outcomes(again) == {"created": 60, "failed": 1}
    assert "exceeds" in again["results"][60]["messages"][0]
    paid = {row["InvoiceID"]: row["AmountPaid"] for row in world.books("Invoices")}
    assert {paid[row["invoice_id"]] for row in records} == {5.0}


@pytest.mark.soak
@pytest.mark.timeout(1800 if LONG else 60)
@pytest.mark.parametrize("seed", range(40 if LONG else 3))
async def test_under_random_faults_every_record_is_saved_once_in_the_end(world: World, seed: int):
    dice = random.Random(seed)  # noqa: S311 - repeatable
    records = orders(world, dice.randint(90, 170))
    told: Any = None
    for attempt in range(12):
        step = StepContext(run_id=f"run-{seed}", step_id=str(attempt))
        for fault in dice.choices(FAULTS, k=dice.choice((0, 1, 3, 5))):
            world.fault(f"{fault}*{dice.choice((1, 1, 5))}@PUT /")
        for _again in range(dice.choice((1, 1, 2))):
            try:
                told = await send(world, "create_invoices", step, records=records, previous=told)
            except WaitError:
                continue
        world.sandbox.faults.clear()
        world.clock.advance(DAY)
        known = told["results"] if told else []
        there = references(world)
        assert set(there.values()) <= {1}, "nothing is doubled"
        created = {records[row["index"]]["reference"] for row in known
                   if row["outcome"] == "created"}  # fmt: skip
        unknown = {records[row["index"]]["reference"] for row in known
                   if row["outcome"] == "unknown"}  # fmt: skip
        assert created <= set(there), "nothing that is called created is missing"
        assert set(there) <= created | unknown, "nothing that is there is called failed"
        if len(created) == len(records):
            break
    told = await send(world, "create_invoices", StepContext(), records=records, previous=told)
    assert outcomes(told) == {"created": len(records)}
    assert Counter(references(world).values()) == {1: len(records)}
