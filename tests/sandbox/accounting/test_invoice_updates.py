import pytest

from tests.sandbox.accounting.client import CONTACT, invoice, line, payment

HAS_PAYMENT = "This document cannot be edited as it has a payment or credit note allocated to it."


@pytest.fixture
def draft(xero):
    two = [line(Description="First"), line(Description="Second", UnitAmount=10)]
    return xero.create("Invoices", invoice(Status="DRAFT", LineItems=two, Reference="Keep"))


def descriptions(record):
    return [one["Description"] for one in record["LineItems"]]


def test_fields_left_out_keep_their_values(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"Url": "https://example.com/1"})
    assert changed["Reference"] == "Keep"
    assert changed["LineItems"] == draft["LineItems"]


def test_null_clears_a_field(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"Reference": None, "DueDate": None})
    assert "Reference" not in changed
    assert "DueDate" not in changed


def test_null_does_not_clear_what_an_invoice_must_have(xero, draft):
    required = ("Date", "CurrencyCode", "LineAmountTypes", "Status", "InvoiceNumber")
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", dict.fromkeys(required))
    assert [changed[name] for name in required] == [draft[name] for name in required]


def test_lines_without_an_id_are_new_and_lines_left_out_go(xero, draft):
    kept = draft["LineItems"][1]
    changed = xero.update(
        f"Invoices/{draft['InvoiceID']}",
        {"LineItems": [{"LineItemID": kept["LineItemID"]}, line(Description="Third")]},
    )
    assert descriptions(changed) == ["Second", "Third"]
    assert changed["LineItems"][0] == kept
    assert changed["SubTotal"] == 120


def test_the_same_lines_sent_without_ids_become_new_lines(xero, draft):
    changed = xero.update(
        f"Invoices/{draft['InvoiceID']}", {"LineItems": [line(Description="First")]}
    )
    assert changed["LineItems"][0]["LineItemID"] != draft["LineItems"][0]["LineItemID"]


def test_a_line_with_an_id_keeps_the_fields_left_out(xero, draft):
    kept = draft["LineItems"][0]["LineItemID"]
    changed = xero.update(
        f"Invoices/{draft['InvoiceID']}", {"LineItems": [{"LineItemID": kept, "Quantity": 3}]}
    )
    (only,) = changed["LineItems"]
    assert (only["Description"], only["LineAmount"], only["TaxAmount"]) == ("First", 150, 15)


def test_a_line_id_of_another_document_is_refused(xero, draft):
    other = xero.create("Invoices", invoice())["LineItems"][0]["LineItemID"]
    reply = xero.post(
        f"Invoices/{draft['InvoiceID']}", {"LineItems": [{"LineItemID": other, "Quantity": 1}]}
    )
    assert reply.messages == [f"The LineItemID {other} is not on this document."]


def test_an_empty_list_of_lines_leaves_them(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"LineItems": [], "Contact": {}})
    assert changed["LineItems"] == draft["LineItems"]


def test_a_record_read_and_written_back_unchanged_stays_as_it_is(xero):
    for which in ("INV-0002", "INV-0003", "INV-0004", "INV-0008"):
        before = xero.one(f"Invoices/{which}", unitdp="4")
        xero.pass_time(hours=1)
        after = xero.update(f"Invoices/{which}", {"Invoices": [before]}, unitdp="4")
        assert {**after, "Contact": None} == {**before, "Contact": None}


def test_changing_how_amounts_are_meant_works_the_tax_out_anew(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"LineAmountTypes": "Inclusive"})
    assert changed["Total"] == 120
    assert descriptions(changed) == ["First", "Second"]


def test_the_type_of_an_invoice_does_not_change(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"Type": "ACCPAY", "Reference": "x"})
    assert changed["Type"] == "ACCREC"


def test_an_invoice_is_found_by_its_number(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceNumber']}", {"Reference": "By number"})
    assert changed["InvoiceID"] == draft["InvoiceID"]


def test_post_to_the_collection_updates_by_id_and_by_sales_number(xero, draft):
    by_id = xero.update("Invoices", {"InvoiceID": draft["InvoiceID"], "Reference": "id"})
    by_number = xero.update(
        "Invoices",
        {"Type": "ACCREC", "InvoiceNumber": draft["InvoiceNumber"], "Reference": "number"},
    )
    assert by_id["InvoiceID"] == by_number["InvoiceID"] == draft["InvoiceID"]
    assert by_number["Reference"] == "number"


def test_post_to_the_collection_creates_what_it_does_not_know(xero):
    made = xero.update("Invoices", invoice(InvoiceNumber="NEW-1"))
    assert made["InvoiceNumber"] == "NEW-1"


def test_post_with_an_unknown_id_is_refused(xero):
    unknown = "11111111-2222-4333-8444-555555555555"
    reply = xero.post("Invoices", invoice(InvoiceID=unknown))
    assert reply.messages == ["The document with the supplied id was not found for this endpoint."]
    assert xero.post(f"Invoices/{unknown}", {"Reference": "x"}).status == 404


def test_an_approved_invoice_can_be_changed_while_nothing_is_paid(xero):
    made = xero.create("Invoices", invoice())
    changed = xero.update(f"Invoices/{made['InvoiceID']}", {"LineItems": [line(UnitAmount=60)]})
    assert (changed["Total"], changed["AmountDue"]) == (132, 132)


def test_an_approved_invoice_cannot_lose_what_approval_needs(xero):
    made = xero.create("Invoices", invoice())
    reply = xero.post(f"Invoices/{made['InvoiceID']}", {"DueDate": None})
    assert reply.messages == ["An approved invoice requires a DueDate."]


def test_an_invoice_approved_for_nothing_is_owed_again_once_it_has_a_price(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(UnitAmount=0)]))
    changed = xero.update(f"Invoices/{made['InvoiceID']}", {"LineItems": [line()]})
    assert (changed["Status"], changed["AmountDue"]) == ("AUTHORISED", 110)
    assert "FullyPaidOnDate" not in changed


