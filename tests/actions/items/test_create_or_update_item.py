from typing import Any

import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_written
from xero_component.core import StepContext
from xero_component.errors import InputError, ValidationError

SAVED = {"Items": [{"ItemID": "i", "Code": "C"}]}


async def test_one_item_is_posted_and_recognised_by_its_code(run: Run, wire: Wire):
    wire.answer(SAVED)

    assert await run("create_or_update_item", item_code="C", name="") == SAVED["Items"][0]

    assert_written(wire.one)
    assert wire.one.line == "POST /Items"
    assert wire.one.query == {"unitdp": "4", "summarizeErrors": "false"}
    assert wire.one.body == {"Items": [{"Code": "C", "Name": ""}]}


async def test_the_rest_of_a_side_that_is_there_stays(run: Run, wire: Wire):
    there = {
        "Code": 'C"1',
        "PurchaseDetails": {"UnitPrice": 2, "COGSAccountCode": "310"},
        "IsTrackedAsInventory": True,
    }
    wire.answer({"Items": [there]})
    wire.answer(SAVED)

    await run("create_or_update_item", item_code='C"1', purchase_unit_price=0)

    read, written = wire.sent
    assert read.line == "GET /Items"
    assert read.query == {"where": 'Code=="C\\"1"', "unitdp": "4"}
    assert written.element == {
        "Code": 'C"1',
        "PurchaseDetails": {"UnitPrice": 0, "COGSAccountCode": "310"},
    }


@pytest.mark.parametrize(
    ("raw", "side"),
    [
        ({"purchase_account_code": "310"}, {"AccountCode": "310"}),
        (
            {"purchase_account_code": "310", "inventory_asset_account_code": "630"},
            {"COGSAccountCode": "310"},
        ),
    ],
)
async def test_an_item_that_is_not_there_is_created_with_what_is_given(
    run: Run, wire: Wire, raw: dict[str, Any], side: dict[str, Any]
):
    wire.answer({"Items": []})
    wire.answer(SAVED)

    await run("create_or_update_item", item_code="C", **raw)

    assert wire.sent[1].element["PurchaseDetails"] == side


async def test_run_again_as_the_same_step_it_sends_the_same_key(run: Run, wire: Wire):
    for attempt in (1, 2):
        wire.answer({"Items": []})
        wire.answer(SAVED)
        context = StepContext(run_id="run", step_id="step", attempt=attempt)
        await run("create_or_update_item", context, item_code="C", sales_unit_price="1")

    _, first, _, second = wire.sent
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_an_item_that_xero_refuses_inside_a_200_is_an_error(run: Run, wire: Wire):
    errors = [{"Message": "Account code '1' is not a valid code for this item."}]
    wire.answer({"Items": [{"StatusAttributeString": "ERROR", "ValidationErrors": errors}]})

    with pytest.raises(ValidationError, match="Account code '1' is not a valid code"):
        await run("create_or_update_item", item_code="C", inventory_asset_account_code="1")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"item_code": None}, "item_code: must be text"),
        ({"is_sold": False, "sales_tax_type": "X"}, "is_sold is false, so give no sales price"),
        ({"optional_values": {"ItemID": CONTACT}}, "optional_values.ItemID must be left out"),
        ({"optional_values": {"Code": "D"}}, "Optional Values repeats Code"),
        (
            {"purchase_unit_price": 1, "optional_values": {"PurchaseDetails": {}}},
            "Optional Values repeats PurchaseDetails",
        ),
    ],
)
async def test_input_that_cannot_be_right_is_refused_before_anything_is_sent(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("create_or_update_item", **{"item_code": "C", **raw})

    assert wire.sent == []
