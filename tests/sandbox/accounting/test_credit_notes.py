from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import CONTACT, line
from tests.sandbox.accounting.credits import credit_note


@pytest.fixture
def credit(xero):
    return xero.create("CreditNotes", credit_note())


def test_a_credit_note_is_numbered_added_up_and_has_all_of_its_credit(xero, credit):
    assert credit["CreditNoteNumber"] == "CN-0004"
    assert (credit["SubTotal"], credit["TotalTax"], credit["Total"]) == (50, 5, 55)
    assert (credit["RemainingCredit"], credit["Status"]) == (55, "AUTHORISED")
    assert (credit["Allocations"], credit["Payments"]) == ([], [])
    assert credit["Contact"]["ContactID"] == CONTACT
    assert credit["DateString"] == "2026-11-05T00:00:00"
    assert "DueDate" not in credit
    assert xero.one(f"CreditNotes/{credit['CreditNoteID']}") == credit


def test_a_credit_note_is_found_by_its_number_too(xero, credit):
    assert xero.one("CreditNotes/cn-0004")["CreditNoteID"] == credit["CreditNoteID"]
    assert xero.get("CreditNotes/CN-9999").status == 404


def test_it_is_a_draft_of_today_unless_said_otherwise(xero):
    made = xero.create("CreditNotes", credit_note(Status=None, Date=None))
    assert (made["Status"], made["DateString"]) == ("DRAFT", "2026-11-20T00:00:00")
    assert made["RemainingCredit"] == 55


def test_a_credit_note_of_purchases_needs_no_number_and_has_no_reference(xero):
    fields = {"Type": "ACCPAYCREDIT", "Reference": "R", "LineItems": [line(AccountCode="400")]}
    first = xero.create("CreditNotes", credit_note(**fields, CreditNoteNumber="S-1"))
    again = xero.create("CreditNotes", credit_note(**fields, CreditNoteNumber="S-1"))
    unnamed = xero.create("CreditNotes", credit_note(**fields))
    assert first["CreditNoteID"] != again["CreditNoteID"]
    assert first["Reference"] == ""
    assert "CreditNoteNumber" not in unnamed
    assert first["LineItems"][0]["TaxType"] == "INPUT"


def test_a_number_of_sales_is_taken_once_until_it_is_deleted(xero):
    draft = xero.create("CreditNotes", credit_note(Status="DRAFT", CreditNoteNumber="C/7"))
    reply = xero.put("CreditNotes", credit_note(CreditNoteNumber="c/7"))
    assert reply.messages == ["Credit Note # must be unique."]
    xero.update(f"CreditNotes/{draft['CreditNoteID']}", {"Status": "DELETED"})
    assert xero.create("CreditNotes", credit_note(CreditNoteNumber="c/7"))


def test_post_updates_the_one_that_it_names_by_id_or_number_and_creates_others(xero, credit):
    by_id = {"CreditNoteID": credit["CreditNoteID"], "Reference": "One"}
    by_number = {"CreditNoteNumber": credit["CreditNoteNumber"], "Reference": "Two"}
    assert xero.update("CreditNotes", by_id)["Reference"] == "One"
    assert xero.update("CreditNotes", by_number)["CreditNoteID"] == credit["CreditNoteID"]
    assert xero.update("CreditNotes", credit_note())["CreditNoteNumber"] == "CN-0005"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Type": None}, "The Type of a credit note is required"),
        ({"Contact": {}}, "The Contact must contain at least 1"),
        ({"Status": "PAID"}, "Credit note not of valid status for creation"),
        ({"Status": "VOIDED"}, "Credit note not of valid status for creation"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": [{"Description": "x", "UnitAmount": 1}]}, "every line of an approved cred"),
        ({"LineItems": [line(UnitAmount=-1)]}, "must not be less than zero"),
        ({"LineItems": [line(DiscountRate=10)]}, "Discounts are not supported"),
        ({"CurrencyCode": "JPY"}, "not subscribed to currency JPY"),
        ({"BrandingThemeID": CONTACT}, "The BrandingThemeID does not exist."),
        ({"Status": "DRAFT", "SentToContact": True}, "only be set on approved credit notes"),
    ],
)
def test_what_is_wrong_with_a_credit_note_is_said(xero, fields, message):
    before = xero.snapshot()
    reply = xero.put("CreditNotes", credit_note(**fields))
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert xero.snapshot() == before


