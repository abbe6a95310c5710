import pytest

from tests.sandbox.accounting.client import CONTACT, invoice, payment


@pytest.fixture(params=["Contacts", "Invoices", "Items", "Payments"])
def path(request, xero):
    owed = xero.create("Invoices", invoice())
    paid = xero.create("Payments", payment(owed["InvoiceID"], "10.00"))
    paths = {
        "Contacts": CONTACT,
        "Invoices": owed["InvoiceID"],
        "Items": "BOOK",
        "Payments": paid["PaymentID"],
    }
    return f"{request.param}/{paths[request.param]}/History"


def history(xero, path):
    return xero.get(path).json["HistoryRecords"]


def test_the_ledger_writes_down_that_a_record_was_created(xero, path):
    assert history(xero, path)[-1]["Changes"] == "Created"


def test_a_note_is_added_on_top_as_system_generated(xero, path):
    before = history(xero, path)
    reply = xero.put(path, {"HistoryRecords": [{"Details": "Called – no answer 📞"}]})
    (note,) = reply.json["HistoryRecords"]
    assert note == {
        "Changes": "Note",
        "DateUTC": "/Date(1795138215123+0000)/",
        "DateUTCString": "2026-11-20T01:30:15",
        "User": "System Generated",
        "Details": "Called – no answer 📞",
    }
    assert history(xero, path) == [note, *before]


def test_the_same_note_twice_is_two_notes(xero, path):
    before = len(history(xero, path))
    xero.put(path, [{"Details": "Twice"}, {"Details": "Twice"}])
    assert len(history(xero, path)) == before + 2


@pytest.mark.parametrize("details", [None, "", "   ", "x" * 2501])
def test_a_note_that_is_empty_or_too_long_is_refused_with_the_rest(xero, path, details):
    before = history(xero, path)
    reply = xero.put(path, {"HistoryRecords": [{"Details": "Fine"}, {"Details": details}]})
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 10)
    assert history(xero, path) == before


def test_a_note_of_2500_characters_is_taken(xero, path):
    assert xero.put(path, {"Details": "x" * 2500}).status == 200


def test_history_can_only_be_read_and_appended_to(xero, path):
    assert xero.post(path, {"Details": "x"}).status == 405
    assert xero.call("DELETE", path).status == 405


def test_updates_approvals_and_payments_leave_their_traces(xero):
    made = xero.create("Invoices", invoice(Status="DRAFT"))
    path = f"Invoices/{made['InvoiceID']}"
    xero.update(path, {"Reference": "x"})
    xero.update(path, {"Status": "AUTHORISED"})
    paid = xero.create("Payments", payment(made["InvoiceID"], "10.00"))
    xero.update(f"Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    xero.update(path, {"Status": "VOIDED"})
    assert [one["Changes"] for one in history(xero, f"{path}/History")] == [
        "Voided", "Payment Deleted", "Paid", "Approved", "Updated", "Created",
    ]  # fmt: skip


def test_a_refused_update_leaves_no_trace(xero):
    path = f"Contacts/{CONTACT}/History"
    before = history(xero, path)
    xero.post(f"Contacts/{CONTACT}", {"Name": ""})
    assert history(xero, path) == before
