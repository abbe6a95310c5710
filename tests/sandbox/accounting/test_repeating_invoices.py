import pytest

from tests.sandbox.accounting.client import line
from tests.sandbox.accounting.published_plans import repeating


def schedule(**fields):
    return {**repeating()["Schedule"], **fields}


def test_a_template_is_added_up_and_shown(xero):
    made = xero.create("RepeatingInvoices", repeating(Reference="[Month]"))
    assert made["ID"] == made["RepeatingInvoiceID"]
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 10, 110)
    assert made["Schedule"] == {
        "Period": 1,
        "Unit": "MONTHLY",
        "DueDate": 10,
        "DueDateType": "OFFOLLOWINGMONTH",
        "StartDate": "/Date(1796083200000+0000)/",
        "NextScheduledDate": "/Date(1796083200000+0000)/",
    }
    assert made["Contact"]["Name"] == "Harbour Lights Events"
    assert (made["CurrencyCode"], made["ApprovedForSending"]) == ("AUD", False)
    assert xero.one(f"RepeatingInvoices/{made['RepeatingInvoiceID']}") == made
    assert made in xero.all("RepeatingInvoices")


def test_templates_are_found_and_ordered(xero):
    found = xero.all("RepeatingInvoices", where='Status=="DRAFT"')
    assert [one["Reference"] for one in found] == ["Lessons"]
    totals = [one["Total"] for one in xero.all("RepeatingInvoices", order="Total DESC")]
    assert totals == sorted(totals, reverse=True)


def test_nothing_is_made_of_a_template_by_itself(xero):
    before = len(xero.all("Invoices"))
    xero.create("RepeatingInvoices", repeating(Schedule=schedule(StartDate="2026-11-01")))
    xero.pass_time(days=60)
    assert len(xero.all("Invoices")) == before


def test_a_template_can_only_be_deleted(xero):
    made = xero.create("RepeatingInvoices", repeating())["RepeatingInvoiceID"]
    path = f"RepeatingInvoices/{made}"
    assert xero.post(path, {"Reference": "Other"}).json["ErrorNumber"] == 10
    assert xero.update(path, {"Status": "DELETED"})["Status"] == "DELETED"
    assert xero.post(path, {"Status": "DELETED"}).json["ErrorNumber"] == 10
    assert xero.one(path)["Status"] == "DELETED"


def test_an_upsert_creates_deletes_and_knows_what_there_is_not(xero):
    made = xero.update("RepeatingInvoices", repeating())["RepeatingInvoiceID"]
    ended = {"RepeatingInvoiceID": made, "Status": "DELETED"}
    assert xero.update("RepeatingInvoices", ended)["Status"] == "DELETED"
    unknown = repeating(RepeatingInvoiceID="00000000-0000-0000-0000-000000000001")
    assert xero.post("RepeatingInvoices", unknown).json["ErrorNumber"] == 10
    assert xero.put("RepeatingInvoices", repeating(RepeatingInvoiceID=made)).status == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"Type": None},
        {"Contact": {}},
        {"LineItems": []},
        {"LineItems": [line(AccountCode=None)]},
        {"LineItems": [line(AccountCode="999")]},
        {"Status": "DELETED"},
        {"Status": "DRAFT", "ApprovedForSending": True},
        {"CurrencyCode": "JPY"},
        {"BrandingThemeID": "00000000-0000-0000-0000-000000000001"},
        {"Schedule": None},
        {"Schedule": schedule(Period=0)},
        {"Schedule": schedule(Period=None)},
        {"Schedule": schedule(Unit=None)},
        {"Schedule": schedule(DueDate=32)},
        {"Schedule": schedule(DueDate=-1)},
        {"Schedule": schedule(DueDateType="")},
        {"Schedule": schedule(EndDate="2026-11-30")},
    ],
)
def test_a_template_that_breaks_a_rule_is_refused(xero, fields):
    before = xero.all("RepeatingInvoices")
    reply = xero.put("RepeatingInvoices", repeating(**fields))
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 10), reply.response
    assert xero.all("RepeatingInvoices") == before


@pytest.mark.parametrize(
    "fields",
    [
        {"Type": "QUOTE"},
        {"Status": "PAID"},
        {"SendCopy": "perhaps"},
        {"Schedule": [1]},
        {"Schedule": schedule(Unit="DAILY")},
        {"Schedule": schedule(Period=1.5)},
        {"Schedule": schedule(StartDate="soon")},
    ],
)
def test_what_cannot_be_read_is_refused(xero, fields):
    reply = xero.put("RepeatingInvoices", repeating(**fields))
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 14)


def test_the_good_ones_of_a_batch_stay_when_asked_for(xero):
    reply = xero.put("RepeatingInvoices", [repeating(), repeating(Type=None)],
                     summarizeErrors="false")  # fmt: skip
    statuses = [one["StatusAttributeString"] for one in reply.json["RepeatingInvoices"]]
    assert statuses == ["OK", "ERROR"]


def test_a_template_keeps_files_and_notes(xero):
    made = xero.create("RepeatingInvoices", repeating())["RepeatingInvoiceID"]
    path = f"RepeatingInvoices/{made}"
    assert xero.put(f"{path}/Attachments/a.txt", b"terms").status == 200
    shown = xero.one(path)
    assert (shown["HasAttachments"], len(shown["Attachments"])) == (True, 1)
    note = {"HistoryRecords": [{"Details": "Raised"}]}
    assert xero.put(f"{path}/History", note).status == 200
    history = xero.get(f"{path}/History").json["HistoryRecords"]
    assert history[0]["Details"] == "Raised"


def test_lines_follow_the_code_of_their_account(xero):
    made = xero.create("RepeatingInvoices", repeating())["RepeatingInvoiceID"]
    (sales,) = xero.all("Accounts", where='Code=="200"')
    xero.update(f"Accounts/{sales['AccountID']}", {"Code": "201"})
    (one,) = xero.one(f"RepeatingInvoices/{made}")["LineItems"]
    assert one["AccountCode"] == "201"
