from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import BANK, JSON

SAVINGS = "ebd06280-af70-4bed-97c6-7451a454ad85"
NO_ID = "00000000-0000-4000-8000-000000000000"


def transfer(**fields):
    """A transfer of 50.00 from the bank account to the savings account."""
    return {
        "FromBankAccount": {"AccountID": BANK},
        "ToBankAccount": {"Code": "091"},
        "Amount": "50.00",
        "Date": "2026-11-10",
        **fields,
    }


@pytest.fixture
def made(xero):
    return xero.create("BankTransfers", transfer(Reference="Rent"))


def ids(xero, **query):
    return {one["BankTransferID"] for one in xero.all("BankTransfers", **query)}


def test_a_transfer_names_both_accounts_and_both_bank_transactions(xero, made):
    assert (made["Amount"], made["Status"], made["CurrencyRate"]) == (50, "AUTHORISED", 1)
    assert made["FromBankAccount"]["AccountID"] == BANK
    assert made["ToBankAccount"] == {
        "AccountID": SAVINGS,
        "Code": "091",
        "Name": "Business Savings Account",
    }
    assert made["FromBankTransactionID"] != made["ToBankTransactionID"]
    assert (made["DateString"], made["Reference"]) == ("2026-11-10T00:00:00", "Rent")
    assert made["CreatedDateUTC"] == "/Date(1795138215123+0000)/"
    assert xero.one(f"BankTransfers/{made['BankTransferID']}") == made


def test_each_side_stands_among_the_transactions_of_its_account(xero, made):
    sides = [
        xero.one(f"BankTransactions/{made[f'{side}BankTransactionID']}") for side in ("From", "To")
    ]
    assert [one["Type"] for one in sides] == ["SPEND-TRANSFER", "RECEIVE-TRANSFER"]
    assert [one["BankAccount"]["AccountID"] for one in sides] == [BANK, SAVINGS]
    assert [one["Total"] for one in sides] == [50, 50]
    path = f"BankTransactions/{made['FromBankTransactionID']}"
    assert xero.post(path, {"Status": "DELETED"}).messages == [
        "Transfers are deleted with the BankTransfers endpoint."
    ]
    xero.update(f"BankTransfers/{made['BankTransferID']}", {"Status": "DELETED"})
    assert xero.one(path)["Status"] == "DELETED"


def test_a_transfer_is_dated_today_where_nothing_else_is_said(xero):
    made = xero.create("BankTransfers", transfer(Date=None))
    assert made["DateString"] == "2026-11-20T00:00:00"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Amount": 0}, "must be greater than zero"),
        ({"Amount": -5}, "must be greater than zero"),
        ({"Amount": None}, "must be greater than zero"),
        ({"Amount": "0.004"}, "must be greater than zero"),
        ({"ToBankAccount": {"AccountID": BANK}}, "between two different bank accounts"),
        ({"ToBankAccount": {"Code": "200"}}, "ToBankAccount must be an active account"),
        ({"FromBankAccount": {"Code": "💥"}}, "FromBankAccount must be an active account"),
        ({"FromBankAccount": {"AccountID": NO_ID}}, "FromBankAccount must be an active"),
        ({"FromBankAccount": None}, "FromBankAccount requires an AccountID or a Code"),
        ({"ToBankAccount": {}}, "ToBankAccount requires an AccountID or a Code"),
        ({"FromTracking": [{"TrackingCategoryID": NO_ID}]}, "does not exist"),
    ],
)
def test_what_is_wrong_with_a_transfer_is_said_and_nothing_is_moved(xero, fields, message):
    before = ids(xero, includeDeleted="true")
    reply = xero.put("BankTransfers", transfer(**fields))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert ids(xero, includeDeleted="true") == before


@pytest.mark.parametrize("amount", ["many", True, 1e300, []])
def test_an_amount_that_is_no_number_refuses_the_request(xero, amount):
    reply = xero.put("BankTransfers", transfer(Amount=amount))
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 14)


def test_an_archived_bank_account_takes_no_transfers(xero):
    xero.update(f"Accounts/{SAVINGS}", {"Status": "ARCHIVED"})
    reply = xero.put("BankTransfers", transfer())
    assert reply.messages == ["ToBankAccount must be an active account of type BANK."]


def test_accounts_in_different_currencies_have_no_transfers(xero):
    account = {"Code": "092", "Name": "Dollars", "Type": "BANK", "BankAccountNumber": "1"}
    xero.create("Accounts", {**account, "CurrencyCode": "USD"})
    reply = xero.put("BankTransfers", transfer(ToBankAccount={"Code": "092"}))
    assert reply.messages == ["A bank transfer must be between bank accounts of the same currency."]


