from tests.actions.batches.answers import id_of, outcomes, sent_in, unknown
from tests.actions.wire import Run, Wire


async def test_zero_and_false_are_sent_and_absent_is_not(run: Run, wire: Wire):
    wire.answer({"Items": [{"ItemID": id_of(1), "Code": "A"}, {"ItemID": id_of(2), "Code": "B"}]})
    records = [
        {"item_code": "A", "sales_unit_price": 0, "is_purchased": False},
        {"item_code": "B", "purchase_account_code": "300", "inventory_asset_account_code": "630"},
    ]
    await run("create_items", records=records)

    assert wire.one.line == "PUT /Items"
    assert wire.one.query == {"summarizeErrors": "false", "unitdp": "4"}
    untracked, tracked = sent_in(wire, "Items")[0]
    assert untracked == {"Code": "A", "SalesDetails": {"UnitPrice": 0}, "IsPurchased": False}
    assert tracked["PurchaseDetails"] == {"COGSAccountCode": "300"}


async def test_an_unknown_one_is_looked_for_by_its_code(run: Run, wire: Wire):
    wire.answer({"Items": [{"ItemID": id_of(1), "Code": "a"}]})
    wire.answer({"Items": [{"ItemID": id_of(2), "Code": "B"}]})
    told = await run(
        "create_items",
        records=[{"item_code": "A"}, {"item_code": "B"}],
        previous=[unknown(0), unknown(1)],
    )

    assert wire.sent[0].line == "GET /Items"
    assert sent_in(wire, "Items") == [[{"Code": "B"}]]
    assert outcomes(told) == ["created", "created"]


async def test_amounts_of_a_record_that_a_host_stored_stay_exact(run: Run, wire: Wire):
    stored = {"ItemID": id_of(1), "Code": "A", "SalesDetails": {"UnitPrice": 0.1}}
    earlier = [{"index": 0, "outcome": "created", "record": stored}]
    told = await run("create_items", records=[{"item_code": "A"}], previous=earlier)

    assert str(told["results"][0]["record"]["SalesDetails"]["UnitPrice"]) == "0.1"
