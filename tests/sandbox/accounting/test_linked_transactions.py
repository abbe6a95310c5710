import pytest

from tests.sandbox.accounting.client import BANK, CONTACT, JSON, bill, invoice, line, payment

NO_ID = "00000000-0000-4000-8000-000000000000"


def source(document, number=0):
    return {
        "SourceTransactionID": document["InvoiceID"],
        "SourceLineItemID": document["LineItems"][number]["LineItemID"],
    }


def onto(document, number=0):
    return {
        "TargetTransactionID": document["InvoiceID"],
        "TargetLineItemID": document["LineItems"][number]["LineItemID"],
    }


@pytest.fixture
def expense(xero):
    """An approved bill of two lines."""
    lines = [line(AccountCode="400"), line(AccountCode="404")]
    return xero.create("Invoices", bill(LineItems=lines))


@pytest.fixture
def sale(xero):
    return xero.create("Invoices", invoice(Status="DRAFT"))


@pytest.fixture
def made(xero, expense):
    return xero.create("LinkedTransactions", source(expense))


def path(made):
    return f"LinkedTransactions/{made['LinkedTransactionID']}"


def test_a_line_of_a_bill_becomes_a_billable_expense(xero, expense, made):
    assert made == {
        "LinkedTransactionID": made["LinkedTransactionID"],
        **source(expense),
        "Status": "APPROVED",
        "Type": "BILLABLEEXPENSE",
        "SourceTransactionTypeCode": "ACCPAY",
        "UpdatedDateUTC": "/Date(1795138215123+0000)/",
    }
    assert xero.one(path(made)) == made


def test_money_spent_can_be_passed_on_too(xero):
    spent = {"BankAccount": {"AccountID": BANK}, "LineItems": [line(AccountCode="400")]}
    document = xero.create("BankTransactions", bill(Type="SPEND", **spent))
    document["InvoiceID"] = document["BankTransactionID"]
    made = xero.create("LinkedTransactions", source(document))
    assert (made["SourceTransactionTypeCode"], made["Status"]) == ("SPEND", "APPROVED")
    xero.update(f"BankTransactions/{document['BankTransactionID']}", {"Status": "DELETED"})
    assert xero.one(path(made))["Status"] == "VOIDED"


def test_the_status_follows_the_bill(xero):
    draft = xero.create("Invoices", bill(Status="DRAFT"))
    made = xero.create("LinkedTransactions", source(draft))
    assert made["Status"] == "DRAFT"
    xero.pass_time(hours=1)
    xero.update(f"Invoices/{draft['InvoiceID']}", {"Status": "AUTHORISED"})
    approved = xero.one(path(made))
    assert approved["Status"] == "APPROVED"
    assert approved["UpdatedDateUTC"] > made["UpdatedDateUTC"]
    xero.update(f"Invoices/{draft['InvoiceID']}", {"Status": "VOIDED"})
    assert xero.one(path(made))["Status"] == "VOIDED"


def test_the_status_follows_the_invoice(xero, made, sale):
    linked = xero.update(path(made), onto(sale))
    assert (linked["Status"], linked["ContactID"]) == ("ONDRAFT", CONTACT)
    xero.update(f"Invoices/{sale['InvoiceID']}", {"Status": "AUTHORISED"})
    assert xero.one(path(made))["Status"] == "BILLED"
    xero.create("Payments", payment(sale["InvoiceID"], "110.00"))
    assert xero.one(path(made))["Status"] == "BILLED"


def test_an_invoice_that_is_gone_sets_the_expense_free(xero, made, sale):
    xero.update(path(made), onto(sale))
    xero.update(f"Invoices/{sale['InvoiceID']}", {"Status": "DELETED"})
    freed = xero.one(path(made))
    assert freed["Status"] == "APPROVED"
    assert "TargetTransactionID" not in freed
    assert freed["ContactID"] == CONTACT


def test_a_customer_can_be_named_before_there_is_an_invoice(xero, made):
    named = xero.update(path(made), {"ContactID": CONTACT})
    assert (named["ContactID"], named["Status"]) == (CONTACT, "APPROVED")
    assert "ContactID" not in xero.update(path(made), {"ContactID": None})


def test_many_expenses_may_go_onto_one_line(xero, expense, made, sale):
    other = xero.create("LinkedTransactions", {**source(expense, 1), **onto(sale)})
    xero.update(path(made), onto(sale))
    found = xero.all("LinkedTransactions", TargetTransactionID=sale["InvoiceID"])
    assert {one["LinkedTransactionID"] for one in found} == {
        made["LinkedTransactionID"],
        other["LinkedTransactionID"],
    }


NOT_FOUND = "The SourceTransactionID must be that of a bill or a spend money transaction."


def test_what_is_wrong_with_a_source_is_said(xero, expense, sale, made):
    for fields, message in (
        ({}, "A SourceTransactionID and a SourceLineItemID are required."),
        (source(expense) | {"SourceLineItemID": None}, "SourceLineItemID are required."),
        (source(expense) | {"SourceTransactionID": NO_ID}, NOT_FOUND),
        (source(sale), NOT_FOUND),
        (
            source(expense) | {"SourceLineItemID": NO_ID},
            "The SourceLineItemID and SourceTransactionID do not match",
        ),
        (source(expense), "The line of the source transaction has been linked already."),
    ):
        reply = xero.put("LinkedTransactions", fields)
        assert reply.status == 400
        assert any(message in said for said in reply.messages), reply.messages