def test_each_side_has_tracking_of_its_own(xero):
    (region,) = xero.all("TrackingCategories")
    first, second = region["Options"][:2]

    def of(option):
        return [
            {
                "TrackingCategoryID": region["TrackingCategoryID"],
                "TrackingOptionID": option["TrackingOptionID"],
            }
        ]

    made = xero.create("BankTransfers", transfer(FromTracking=of(first), ToTracking=of(second)))
    assert made["FromTracking"] == [{**of(first)[0], "Name": "Region", "Option": first["Name"]}]
    assert made["ToTracking"] == [{**of(second)[0], "Name": "Region", "Option": second["Name"]}]


def test_a_deleted_transfer_is_hidden_unless_deleted_ones_are_asked_for(xero, made):
    identifier = made["BankTransferID"]
    xero.pass_time(hours=1)
    gone = xero.update("BankTransfers", {"BankTransferID": identifier, "Status": "DELETED"})
    assert gone["Status"] == "DELETED"
    assert gone["CreatedDateUTC"] == made["CreatedDateUTC"]
    assert identifier not in ids(xero)
    assert identifier not in ids(xero, includeDeleted="false")
    assert identifier in ids(xero, includeDeleted="True")
    assert xero.one(f"BankTransfers/{identifier}")["Status"] == "DELETED"


def test_a_deletion_does_not_come_through_if_modified_since(xero, made):
    xero.pass_time(hours=1)
    since = {**JSON, "if-modified-since": xero.now.strftime("%Y-%m-%dT%H:%M:%S")}
    xero.update(f"BankTransfers/{made['BankTransferID']}", {"Status": "DELETED"})
    reply = xero.call("GET", "BankTransfers", headers=since, includeDeleted="true")
    assert reply.json["BankTransfers"] == []


def test_several_transfers_are_deleted_at_once_and_each_answers_for_itself(xero, made):
    other = xero.create("BankTransfers", transfer())["BankTransferID"]
    given = [
        {"BankTransferID": made["BankTransferID"], "Status": "DELETED"},
        {"BankTransferID": NO_ID, "Status": "DELETED"},
        {"BankTransferID": other, "Status": "AUTHORISED"},
    ]
    reply = xero.post("BankTransfers", {"BankTransfers": given}, summarizeErrors="false")
    statuses = [one["StatusAttributeString"] for one in reply.json["BankTransfers"]]
    assert statuses == ["OK", "ERROR", "ERROR"]
    assert reply.messages == [
        "The document with the supplied id was not found for this endpoint.",
        "A bank transfer cannot be edited: it can only be DELETED.",
    ]


def test_a_transfer_is_deleted_once(xero, made):
    path = f"BankTransfers/{made['BankTransferID']}"
    xero.update(path, {"BankTransfers": [{"Status": "DELETED"}]})
    reply = xero.post(path, {"Status": "DELETED"})
    assert reply.messages == ["The bank transfer has already been deleted."]


@pytest.mark.parametrize("side", ["FromIsReconciled", "ToIsReconciled"])
def test_a_reconciled_transfer_stays(xero, side):
    made = xero.create("BankTransfers", transfer(**{side: True}))
    reply = xero.post(f"BankTransfers/{made['BankTransferID']}", {"Status": "DELETED"})
    assert reply.messages == ["A reconciled bank transfer cannot be deleted."]


def test_transfers_come_in_one_list_in_the_order_of_their_creation(xero):
    for number in range(120):
        xero.pass_time(seconds=1)
        xero.create("BankTransfers", transfer(Amount=number + 1))
    body = xero.get("BankTransfers", page="2", pageSize="5").json
    assert "pagination" not in body
    assert len(body["BankTransfers"]) > 120
    amounts = [one["Amount"] for one in body["BankTransfers"][-120:]]
    assert amounts == list(range(1, 121))


def test_transfers_can_be_filtered_by_what_they_show(xero, made):
    found = xero.all("BankTransfers", where="Amount==50.00")
    assert [one["BankTransferID"] for one in found] == [made["BankTransferID"]]
    assert xero.all("BankTransfers", order="Amount DESC")[0]["Amount"] == Decimal(5000)


def test_files_and_notes_can_be_added(xero, made):
    path = f"BankTransfers/{made['BankTransferID']}"
    assert xero.put(f"{path}/Attachments/slip.txt", b"x").status == 200
    assert xero.put(f"{path}/History", {"HistoryRecords": [{"Details": "Seen"}]}).status == 200
    shown = xero.one(path)
    assert shown["HasAttachments"] is True
    assert [file["FileName"] for file in shown["Attachments"]] == ["slip.txt"]
    history = xero.get(f"{path}/History").json["HistoryRecords"]
    assert [one["Changes"] for one in history] == ["Note", "Attached a file", "Created"]


def test_an_account_with_transfers_cannot_be_deleted(xero):
    account = {"Code": "092", "Name": "Till", "Type": "BANK", "BankAccountNumber": "1"}
    till = xero.create("Accounts", account)["AccountID"]
    xero.create("BankTransfers", transfer(FromBankAccount={"AccountID": till}))
    assert xero.call("DELETE", f"Accounts/{till}").status == 400
