"""Classic Expenses can be read, and nothing else."""

import pytest

from tests.sandbox.accounting.client import JSON, new_client


@pytest.fixture(scope="module")
def shared():
    return new_client()


def test_receipts_are_listed_without_their_lines(shared):
    found = shared.all("Receipts")
    assert [one["Status"] for one in found] == [
        "AUTHORISED", "AUTHORISED", "SUBMITTED", "DECLINED",
    ]  # fmt: skip
    assert all(one["LineItems"] == [] and one["User"]["UserID"] for one in found)


def test_one_receipt_has_lines_that_add_up(shared):
    for listed in shared.all("Receipts"):
        receipt = shared.one(f"Receipts/{listed['ReceiptID']}")
        (line,) = receipt["LineItems"]
        assert line["LineAmount"] == receipt["Total"]
        assert receipt["SubTotal"] + receipt["TotalTax"] == receipt["Total"]


def test_a_claim_is_the_sum_of_its_receipts(shared):
    paid, open_ = shared.all("ExpenseClaims")
    assert (paid["Status"], paid["AmountDue"], paid["Receipts"]) == ("PAID", 0, [])
    assert (open_["Status"], open_["AmountDue"]) == ("SUBMITTED", open_["Total"])
    claim = shared.one(f"ExpenseClaims/{paid['ExpenseClaimID']}")
    assert sum(one["Total"] for one in claim["Receipts"]) == claim["Total"] == claim["AmountPaid"]
    assert all(one["LineItems"] for one in claim["Receipts"])


@pytest.mark.parametrize("plural", ["ExpenseClaims", "Receipts"])
def test_they_are_found_by_status_and_by_the_moment_of_their_change(shared, plural):
    every = shared.all(plural)
    found = shared.all(plural, where='Status=="SUBMITTED"', order="UpdatedDateUTC DESC")
    assert [one["Status"] for one in found] == ["SUBMITTED"]
    since = {**JSON, "if-modified-since": "2026-08-10T00:00:00"}
    later = shared.call("GET", plural, None, since).json[plural]
    assert 0 < len(later) < len(every)


@pytest.mark.parametrize("plural", ["ExpenseClaims", "Receipts"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nothing_of_them_can_be_written(shared, plural, method):
    (first, *_) = shared.all(plural)
    assert shared.call(method, plural, {}).status == 405
    path = f"{plural}/{first[f'{plural[:-1]}ID']}"
    assert shared.call(method, path, {"Status": "VOIDED"}).status == 405


def test_they_have_a_history_of_notes(xero):
    (first, *_) = xero.all("ExpenseClaims")
    path = f"ExpenseClaims/{first['ExpenseClaimID']}/History"
    assert xero.put(path, {"HistoryRecords": [{"Details": "Paid by cheque"}]}).status == 200
    assert xero.get(path).json["HistoryRecords"][0]["Details"] == "Paid by cheque"


def test_a_receipt_keeps_its_file(xero):
    (first, *_) = xero.all("Receipts")
    path = f"Receipts/{first['ReceiptID']}"
    assert xero.put(f"{path}/Attachments/taxi.txt", b"42.35").status == 200
    assert [one["FileName"] for one in xero.one(path)["Attachments"]] == ["taxi.txt"]


def test_they_are_not_in_the_general_ledger(shared):
    assert not any(one["SourceType"] == "EXPCLAIM" for one in shared.all("Journals"))
