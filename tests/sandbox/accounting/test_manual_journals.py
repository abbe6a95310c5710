from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import new_client

NO_ID = "00000000-0000-4000-8000-000000000000"


def entry(account, amount, **fields):
    return {"AccountCode": account, "LineAmount": str(amount), **fields}


def journal(*lines, **fields):
    """A draft that moves 100.00 between two expenses unless told otherwise."""
    return {
        "Narration": "Coded wrongly",
        "Date": "2026-11-10",
        "JournalLines": list(lines) or [entry("453", 100), entry("469", -100)],
        **fields,
    }


@pytest.fixture
def made(xero):
    return xero.create("ManualJournals", journal())


def path(made):
    return f"ManualJournals/{made['ManualJournalID']}"


def test_a_journal_starts_as_a_draft_without_tax(xero, made):
    assert (made["Status"], made["LineAmountTypes"]) == ("DRAFT", "NoTax")
    assert made["ShowOnCashBasisReports"] is True
    assert [one["LineAmount"] for one in made["JournalLines"]] == [100, -100]
    assert [one["AccountCode"] for one in made["JournalLines"]] == ["453", "469"]
    assert {one["TaxType"] for one in made["JournalLines"]} == {"NONE"}
    assert xero.one(path(made)) == made


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Narration": None}, "The Narration of a manual journal is required."),
        ({"Narration": "  "}, "The Narration of a manual journal is required."),
        ({"JournalLines": []}, "A manual journal requires at least 2 JournalLines."),
        ({"JournalLines": [entry("453", 0)]}, "A manual journal requires at least 2 JournalLines."),
        (
            {"JournalLines": [entry("453", 100), entry("469", -10)]},
            "The total debits (100.00) must equal total credits (-10.00)",
        ),
        (
            {"JournalLines": [entry("453", "0.01"), entry("469", "0.00")]},
            "The total debits (0.01) must equal total credits (0.00)",
        ),
        ({"JournalLines": [{"AccountCode": "453"}] * 2}, "requires a LineAmount"),
        ({"JournalLines": [{"LineAmount": 0}] * 2}, "requires an AccountCode"),
        ({"JournalLines": [entry("💥", 1), entry("469", -1)]}, "'💥' is not a valid code"),
        ({"JournalLines": [entry("090", 1), entry("469", -1)]}, "'090' is not a valid code"),
        ({"JournalLines": [entry("610", 1), entry("469", -1)]}, "'610' is not a valid code"),
        ({"Status": "VOIDED"}, "must have the status DRAFT or POSTED"),
        ({"Status": "ARCHIVED"}, "must have the status DRAFT or POSTED"),
    ],
)
def test_what_is_wrong_with_a_journal_is_said_and_nothing_is_entered(xero, fields, message):
    before = xero.all("ManualJournals")
    reply = xero.put("ManualJournals", journal(**fields))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert xero.all("ManualJournals") == before


@pytest.mark.parametrize(
    "lines", ["many", [1], {"AccountCode": "453"}, [{"AccountCode": "453", "LineAmount": True}]]
)
def test_lines_that_cannot_be_read_refuse_the_request(xero, lines):
    reply = xero.put("ManualJournals", journal(JournalLines=lines))
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 14)


def test_tax_on_top_of_the_lines_counts_towards_the_balance(xero):
    with_tax = entry("453", 100, TaxType="INPUT")
    reply = xero.put(
        "ManualJournals", journal(with_tax, entry("720", -100), LineAmountTypes="Exclusive")
    )
    assert reply.messages == ["The total debits (110.00) must equal total credits (-100.00)"]
    made = xero.create(
        "ManualJournals", journal(with_tax, entry("720", -110), LineAmountTypes="Exclusive")
    )
    assert [one["TaxAmount"] for one in made["JournalLines"]] == [10, 0]


def test_tax_within_the_lines_does_not(xero):
    lines = [entry("453", 110, TaxType="INPUT"), entry("720", -110)]
    made = xero.create("ManualJournals", journal(*lines, LineAmountTypes="Inclusive"))
    assert [one["TaxAmount"] for one in made["JournalLines"]] == [10, 0]


def test_lines_can_be_tracked(xero):
    tracked = entry("453", 5, Tracking=[{"Name": "Region", "Option": "North"}])
    made = xero.create("ManualJournals", journal(tracked, entry("469", -5)))
    (tracking,) = made["JournalLines"][0]["Tracking"]
    assert (tracking["Name"], tracking["Option"]) == ("Region", "North")


