from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import BANK, CONTACT, line, new_client
from tests.sandbox.accounting.credits import prepaid, received, spent

RECONCILED = "cannot be edited as it has been reconciled with a Bank Statement."


@pytest.fixture
def paid_out(xero):
    return xero.create("BankTransactions", spent())


def path_of(transaction):
    return f"BankTransactions/{transaction['BankTransactionID']}"


def test_money_spent_is_entered_with_its_lines_and_its_total(xero, paid_out):
    assert (paid_out["Type"], paid_out["Status"]) == ("SPEND", "AUTHORISED")
    assert (paid_out["SubTotal"], paid_out["TotalTax"], paid_out["Total"]) == (100, 10, 110)
    assert paid_out["BankAccount"] == {
        "AccountID": BANK, "Code": "090", "Name": "Business Bank Account",
    }  # fmt: skip
    assert (paid_out["IsReconciled"], paid_out["CurrencyCode"]) == (False, "AUD")
    assert paid_out["LineItems"][0]["TaxType"] == "INPUT"
    assert paid_out["Contact"]["ContactID"] == CONTACT
    assert xero.one(path_of(paid_out)) == paid_out


def test_money_received_is_taxed_as_a_sale(xero):
    made = xero.create("BankTransactions", received(LineAmountTypes="Inclusive", Date=None))
    assert (made["SubTotal"], made["Total"]) == (Decimal("90.91"), 100)
    assert made["LineItems"][0]["TaxType"] == "OUTPUT"
    assert made["DateString"] == "2026-11-20T00:00:00"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Type": None}, "The Type of a bank transaction is required."),
        ({"Type": "SPEND-TRANSFER"}, "Transfers are entered and deleted with the BankTransfers"),
        ({"Status": "DELETED"}, "A new bank transaction must have the status AUTHORISED."),
        ({"Contact": None}, "The Contact must contain at least 1"),
        ({"BankAccount": {}}, "A bank transaction requires a BankAccount"),
        ({"BankAccount": {"Code": "200"}}, "The BankAccount must be an account of type BANK."),
        ({"BankAccount": {"Code": "?"}}, "The BankAccount must be an account of type BANK."),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": [line(AccountCode=None)]}, "every line of a bank transaction"),
        ({"LineItems": [line(UnitAmount=0)]}, "must be greater than zero."),
        ({"LineItems": [line(UnitAmount=-5)]}, "must be greater than zero."),
        ({"LineItems": [line(AccountCode="610")]}, "Account code '610' is not a valid code"),
        ({"LineItems": [line(DiscountAmount=1)]}, "Discounts are not supported"),
    ],
)
def test_what_is_wrong_with_a_transaction_is_said(xero, fields, message):
    before = xero.snapshot()
    reply = xero.put("BankTransactions", spent(**fields))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert xero.snapshot() == before


def test_an_archived_bank_account_takes_no_new_transactions(xero, paid_out):
    xero.update(f"Accounts/{BANK}", {"AccountID": BANK, "Status": "ARCHIVED"})
    reply = xero.put("BankTransactions", spent())
    assert reply.messages == ["The BankAccount must be an active account."]
    assert xero.update(path_of(paid_out), {"Reference": "Kept"})["Reference"] == "Kept"


def test_an_account_that_transactions_use_cannot_be_deleted(xero):
    fresh = xero.create("Accounts", {"Code": "777", "Name": "Fresh", "Type": "EXPENSE"})
    xero.create("BankTransactions", spent(LineItems=[line(AccountCode="777")]))
    for identifier in (fresh["AccountID"], BANK):
        assert xero.call("DELETE", f"Accounts/{identifier}").status == 400


def test_an_update_changes_what_is_given_and_keeps_the_lines(xero, paid_out):
    xero.pass_time(minutes=1)
    after = xero.update(
        path_of(paid_out), {"Reference": "R", "Date": "2026-11-09", "BankAccount": {"Code": "091"}}
    )
    assert (after["Reference"], after["DateString"]) == ("R", "2026-11-09T00:00:00")
    assert after["BankAccount"]["Code"] == "091"
    assert after["LineItems"] == paid_out["LineItems"]
    assert after["UpdatedDateUTC"] != paid_out["UpdatedDateUTC"]


def test_an_update_that_changes_nothing_does_not_move_the_stamp(xero, paid_out):
    xero.pass_time(minutes=1)
    sent_back = {
        name: paid_out[name] for name in ("Type", "LineItems", "BankAccount", "IsReconciled")
    }
    after = xero.update(path_of(paid_out), sent_back)
    assert after["UpdatedDateUTC"] == paid_out["UpdatedDateUTC"]


def test_post_to_the_collection_updates_by_id_and_creates_without_one(xero, paid_out):
    named = {"BankTransactionID": paid_out["BankTransactionID"], "Reference": "R"}
    assert xero.update("BankTransactions", named)["Reference"] == "R"
    made = xero.update("BankTransactions", spent())
    assert made["BankTransactionID"] != paid_out["BankTransactionID"]
    assert "already exists" in xero.put("BankTransactions", {**spent(), **named}).messages[0]
    unknown = spent(BankTransactionID="00000000-0000-0000-0000-00000000000f")
    assert "not found" in xero.post("BankTransactions", unknown).messages[0]


