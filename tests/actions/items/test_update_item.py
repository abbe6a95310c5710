from decimal import Decimal
from typing import Any

import pytest

from tests.actions.wire import CONTACT, INVOICE, Run, Wire, assert_authorised, assert_written
from xero_component.errors import InputError, NotFoundError

ITEM = INVOICE
SAVED = {"Items": [{"ItemID": ITEM, "Code": "C"}]}
UNTRACKED = {
    "ItemID": ITEM,
    "Code": "C",
    "SalesDetails": {"UnitPrice": 5, "AccountCode": "200", "TaxType": "OUTPUT"},
    "PurchaseDetails": {"UnitPrice": 2, "AccountCode": "310", "TaxType": "INPUT"},
    "IsTrackedAsInventory": False,
}
TRACKED = {
    "ItemID": ITEM,
    "Code": "C",
    "SalesDetails": {"UnitPrice": 5, "AccountCode": "200"},
    "PurchaseDetails": {"UnitPrice": 2, "COGSAccountCode": "310"},
    "InventoryAssetAccountCode": "630",
    "IsTrackedAsInventory": True,
}


async def element_sent(
    run: Run, wire: Wire, raw: dict[str, Any], before: dict[str, Any]
) -> dict[str, Any]:
    """Update an item that is there, and return what was sent of it beside its id."""
    wire.answer({"Items": [before]})
    wire.answer(SAVED)
    await run("update_item", item_id=ITEM, **raw)
    read, written = wire.sent
    assert read.line == f"GET /Items/{ITEM}"
    element = written.element
    assert element.pop("ItemID") == ITEM
    return element