@pytest.fixture(params=["40.00", "110.00"], ids=["part-paid", "paid"])
def paid(request, xero):
    made = xero.create("Invoices", invoice())
    xero.create("Payments", payment(made["InvoiceID"], request.param))
    xero.pass_time(hours=1)
    return xero.one(f"Invoices/{made['InvoiceID']}")


@pytest.mark.parametrize(
    "fields",
    [
        {"LineItems": [line(UnitAmount=1)]},
        {"Date": "2026-10-01"},
        {"Contact": {"Name": "City Agency"}},
        {"CurrencyCode": "USD"},
        {"LineAmountTypes": "Inclusive"},
    ],
)
def test_figures_of_an_invoice_with_payments_are_fixed(xero, paid, fields):
    reply = xero.post(f"Invoices/{paid['InvoiceID']}", fields)
    assert reply.status == 400
    assert HAS_PAYMENT in reply.messages
    assert xero.one(f"Invoices/{paid['InvoiceID']}") == paid


@pytest.mark.parametrize(
    "fields",
    [
        {"Reference": "New"},
        {"Url": "https://example.com"},
        {"SentToContact": True},
        {"DueDate": "2027-01-01"},
        {"ExpectedPaymentDate": "2027-01-01"},
    ],
)
def test_a_few_fields_of_an_invoice_with_payments_can_be_changed(xero, paid, fields):
    changed = xero.update(f"Invoices/{paid['InvoiceID']}", fields)
    assert changed["AmountPaid"] == paid["AmountPaid"]
    assert changed["Status"] == paid["Status"]
    (name,) = fields
    assert changed[name] != paid.get(name)


@pytest.mark.parametrize("fields", [{"DueDate": "2027-01-01"}, {"SentToContact": True}])
def test_due_date_and_sent_flag_of_a_part_paid_invoice_do_not_move_its_stamp(xero, fields):
    made = xero.create("Invoices", invoice())
    xero.create("Payments", payment(made["InvoiceID"], "40.00"))
    before = xero.one(f"Invoices/{made['InvoiceID']}")
    xero.pass_time(hours=1)
    quiet = xero.update(f"Invoices/{made['InvoiceID']}", fields)
    assert quiet["UpdatedDateUTC"] == before["UpdatedDateUTC"]
    loud = xero.update(f"Invoices/{made['InvoiceID']}", {"Reference": "x"})
    assert loud["UpdatedDateUTC"] != before["UpdatedDateUTC"]


def test_a_change_moves_the_stamp_and_none_does_not(xero, draft):
    xero.pass_time(hours=1)
    same = xero.update(f"Invoices/{draft['InvoiceID']}", {"Reference": "Keep"})
    assert same["UpdatedDateUTC"] == draft["UpdatedDateUTC"]
    other = xero.update(f"Invoices/{draft['InvoiceID']}", {"Reference": "Other"})
    assert other["UpdatedDateUTC"] != draft["UpdatedDateUTC"]


def test_moving_to_another_currency_takes_its_rate(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"CurrencyCode": "NZD"})
    assert str(changed["CurrencyRate"]) == "1.100000"
    back = xero.update(f"Invoices/{draft['InvoiceID']}", {"CurrencyCode": "AUD"})
    assert back["CurrencyRate"] == 1


def test_moving_to_another_contact_marks_it_as_a_customer(xero, draft):
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", {"Contact": {"Name": "Somebody else"}})
    assert changed["Contact"]["ContactID"] != CONTACT
    assert changed["Contact"]["IsCustomer"] is True


def test_an_invoice_of_a_contact_archived_since_can_still_be_changed(xero, draft):
    xero.update(f"Contacts/{CONTACT}", {"ContactStatus": "ARCHIVED"})
    fields = {"Contact": {"ContactID": CONTACT, "FirstName": "New"}, "Reference": "x"}
    changed = xero.update(f"Invoices/{draft['InvoiceID']}", fields)
    assert (changed["Reference"], changed["Contact"]["FirstName"]) == ("x", "New")


def test_a_line_of_text_alone_stays_one_when_it_is_read_and_sent_back(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(), {"Description": "Thank you"}]))
    path = f"Invoices/{made['InvoiceID']}"

    after = xero.update(path, {"LineItems": made["LineItems"], "Reference": "R"})

    assert after["LineItems"] == made["LineItems"]
    assert not {"Quantity", "UnitAmount", "AccountCode"} & set(after["LineItems"][1])