def test_the_type_stays(xero, paid_out):
    reply = xero.post(path_of(paid_out), {"Type": "RECEIVE"})
    assert reply.messages == ["The Type of a bank transaction cannot be changed."]


def test_a_deleted_transaction_is_listed_as_such_and_stays_so(xero, paid_out):
    assert xero.update(path_of(paid_out), {"Status": "DELETED"})["Status"] == "DELETED"
    listed = {one["BankTransactionID"]: one["Status"] for one in xero.all("BankTransactions")}
    assert listed[paid_out["BankTransactionID"]] == "DELETED"
    for change in ({"Status": "DELETED"}, {"Reference": "x"}, {"Status": "AUTHORISED"}):
        reply = xero.post(path_of(paid_out), change)
        assert reply.messages == ["Bank transaction not of valid status for modification"]


def test_it_is_deleted_and_never_voided(xero, paid_out):
    reply = xero.post(path_of(paid_out), {"Status": "VOIDED"})
    assert reply.messages == ["A bank transaction is DELETED, not VOIDED."]


def test_a_reconciled_transaction_changes_only_when_it_is_no_longer_that(xero):
    made = xero.create("BankTransactions", spent(IsReconciled=True))
    for change in ({"Reference": "x"}, {"Status": "DELETED"}, {"IsReconciled": False, "Url": "u"}):
        assert RECONCILED in xero.post(path_of(made), change).messages[0]
    assert xero.update(path_of(made), {"IsReconciled": False})["IsReconciled"] is False
    assert xero.update(path_of(made), {"Status": "DELETED"})["Status"] == "DELETED"


def test_the_currency_is_that_of_the_bank_account(xero):
    given = {"BankAccountNumber": "9", "CurrencyCode": "USD"}
    dollars = xero.create("Accounts", {"Code": "095", "Name": "US", "Type": "BANK", **given})
    made = xero.create("BankTransactions", spent(BankAccount={"Code": "095"}))
    assert (made["CurrencyCode"], made["CurrencyRate"]) == ("USD", Decimal("0.65"))
    kept = xero.create("BankTransactions", spent(CurrencyCode="USD", CurrencyRate=2))
    assert (kept["CurrencyCode"], kept["CurrencyRate"]) == ("AUD", 1)
    moved = xero.update(path_of(kept), {"BankAccount": {"AccountID": dollars["AccountID"]}})
    assert (moved["CurrencyCode"], moved["CurrencyRate"]) == ("USD", Decimal("0.65"))


def test_files_and_notes_can_be_added(xero, paid_out):
    assert xero.call("PUT", f"{path_of(paid_out)}/Attachments/a.txt", b"x").status == 200
    xero.put(f"{path_of(paid_out)}/History", {"HistoryRecords": [{"Details": "Called"}]})
    after = xero.one(path_of(paid_out))
    assert [one["FileName"] for one in after["Attachments"]] == ["a.txt"]
    entries = xero.get(f"{path_of(paid_out)}/History").json["HistoryRecords"]
    assert [one["Changes"] for one in entries] == ["Note", "Attached a file", "Created"]


def test_transactions_can_be_chosen_by_reference(xero):
    made = xero.create("BankTransactions", spent(Reference="Rent, May"))
    xero.create("BankTransactions", prepaid(Reference="d-9"))
    found = xero.all("BankTransactions", References="D-9,nothing")
    assert [one["Reference"] for one in found] == ["d-9"]
    where = xero.all("BankTransactions", where='Reference=="Rent, May" AND Type=="SPEND"')
    assert [one["BankTransactionID"] for one in where] == [made["BankTransactionID"]]


def test_the_sides_of_a_transfer_are_listed_without_contact_and_left_alone(xero):
    sides = {"FromBankAccount": {"Code": "090"}, "ToBankAccount": {"Code": "091"}}
    made = xero.create("BankTransfers", {**sides, "Amount": "5.00"})
    out = xero.one(f"BankTransactions/{made['FromBankTransactionID']}")
    assert (out["Type"], out["Total"], "Contact" in out) == ("SPEND-TRANSFER", 5, False)
    assert out in xero.all("BankTransactions", page="1", where='Type=="SPEND-TRANSFER"')
    assert "BankTransfers endpoint" in xero.post(path_of(out), {"Status": "DELETED"}).messages[0]


SHARED = new_client()
AMOUNTS = st.lists(st.integers(min_value=1, max_value=10**7), min_size=1, max_size=5)


@settings(deadline=None, max_examples=40)
@given(AMOUNTS, st.sampled_from(["Exclusive", "Inclusive", "NoTax"]), st.booleans())
def test_the_total_is_what_the_lines_come_to_with_their_tax(amounts, line_amount_types, out):
    lines = [line(Quantity=1, UnitAmount=str(Decimal(amount) / 100)) for amount in amounts]
    element = (spent if out else received)(LineItems=lines, LineAmountTypes=line_amount_types)
    made = SHARED.create("BankTransactions", element)
    assert made["Total"] == made["SubTotal"] + made["TotalTax"]
    if line_amount_types != "Exclusive":
        assert made["Total"] == Decimal(sum(amounts)) / 100
    assert (made["TotalTax"] == 0) or line_amount_types != "NoTax"