def test_an_unknown_id_is_not_created_by_post_and_a_known_one_not_by_put(xero, credit):
    unknown = credit_note(CreditNoteID="00000000-0000-0000-0000-00000000000f")
    assert "not found" in xero.post("CreditNotes", unknown).messages[0]
    known = credit_note(CreditNoteID=credit["CreditNoteID"])
    assert "already exists" in xero.put("CreditNotes", known).messages[0]


@pytest.mark.parametrize(
    ("begins", "becomes", "allowed"),
    [
        ("DRAFT", "SUBMITTED", True),
        ("DRAFT", "DELETED", True),
        ("SUBMITTED", "AUTHORISED", True),
        ("SUBMITTED", "DELETED", True),
        ("AUTHORISED", "VOIDED", True),
        ("AUTHORISED", "DELETED", False),
        ("AUTHORISED", "DRAFT", False),
        ("AUTHORISED", "PAID", False),
        ("DRAFT", "VOIDED", False),
        ("DRAFT", "PAID", False),
    ],
)
def test_statuses_follow_those_of_invoices(xero, begins, becomes, allowed):
    made = xero.create("CreditNotes", credit_note(Status=begins))
    reply = xero.post(f"CreditNotes/{made['CreditNoteID']}", {"Status": becomes})
    assert reply.status == (200 if allowed else 400)
    after = xero.one(f"CreditNotes/{made['CreditNoteID']}")
    assert after["Status"] == (becomes if allowed else begins)


def test_what_is_voided_has_no_credit_left_and_cannot_change(xero, credit):
    path = f"CreditNotes/{credit['CreditNoteID']}"
    assert xero.update(path, {"Status": "VOIDED"})["RemainingCredit"] == 0
    assert xero.post(path, {"Reference": "x"}).status == 400
    assert xero.post(path, {"Status": "VOIDED"}).status == 400


def test_changed_lines_change_the_credit(xero, credit):
    path = f"CreditNotes/{credit['CreditNoteID']}"
    after = xero.update(path, {"LineItems": [line(UnitAmount="10.005", Quantity=2)]})
    assert after["RemainingCredit"] == after["Total"] == Decimal("22.02")


def test_an_update_that_changes_nothing_does_not_move_the_stamp(xero, credit):
    xero.pass_time(minutes=1)
    path = f"CreditNotes/{credit['CreditNoteID']}"
    sent_back = xero.update(path, credit_note(LineItems=credit["LineItems"]))
    assert sent_back["UpdatedDateUTC"] == credit["UpdatedDateUTC"]
    assert xero.update(path, {"Reference": "New"})["UpdatedDateUTC"] != credit["UpdatedDateUTC"]


def test_one_of_nothing_is_paid_at_once(xero):
    made = xero.create("CreditNotes", credit_note(LineItems=[line(UnitAmount=0)]))
    assert (made["Status"], made["RemainingCredit"]) == ("PAID", 0)


def test_what_happened_to_it_is_in_its_history(xero, credit):
    path = f"CreditNotes/{credit['CreditNoteID']}"
    xero.update(path, {"Reference": "R"})
    xero.put(f"{path}/History", {"HistoryRecords": [{"Details": "Called"}]})
    entries = xero.get(f"{path}/History").json["HistoryRecords"]
    assert [one["Changes"] for one in entries] == ["Note", "Updated", "Created"]


def test_files_can_be_attached_and_it_can_be_printed(xero, credit):
    path = f"CreditNotes/{credit['CreditNoteID']}"
    assert xero.call("PUT", f"{path}/Attachments/a.txt", b"x").status == 200
    after = xero.one(path)
    assert after["HasAttachments"] is True
    assert [one["FileName"] for one in after["Attachments"]] == ["a.txt"]
    for printed in (
        xero.call("GET", f"{path}/pdf", None, {"accept": "*/*"}),
        xero.call("GET", path, None, {"accept": "application/pdf"}),
    ):
        assert printed.response.media_type == "application/pdf"
        assert b"CN-0004" in printed.response.body
