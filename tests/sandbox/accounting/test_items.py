from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import invoice, line

TRACKED = {
    "Code": "T-1",
    "InventoryAssetAccountCode": "630",
    "PurchaseDetails": {"COGSAccountCode": "310"},
}


def test_a_code_is_enough(xero):
    made = xero.create("Items", {"Code": "X1"})
    assert (made["IsSold"], made["IsPurchased"], made["IsTrackedAsInventory"]) == (
        True, True, False,
    )  # fmt: skip
    assert made["SalesDetails"] == made["PurchaseDetails"] == {}


def test_an_item_is_found_by_id_and_by_code(xero):
    made = xero.create("Items", {"Code": "X1", "Name": "Thing"})
    assert xero.one(f"Items/{made['ItemID']}") == xero.one("Items/x1") == made


def test_prices_keep_four_decimals_only_with_unitdp(xero):
    details = {"UnitPrice": "1.23456", "AccountCode": "200", "TaxType": "OUTPUT"}
    exact = xero.create("Items", {"Code": "X1", "SalesDetails": details}, unitdp="4")
    assert exact["SalesDetails"]["UnitPrice"] == Decimal("1.2346")
    assert xero.one("Items/X1")["SalesDetails"]["UnitPrice"] == Decimal("1.23")
    rounded = xero.create("Items", {"Code": "X2", "SalesDetails": details})
    again = xero.one(f"Items/{rounded['ItemID']}", unitdp="4")
    assert again["SalesDetails"]["UnitPrice"] == Decimal("1.23")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Code": None}, "Price List Item Code is required"),
        ({"Code": "  "}, "Price List Item Code is required"),
        ({"Code": "book"}, "Price List Item with Code 'book' already exists"),
        ({"Code": "x" * 31}, "The length of Code must be 30 characters or fewer"),
        ({"Name": "x" * 51}, "The length of Name must be 50 characters or fewer"),
        ({"Description": "x" * 4001}, "The length of Description must be 4000 characters or fewer"),
        (
            {"SalesDetails": {"AccountCode": "999"}},
            "Account code '999' is not a valid code for this item.",
        ),
        ({"SalesDetails": {"TaxType": "NOPE"}}, "The TaxType code 'NOPE' does not exist."),
        (
            {"InventoryAssetAccountCode": "630"},
            "A tracked item requires a COGSAccountCode in its PurchaseDetails",
        ),
        (
            {
                "InventoryAssetAccountCode": "630",
                "PurchaseDetails": {"COGSAccountCode": "310", "AccountCode": "310"},
            },
            "A tracked item must not have an AccountCode in its PurchaseDetails",
        ),
        (
            {
                "InventoryAssetAccountCode": "200",
                "PurchaseDetails": {"COGSAccountCode": "310"},
            },
            "Account code '200' is not an inventory asset account",
        ),
        (
            {"PurchaseDetails": {"COGSAccountCode": "310"}},
            "A COGSAccountCode requires an InventoryAssetAccountCode",
        ),
    ],
)
def test_what_is_wrong_with_an_item_is_said(xero, fields, message):
    before = xero.snapshot()
    reply = xero.put("Items", {"Code": "X1", **fields})
    assert reply.status == 400
    assert message in reply.messages
    assert xero.snapshot() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"IsSold": "perhaps"},
        {"SalesDetails": "cheap"},
        {"SalesDetails": {"UnitPrice": "cheap"}},
        {"Code": ["X1"]},
    ],
)
def test_values_of_the_wrong_kind_refuse_the_request(xero, fields):
    assert xero.put("Items", {"Code": "X1", **fields}).json["ErrorNumber"] == 14


def test_a_tracked_item_has_a_quantity_and_a_cost_pool(xero):
    made = xero.create("Items", TRACKED)
    assert made["IsTrackedAsInventory"] is True
    assert (made["QuantityOnHand"], made["TotalCostPool"]) == (0, 0)


def test_post_finds_an_item_by_its_code_or_creates_it(xero):
    changed = xero.update("Items", {"Code": "BOOK", "Name": "Renamed"})
    assert (changed["Name"], changed["SalesDetails"]["UnitPrice"]) == ("Renamed", Decimal("19.95"))
    assert xero.update("Items", {"Code": "NEW"})["Code"] == "NEW"


