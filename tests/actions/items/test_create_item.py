from typing import Any

import pytest

from tests.actions.wire import Run, Wire, assert_written
from xero_component.errors import InputError

SAVED = {"Items": [{"ItemID": "i", "Code": "C"}]}


async def element_sent(run: Run, wire: Wire, **raw: Any) -> dict[str, Any]:
    wire.answer(SAVED)
    await run("create_item", item_code="C", **raw)
    return wire.one.element


async def test_one_item_is_put_with_four_decimals(run: Run, wire: Wire):
    wire.answer(SAVED)

    assert await run("create_item", item_code="C") == SAVED["Items"][0]

    assert_written(wire.one)
    assert wire.one.line == "PUT /Items"
    assert wire.one.query == {"unitdp": "4", "summarizeErrors": "false"}
    assert wire.one.body == {"Items": [{"Code": "C"}]}


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"description": "d"}, {"Description": "d"}),
        ({"purchase_description": "d"}, {"PurchaseDescription": "d"}),
        ({"name": "n"}, {"Name": "n"}),
        ({"name": ""}, {"Name": ""}),
        ({"name": None}, {"Name": None}),
        ({"is_sold": False}, {"IsSold": False}),
        ({"is_sold": True}, {"IsSold": True}),
        ({"is_purchased": False}, {"IsPurchased": False}),
        ({"sales_account_code": "200"}, {"SalesDetails": {"AccountCode": "200"}}),
        ({"sales_tax_type": "OUTPUT"}, {"SalesDetails": {"TaxType": "OUTPUT"}}),
        ({"sales_account_code": None}, {"SalesDetails": {"AccountCode": None}}),
        ({"purchase_tax_type": ""}, {"PurchaseDetails": {"TaxType": ""}}),
        ({"purchase_account_code": "310"}, {"PurchaseDetails": {"AccountCode": "310"}}),
        (
            {"inventory_asset_account_code": "630", "purchase_account_code": "310"},
            {"InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310"}},
        ),
        (
            {"inventory_asset_account_code": None, "purchase_account_code": "310"},
            {"InventoryAssetAccountCode": None, "PurchaseDetails": {"AccountCode": "310"}},
        ),
    ],
)
async def test_each_input_is_sent_where_xero_keeps_it(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    assert await element_sent(run, wire, **raw) == {"Code": "C", **sent}


@pytest.mark.parametrize("price", ["0", "0.0001", "39.9995", "-1.50", "100"])
async def test_a_price_is_sent_digit_by_digit_and_zero_is_a_price(run: Run, wire: Wire, price: str):
    await element_sent(run, wire, sales_unit_price=price, purchase_unit_price=price)

    digits = f'"UnitPrice":{price}}}'.encode()
    assert wire.one.content.count(digits) == 2


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"is_sold": False, "sales_unit_price": 0}, "is_sold is false, so give no sales price"),
        ({"is_purchased": False, "purchase_tax_type": "X"}, "is_purchased is false, so give no"),
        ({"item_code": "x" * 31}, "item_code: must have at most 30 characters"),
        ({"item_code": ""}, "item_code: must not be empty"),
        ({"item_code": 5}, "item_code: must be text"),
        ({"name": "x" * 51}, "name: must have at most 50 characters"),
        ({"sales_unit_price": "1.23456"}, "sales_unit_price: has 5 decimals"),
        ({"sales_unit_price": "1e3"}, "sales_unit_price: must be a plain number"),
        ({"is_sold": "perhaps"}, "is_sold: must be a valid boolean"),
        ({"cogs_account_code": "310"}, "cogs_account_code: is not an input; did you mean"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("create_item", **{"item_code": "C", **raw})

    assert wire.sent == []
