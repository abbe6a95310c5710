"""Changing, saving and deleting items over real HTTP, by the sandbox's rules."""

from decimal import Decimal

import pytest

from tests.conformance.world import World
from xero_component.errors import NotFoundError


async def test_a_price_is_changed_and_nothing_else_is_lost(world: World):
    before = await world.perform("get_item", item_id="TSS")

    after = await world.perform("update_item", item_id=before["ItemID"], sales_unit_price="41.0005")

    assert after["SalesDetails"] == {**before["SalesDetails"], "UnitPrice": Decimal("41.0005")}
    assert after["PurchaseDetails"] == before["PurchaseDetails"]
    assert after["Description"] == before["Description"]


async def test_a_price_of_zero_is_kept(world: World):
    item = await world.perform("get_item", item_id="BOOK")

    after = await world.perform(
        "update_item", item_id=item["ItemID"], sales_unit_price=0, purchase_unit_price=0
    )

    assert after["SalesDetails"]["UnitPrice"] == 0
    assert after["PurchaseDetails"]["UnitPrice"] == 0


async def test_an_item_that_is_not_sold_any_more_loses_its_sales_side_alone(world: World):
    item = await world.perform("get_item", item_id="BOOK")

    after = await world.perform("update_item", item_id=item["ItemID"], is_sold=False)

    assert after["IsSold"] is False
    assert after["SalesDetails"] == {}
    assert after["PurchaseDetails"] == item["PurchaseDetails"]


@pytest.mark.parametrize(
    ("code", "field"), [("GB1-WHITE", "COGSAccountCode"), ("BOOK", "AccountCode")]
)
async def test_the_purchase_account_goes_where_the_item_has_it(world: World, code: str, field: str):
    item = await world.perform("get_item", item_id=code)

    updated = await world.perform(
        "update_item", item_id=item["ItemID"], purchase_account_code="429"
    )
    saved = await world.perform(
        "create_or_update_item", item_code=code, purchase_account_code="310"
    )

    assert updated["PurchaseDetails"] == {**item["PurchaseDetails"], field: "429"}
    assert saved["PurchaseDetails"] == item["PurchaseDetails"]
    assert saved["ItemID"] == item["ItemID"]


async def test_an_item_becomes_tracked_and_untracked_again(world: World):
    item = await world.perform("get_item", item_id="BOOK")

    tracked = await world.perform(
        "update_item",
        item_id=item["ItemID"],
        inventory_asset_account_code="630",
        purchase_account_code="310",
    )
    untracked = await world.perform(
        "update_item",
        item_id=item["ItemID"],
        inventory_asset_account_code=None,
        purchase_account_code="310",
    )

    assert tracked["IsTrackedAsInventory"] is True
    assert tracked["PurchaseDetails"]["COGSAccountCode"] == "310"
    assert untracked["IsTrackedAsInventory"] is False
    assert untracked["PurchaseDetails"] == item["PurchaseDetails"]


async def test_saving_by_code_creates_once_and_then_changes(world: World):
    made = await world.perform("create_or_update_item", item_code="NEW 1/2", name="One")

    changed = await world.perform(
        "create_or_update_item", item_code="NEW 1/2", description="Two", sales_unit_price="0.0001"
    )

    assert changed["ItemID"] == made["ItemID"]
    assert (changed["Name"], changed["Description"]) == ("One", "Two")
    assert changed["SalesDetails"]["UnitPrice"] == Decimal("0.0001")


async def test_an_item_that_was_deleted_is_gone(world: World):
    item_id = await world.item()

    await world.perform("delete_item", item_id=item_id)

    with pytest.raises(NotFoundError):
        await world.perform("get_item", item_id=item_id)