def test_an_update_keeps_what_is_left_out_also_inside_the_details(xero):
    changed = xero.update("Items/BOOK", {"SalesDetails": {"UnitPrice": 25}})
    assert changed["SalesDetails"] == {"UnitPrice": 25, "AccountCode": "200"}
    assert changed["Name"] == "Fish out of Water: Finding Your Brand"


def test_an_item_can_get_another_code(xero):
    before = xero.one("Items/BOOK")
    changed = xero.update(f"Items/{before['ItemID']}", {"Code": "BOOK-2"})
    assert (changed["ItemID"], changed["Code"]) == (before["ItemID"], "BOOK-2")
    assert xero.get("Items/BOOK").status == 404


def test_an_item_that_is_not_sold_loses_its_sale_fields(xero):
    changed = xero.update("Items/BOOK", {"IsSold": False})
    assert (changed["IsSold"], changed["SalesDetails"]) == (False, {})
    assert "Description" not in changed
    assert changed["PurchaseDetails"]["UnitPrice"] == Decimal("9.50")


def test_an_item_that_is_not_bought_loses_its_purchase_fields(xero):
    changed = xero.update("Items/GB1-WHITE", {"IsPurchased": False})
    assert (changed["PurchaseDetails"], changed["IsTrackedAsInventory"]) == ({}, False)
    assert "QuantityOnHand" not in changed


def test_null_clears_a_price(xero):
    changed = xero.update("Items/BOOK", {"SalesDetails": {"UnitPrice": None}})
    assert changed["SalesDetails"] == {"AccountCode": "200"}


def test_a_deleted_item_is_gone_and_answers_204(xero):
    made = xero.create("Items", {"Code": "X1"})
    reply = xero.call("DELETE", f"Items/{made['ItemID']}", headers={})
    assert (reply.status, reply.response.body) == (204, b"")
    assert xero.get(f"Items/{made['ItemID']}").status == 404
    assert xero.call("DELETE", f"Items/{made['ItemID']}").status == 404


def test_a_tracked_item_that_was_used_cannot_be_deleted(xero):
    xero.create("Items", TRACKED)
    xero.create("Invoices", invoice(LineItems=[line(ItemCode="T-1")]))
    reply = xero.call("DELETE", "Items/T-1")
    assert reply.status == 400
    assert reply.messages == ["A tracked item that has been used cannot be deleted."]
    assert xero.get("Items/T-1").status == 200


def test_items_have_no_attachments(xero):
    assert xero.get("Items/BOOK/Attachments").status == 404


def test_post_with_an_unknown_id_is_refused(xero):
    reply = xero.post("Items", {"ItemID": "11111111-2222-4333-8444-555555555555", "Code": "X"})
    assert reply.messages == ["The document with the supplied id was not found for this endpoint."]


def test_an_update_that_changes_nothing_does_not_move_the_stamp(xero):
    before = xero.one("Items/BOOK")
    xero.pass_time(hours=1)
    assert xero.update("Items/BOOK", {"Name": before["Name"]}) == before
    assert xero.update("Items/BOOK", {"Name": "New"})["UpdatedDateUTC"] != before["UpdatedDateUTC"]


@pytest.mark.parametrize(("sent", "kept"), [(None, True), ("False", False), (" TRUE ", True)])
def test_a_flag_may_be_written_as_text_and_null_is_the_default(xero, sent, kept):
    assert xero.create("Items", {"Code": "X1", "IsSold": sent})["IsSold"] is kept


def test_a_line_keeps_the_code_of_an_item_deleted_since(xero):
    made = xero.create("Invoices", invoice(Status="DRAFT", LineItems=[line(ItemCode="BOOK")]))
    (kept,) = made["LineItems"]
    xero.call("DELETE", "Items/BOOK")
    changed = xero.update(
        f"Invoices/{made['InvoiceID']}",
        {"LineItems": [{"LineItemID": kept["LineItemID"], "Quantity": 7}]},
    )
    assert changed["LineItems"][0]["ItemCode"] == "BOOK"
    assert changed["LineItems"][0]["Quantity"] == 7