def test_lines_that_are_sent_replace_all_and_none_keep_them(xero, made):
    kept = xero.update(path(made), {"Narration": "Better said", "JournalLines": []})
    assert kept["Narration"] == "Better said"
    assert kept["JournalLines"] == made["JournalLines"]
    lines = [entry("400", 7), entry("404", -3), entry("408", -4)]
    changed = xero.update(path(made), {"JournalLines": lines})
    assert [one["AccountCode"] for one in changed["JournalLines"]] == ["400", "404", "408"]


def test_what_was_read_can_be_sent_back_and_changes_nothing(xero, made):
    xero.pass_time(hours=1)
    assert xero.update("ManualJournals", made) == made
    again = {**made, "JournalLines": [{**made["JournalLines"][0], "AccountCode": "400"},
                                      made["JournalLines"][1]]}  # fmt: skip
    after = xero.update("ManualJournals", again)
    assert after["JournalLines"][0]["AccountCode"] == "400"
    assert after["UpdatedDateUTC"] > made["UpdatedDateUTC"]


ROADS = {
    "DRAFT": {"DRAFT", "POSTED", "DELETED"},
    "POSTED": {"POSTED", "VOIDED"},
    "VOIDED": set(),
    "DELETED": set(),
}
WAYS = {"DRAFT": [], "POSTED": ["POSTED"], "VOIDED": ["POSTED", "VOIDED"], "DELETED": ["DELETED"]}


@pytest.mark.parametrize("wanted", ["DRAFT", "POSTED", "VOIDED", "DELETED", "ARCHIVED"])
@pytest.mark.parametrize("present", WAYS)
def test_a_status_can_be_reached_from_some_and_not_from_others(xero, made, present, wanted):
    for status in WAYS[present]:
        xero.update(path(made), {"Status": status})
    reply = xero.post(path(made), {"Status": wanted})
    assert (reply.status == 200) == (wanted in ROADS[present])
    after = xero.one(path(made))["Status"]
    assert after == (wanted if wanted in ROADS[present] else present)


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
def test_what_has_ended_cannot_be_edited(xero, made, status):
    for step in WAYS[status]:
        xero.update(path(made), {"Status": step})
    reply = xero.post(path(made), {"Narration": "x"})
    assert reply.messages == ["The manual journal is not of a valid status for modification."]


def test_put_creates_and_post_does_either(xero, made):
    known = {"ManualJournalID": made["ManualJournalID"]}
    assert xero.put("ManualJournals", journal(**known)).status == 400
    assert xero.update("ManualJournals", journal(**known)) == made
    assert xero.post("ManualJournals", journal(ManualJournalID=NO_ID)).status == 400
    assert xero.update("ManualJournals", journal()) != made


def test_pages_show_the_lines_and_the_bare_list_does_not(xero, made):
    body = xero.get("ManualJournals", page="1", pageSize="2").json
    assert body["pagination"]["itemCount"] == len(xero.all("ManualJournals"))
    assert len(body["ManualJournals"]) == 2
    assert all(one["JournalLines"] for one in body["ManualJournals"])
    bare = xero.get("ManualJournals").json
    assert "pagination" not in bare
    assert all(one["JournalLines"] == [] for one in bare["ManualJournals"])


def test_an_order_undoes_the_paging(xero):
    for _ in range(120):
        xero.create("ManualJournals", journal())
    body = xero.get("ManualJournals", page="1", pageSize="10", order="Date DESC").json
    assert "pagination" not in body
    assert len(body["ManualJournals"]) > 120


def test_an_account_follows_its_new_code_and_cannot_be_deleted(xero, made):
    account = made["JournalLines"][0]["AccountID"]
    xero.update(f"Accounts/{account}", {"Code": "999"})
    assert xero.one(path(made))["JournalLines"][0]["AccountCode"] == "999"
    assert xero.call("DELETE", f"Accounts/{account}").status == 400


def test_files_and_notes_can_be_added(xero, made):
    assert xero.put(f"{path(made)}/Attachments/why.txt", b"x").status == 200
    xero.put(f"{path(made)}/History", {"HistoryRecords": [{"Details": "Seen"}]})
    assert [file["FileName"] for file in xero.one(path(made))["Attachments"]] == ["why.txt"]
    history = xero.get(f"{path(made)}/History").json["HistoryRecords"]
    assert [one["Changes"] for one in history] == ["Note", "Attached a file", "Created"]


SHARED = new_client()
AMOUNTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)


@settings(deadline=None, max_examples=50)
@given(st.lists(AMOUNTS, min_size=1, max_size=5), st.sampled_from(["0.00", "0.01", "-0.01"]))
def test_a_journal_is_taken_when_it_balances_to_the_cent_and_else_refused(amounts, error):
    rest = -sum(amounts) + Decimal(error)
    lines = [entry("453", amount) for amount in (*amounts, rest)]
    reply = SHARED.put("ManualJournals", journal(*lines))
    assert (reply.status == 200) == (Decimal(error) == 0)