async def test_an_item_is_posted_to_its_own_address(run: Run, wire: Wire):
    wire.answer(SAVED)

    assert await run("update_item", item_id=ITEM, name="Coffee") == SAVED["Items"][0]

    assert_written(wire.one)
    assert wire.one.line == f"POST /Items/{ITEM}"
    assert wire.one.query == {"unitdp": "4"}
    assert wire.one.body == {"Items": [{"ItemID": ITEM, "Name": "Coffee"}]}


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"item_code": "D"}, {"Code": "D"}),
        ({"name": ""}, {"Name": ""}),
        ({"name": None}, {"Name": None}),
        ({"description": None}, {"Description": None}),
        ({"purchase_description": ""}, {"PurchaseDescription": ""}),
        ({"is_sold": False}, {"IsSold": False}),
        ({"is_purchased": False}, {"IsPurchased": False}),
        ({"is_sold": True}, {"IsSold": True}),
        ({"inventory_asset_account_code": "630"}, {"InventoryAssetAccountCode": "630"}),
        ({"inventory_asset_account_code": None}, {"InventoryAssetAccountCode": None}),
        ({"optional_values": {"IsSold": False}}, {"IsSold": False}),
    ],
)
async def test_only_what_is_given_is_sent_and_false_is_given(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    wire.answer(SAVED)

    await run("update_item", item_id=ITEM, **raw)

    assert wire.one.element == {"ItemID": ITEM, **sent}


async def test_a_price_of_zero_is_sent_and_the_rest_of_its_side_stays(run: Run, wire: Wire):
    raw = {"sales_unit_price": 0}

    element = await element_sent(run, wire, raw, UNTRACKED)

    assert element == {"SalesDetails": {"UnitPrice": 0, "AccountCode": "200", "TaxType": "OUTPUT"}}
    assert_authorised(wire.sent[0])
    assert wire.sent[0].query == {"unitdp": "4"}


async def test_a_price_keeps_its_four_decimals_when_the_account_changes(run: Run, wire: Wire):
    wire.answer(
        content=b'{"Items": [{"SalesDetails": {"UnitPrice": 39.9995, "AccountCode": "200"}}]}'
    )
    wire.answer(SAVED)

    await run("update_item", item_id=ITEM, sales_account_code="260")

    sides = wire.sent[1].element["SalesDetails"]
    assert sides == {"UnitPrice": Decimal("39.9995"), "AccountCode": "260"}


async def test_an_untracked_item_keeps_the_account_of_its_purchases(run: Run, wire: Wire):
    element = await element_sent(run, wire, {"purchase_account_code": "429"}, UNTRACKED)

    assert element["PurchaseDetails"] == {"UnitPrice": 2, "AccountCode": "429", "TaxType": "INPUT"}


async def test_a_tracked_item_gets_it_as_cost_of_goods_sold(run: Run, wire: Wire):
    element = await element_sent(run, wire, {"purchase_account_code": "311"}, TRACKED)

    assert element == {"PurchaseDetails": {"UnitPrice": 2, "COGSAccountCode": "311"}}


async def test_the_price_of_a_tracked_item_leaves_its_cost_account(run: Run, wire: Wire):
    element = await element_sent(run, wire, {"purchase_unit_price": "3.5"}, TRACKED)

    assert element["PurchaseDetails"]["COGSAccountCode"] == "310"
    assert "AccountCode" not in element["PurchaseDetails"]


async def test_an_item_that_becomes_tracked_changes_the_kind_of_account(run: Run, wire: Wire):
    raw = {"inventory_asset_account_code": "630", "purchase_account_code": "310"}

    element = await element_sent(run, wire, raw, UNTRACKED)

    assert element["InventoryAssetAccountCode"] == "630"
    assert element["PurchaseDetails"]["COGSAccountCode"] == "310"
    assert element["PurchaseDetails"]["AccountCode"] is None


async def test_an_item_that_is_tracked_no_more_does_so_too(run: Run, wire: Wire):
    raw = {"inventory_asset_account_code": None, "purchase_account_code": "429"}

    element = await element_sent(run, wire, raw, TRACKED)

    assert element["InventoryAssetAccountCode"] is None
    assert element["PurchaseDetails"]["AccountCode"] == "429"
    assert element["PurchaseDetails"]["COGSAccountCode"] is None


@pytest.mark.parametrize("there", [None, {}, [], "200"])
async def test_an_item_without_that_side_gets_what_is_given(run: Run, wire: Wire, there: Any):
    before = {"ItemID": ITEM, "SalesDetails": there}

    element = await element_sent(run, wire, {"sales_tax_type": None}, before)

    assert element == {"SalesDetails": {"TaxType": None}}


async def test_nothing_is_written_where_the_item_is_not_there(run: Run, wire: Wire):
    wire.answer(status=404, content=b"")

    with pytest.raises(NotFoundError):
        await run("update_item", item_id=ITEM, sales_unit_price="1")

    assert wire.one.method == "GET"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, "give at least one field to change"),
        ({"optional_values": {}}, "give at least one field to change"),
        ({"item_code": None}, "item_code: cannot be cleared"),
        ({"item_code": ""}, "item_code: must not be empty"),
        ({"item_code": "x" * 31}, "item_code: must have at most 30 characters"),
        ({"is_sold": None}, "is_sold: cannot be cleared"),
        ({"is_sold": False, "sales_unit_price": 0}, "is_sold is false, so give no sales price"),
        ({"is_purchased": False, "purchase_account_code": "1"}, "is_purchased is false, so give"),
        ({"sales_unit_price": "1.23456"}, "sales_unit_price: has 5 decimals"),
        ({"sales_unit_price": True}, "sales_unit_price: must be a number"),
        (
            {"sales_unit_price": 1, "optional_values": {"SalesDetails": {}}},
            "Optional Values repeats SalesDetails",
        ),
        ({"optional_values": {"ItemID": CONTACT}}, "Optional Values repeats ItemID"),
    ],
)
async def test_input_that_cannot_be_right_is_refused_before_anything_is_sent(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("update_item", item_id=ITEM, **raw)

    assert wire.sent == []