def test_what_is_wrong_with_a_target_is_said_and_nothing_changes(xero, expense, sale, made):
    (stranger, *_) = (
        one["ContactID"] for one in xero.all("Contacts") if one["ContactID"] != CONTACT
    )
    gone = xero.create("Invoices", invoice(Status="DRAFT"))
    xero.update(f"Invoices/{gone['InvoiceID']}", {"Status": "DELETED"})
    for fields, message in (
        ({"TargetLineItemID": NO_ID}, "A TargetLineItemID requires a TargetTransactionID."),
        ({"TargetTransactionID": NO_ID}, "must be that of a sales invoice."),
        ({"TargetTransactionID": expense["InvoiceID"]}, "must be that of a sales invoice."),
        (onto(sale) | {"TargetLineItemID": NO_ID}, "TargetTransactionID do not match"),
        (onto(sale) | {"ContactID": stranger}, "TargetTransaction ContactID do not match"),
        (onto(gone), "The target transaction is DELETED."),
        ({"ContactID": NO_ID}, "The contact to bill could not be found."),
    ):
        reply = xero.post(path(made), fields)
        assert reply.status == 400
        assert any(message in said for said in reply.messages), reply.messages
    assert xero.one(path(made)) == made


@pytest.mark.parametrize("value", ["x", 7, True, []])
def test_an_id_that_is_none_refuses_the_request(xero, value):
    reply = xero.put("LinkedTransactions", {"SourceTransactionID": value})
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 14)


def test_a_voided_bill_cannot_be_passed_on(xero, expense):
    xero.update(f"Invoices/{expense['InvoiceID']}", {"Status": "VOIDED"})
    reply = xero.put("LinkedTransactions", source(expense))
    assert reply.messages == ["The source transaction is VOIDED."]


def test_a_deleted_link_is_gone_without_a_trace(xero, expense, made):
    assert xero.call("DELETE", path(made)).status == 204
    assert xero.get(path(made)).status == 404
    assert made not in xero.all("LinkedTransactions")
    assert xero.put("LinkedTransactions", source(expense)).status == 200


def test_what_is_billed_or_voided_is_neither_changed_nor_deleted(xero, expense, sale, made):
    billed = xero.create("LinkedTransactions", {**source(expense, 1), **onto(sale)})
    xero.update(f"Invoices/{sale['InvoiceID']}", {"Status": "AUTHORISED"})
    assert xero.call("DELETE", path(billed)).status == 400
    assert xero.post(path(billed), {"ContactID": CONTACT}).status == 400
    xero.update(f"Invoices/{expense['InvoiceID']}", {"Status": "VOIDED"})
    reply = xero.call("DELETE", path(made))
    assert reply.messages == ["A linked transaction that is VOIDED cannot be changed or deleted."]


def test_an_update_that_changes_nothing_does_not_move_the_stamp(xero, made):
    xero.pass_time(hours=1)
    nothing = {"SourceTransactionID": "00000000-0000-0000-0000-000000000000"}
    assert xero.update(path(made), {"LinkedTransactions": [nothing]}) == made


def test_the_list_is_filtered_by_its_own_parameters_and_by_no_other(xero, expense, made):
    xero.update(path(made), {"ContactID": CONTACT})
    other = xero.create("LinkedTransactions", source(expense, 1))
    everything = xero.all("LinkedTransactions")
    for query, wanted in (
        ({"LinkedTransactionID": made["LinkedTransactionID"]}, {made["LinkedTransactionID"]}),
        ({"ContactID": CONTACT, "Status": "APPROVED"}, {made["LinkedTransactionID"]}),
        ({"ContactID": CONTACT, "Status": "DRAFT"}, set()),
        (
            {"SourceTransactionID": expense["InvoiceID"]},
            {made["LinkedTransactionID"], other["LinkedTransactionID"]},
        ),
    ):
        found = xero.all("LinkedTransactions", **query)
        assert {one["LinkedTransactionID"] for one in found} == wanted
    assert xero.all("LinkedTransactions", where='Status=="NONE"') == everything
    later = {**JSON, "if-modified-since": "2027-01-01T00:00:00"}
    found = xero.call("GET", "LinkedTransactions", headers=later).json["LinkedTransactions"]
    assert found == everything


def test_a_hundred_come_on_a_page_that_says_nothing_of_pages(xero):
    lines = [line(AccountCode="400") for _ in range(105)]
    expense = xero.create("Invoices", bill(LineItems=lines))
    elements = [source(expense, number) for number in range(105)]
    assert xero.put("LinkedTransactions", {"LinkedTransactions": elements}).status == 200
    first = xero.get("LinkedTransactions", pageSize="5").json
    assert "pagination" not in first
    assert len(first["LinkedTransactions"]) == 100
    second = xero.all("LinkedTransactions", page="2")
    seen = {one["LinkedTransactionID"] for one in (*first["LinkedTransactions"], *second)}
    assert len(seen) == len(first["LinkedTransactions"]) + len(second)
    assert xero.all("LinkedTransactions", page="3") == []
