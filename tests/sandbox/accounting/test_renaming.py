"""An account or item that gets another code keeps its lines, and they show the new one."""

import pytest

from tests.sandbox.accounting.client import invoice, line
from tests.sandbox.accounting.credits import credit_note, prepaid, received

TRACKED = {
    "Code": "T-1",
    "InventoryAssetAccountCode": "630",
    "PurchaseDetails": {"COGSAccountCode": "310"},
}


@pytest.fixture
def account(xero):
    return xero.create("Accounts", {"Code": "777", "Name": "Fresh", "Type": "REVENUE"})


def renamed(xero, account, code="778"):
    xero.pass_time(seconds=1)
    return xero.update(f"Accounts/{account['AccountID']}", {"Code": code})


def test_lines_show_the_new_code_of_their_account(xero, account):
    lines = [line(AccountCode="777"), line(AccountCode="200")]
    before = xero.create("Invoices", invoice(LineItems=lines))

    renamed(xero, account)

    after = xero.one(f"Invoices/{before['InvoiceID']}")
    assert [one["AccountCode"] for one in after["LineItems"]] == ["778", "200"]
    assert after["LineItems"][0]["AccountID"] == account["AccountID"]
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


def test_an_invoice_read_after_the_renaming_can_be_sent_back(xero, account):
    made = xero.create("Invoices", invoice(Status="DRAFT", LineItems=[line(AccountCode="777")]))
    renamed(xero, account)
    path = f"Invoices/{made['InvoiceID']}"

    sent_back = xero.update(path, {"LineItems": xero.one(path)["LineItems"], "Reference": "R"})

    assert sent_back["LineItems"][0]["AccountCode"] == "778"


def test_items_and_contacts_name_the_new_code(xero, account):
    sale = {"AccountCode": "777", "UnitPrice": "5"}
    item = xero.create("Items", {"Code": "X1", "SalesDetails": sale})
    contact = xero.create("Contacts", {"Name": "Z", "SalesDefaultAccountCode": "777"})

    renamed(xero, account)

    assert xero.one(f"Items/{item['ItemID']}")["SalesDetails"]["AccountCode"] == "778"
    assert xero.one(f"Contacts/{contact['ContactID']}")["SalesDefaultAccountCode"] == "778"
    made = xero.create("Invoices", invoice(LineItems=[{"ItemCode": "X1", "Description": "x"}]))
    assert made["LineItems"][0]["AccountCode"] == "778"


def test_an_account_that_an_item_names_cannot_be_deleted_after_the_renaming(xero, account):
    xero.create("Items", {"Code": "X1", "SalesDetails": {"AccountCode": "777"}})
    renamed(xero, account)

    reply = xero.call("DELETE", f"Accounts/{account['AccountID']}")

    assert reply.status == 400
    assert "in use" in reply.messages[0]


def test_the_new_code_of_one_account_is_free_again_for_another(xero, account):
    made = xero.create("Invoices", invoice(LineItems=[line(AccountCode="777")]))
    renamed(xero, account)

    other = xero.create("Accounts", {"Code": "777", "Name": "Other", "Type": "REVENUE"})

    assert xero.call("DELETE", f"Accounts/{other['AccountID']}").status == 200
    assert xero.one(f"Invoices/{made['InvoiceID']}")["LineItems"][0]["AccountCode"] == "778"


def test_lines_show_the_new_code_and_name_of_their_item(xero):
    item = xero.create("Items", {"Code": "X1", "Name": "Old", "SalesDetails": {"UnitPrice": "5"}})
    made = xero.create("Invoices", invoice(LineItems=[line(ItemCode="X1"), line()]))

    xero.update(f"Items/{item['ItemID']}", {"Code": "X2", "Name": "New"})

    first, second = xero.one(f"Invoices/{made['InvoiceID']}")["LineItems"]
    assert first["ItemCode"] == "X2"
    assert first["Item"] == {"ItemID": item["ItemID"], "Name": "New", "Code": "X2"}
    assert "ItemCode" not in second


def test_a_tracked_item_that_was_used_cannot_be_deleted_under_a_new_code_either(xero):
    item = xero.create("Items", TRACKED)
    xero.create("Invoices", invoice(LineItems=[line(ItemCode="T-1")]))
    xero.update(f"Items/{item['ItemID']}", {"Code": "T-2"})

    assert xero.call("DELETE", f"Items/{item['ItemID']}").status == 400


@pytest.mark.parametrize(
    ("plural", "payload"),
    [("CreditNotes", credit_note), ("BankTransactions", received), ("BankTransactions", prepaid)],
)
def test_lines_of_credits_and_bank_transactions_follow(xero, account, plural, payload):
    xero.create("Items", {"Code": "X1", "Name": "First"})
    lines = [line(AccountCode="777", ItemCode="X1")]
    made = xero.create(plural, payload(LineItems=lines))
    paths = [f"{plural}/{made[plural[:-1] + 'ID']}"]
    if "PrepaymentID" in made:
        paths.append(f"Prepayments/{made['PrepaymentID']}")
    before = [xero.one(path) for path in paths]

    renamed(xero, account)
    xero.update("Items/X1", {"Code": "X2"})

    for path, earlier in zip(paths, before, strict=True):
        after = xero.one(path)
        (one,) = after["LineItems"]
        assert (one["AccountCode"], one["ItemCode"], one["Item"]["Code"]) == ("778", "X2", "X2")
        assert after["UpdatedDateUTC"] == earlier["UpdatedDateUTC"]
