from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import CONTACT, bill, invoice, line, new_client


def test_an_approved_invoice_is_added_up_with_the_tax_of_its_account(xero):
    made = xero.create("Invoices", invoice())
    assert made["Status"] == "AUTHORISED"
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 10, 110)
    assert (made["AmountDue"], made["AmountPaid"], made["AmountCredited"]) == (110, 0, 0)
    (only,) = made["LineItems"]
    assert (only["TaxType"], only["TaxAmount"], only["LineAmount"]) == ("OUTPUT", 10, 100)


def test_money_is_sent_as_exact_digits(xero):
    body = xero.put("Invoices", invoice()).response.body
    assert b'"Total":110.00' in body
    assert b'"CurrencyRate":1.000000' in body
    assert b'"Quantity":2.0000' in body


def test_a_draft_needs_no_more_than_a_type_and_a_contact(xero):
    made = xero.create("Invoices", {"Type": "ACCREC", "Contact": {"ContactID": CONTACT}})
    assert made["Status"] == "DRAFT"
    assert made["Total"] == 0
    assert "DueDate" not in made


def test_the_date_defaults_to_today_where_the_organisation_is(xero):
    xero.now = xero.now.replace(hour=20)
    made = xero.create("Invoices", {"Type": "ACCREC", "Contact": {"ContactID": CONTACT}})
    assert made["DateString"] == "2026-11-21T00:00:00"


def test_dates_come_back_as_stamps_and_as_strings(xero):
    made = xero.create("Invoices", invoice(Date="2026-11-20", DueDate="2026-12-04T00:00:00"))
    assert made["Date"] == "/Date(1795132800000+0000)/"
    assert made["DateString"] == "2026-11-20T00:00:00"
    assert made["DueDateString"] == "2026-12-04T00:00:00"
    assert made["UpdatedDateUTC"] == "/Date(1795138215123+0000)/"
    assert made["UpdatedDateUTCString"] == "2026-11-20T01:30:15Z"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-20",
        "2026-11-20T00:00:00",
        "2026-11-20T13:45:00Z",
        "/Date(1795132800000)/",
        "/Date(1795132800000+0000)/",
    ],
)
def test_every_form_of_date_that_xero_reads_is_read(xero, written):
    made = xero.create("Invoices", invoice(Date=written))
    assert made["DateString"] == "2026-11-20T00:00:00"


@pytest.mark.parametrize(
    "written", ["31/12/2026", "2026-13-01", "2026-02-30", "tomorrow", "", 20261120, True, [], {}]
)
def test_anything_else_as_a_date_is_refused(xero, written):
    before = xero.snapshot()
    reply = xero.put("Invoices", invoice(Date=written), summarizeErrors="false")
    assert reply.status == 400
    assert (reply.json["ErrorNumber"], reply.json["Type"]) == (14, "PostDataInvalidException")
    assert xero.snapshot() == before


def test_a_date_string_stands_in_for_a_missing_date(xero):
    element = invoice(DueDateString="2026-12-24T00:00:00", DueDate=None)
    assert xero.create("Invoices", element)["DueDateString"] == "2026-12-24T00:00:00"


def test_sales_invoices_are_numbered_without_gaps_or_doubles(xero):
    first = xero.create("Invoices", invoice())["InvoiceNumber"]
    xero.create("Invoices", invoice(InvoiceNumber=f"INV-{int(first[4:]) + 1:04d}"))
    second = xero.create("Invoices", invoice())["InvoiceNumber"]
    assert int(second[4:]) == int(first[4:]) + 2


def test_a_refused_invoice_uses_up_no_number(xero):
    first = xero.create("Invoices", invoice())["InvoiceNumber"]
    xero.put("Invoices", {"Invoices": [invoice(), invoice(DueDate=None)]})
    second = xero.create("Invoices", invoice())["InvoiceNumber"]
    assert int(second[4:]) == int(first[4:]) + 1


def test_the_number_of_a_sales_invoice_is_unique_on_put(xero):
    xero.create("Invoices", invoice(InvoiceNumber="A-1"))
    reply = xero.put("Invoices", invoice(InvoiceNumber="a-1"))
    assert reply.messages == ["Invoice # must be unique."]


def test_bills_may_share_a_number(xero):
    numbers = {xero.create("Invoices", bill(InvoiceNumber="B-1"))["InvoiceID"] for _ in range(2)}
    assert len(numbers) == 2


def test_a_bill_has_no_number_of_its_own_and_no_reference(xero):
    made = xero.create("Invoices", bill(Reference="mine"))
    assert "InvoiceNumber" not in made
    assert made["Reference"] == ""


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Type": None}, "The Type of an invoice is required: ACCREC or ACCPAY."),
        ({"Type": "ACCRECCREDIT"}, "The Type of an invoice is required: ACCREC or ACCPAY."),
        ({"DueDate": None}, "An approved invoice requires a DueDate."),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"LineItems": None}, "One or more line items must be specified"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        ({"Status": "VOIDED"}, "Invoice not of valid status for creation"),
        ({"CurrencyCode": "JPY"}, "Organisation is not subscribed to currency JPY"),
        ({"CurrencyCode": "USD", "CurrencyRate": 0}, "The CurrencyRate must be greater than zero."),
        ({"InvoiceNumber": "9" * 256}, "InvoiceNumber must be 255 characters or fewer"),
        ({"LineItems": [line(UnitAmount=-5)]}, "must not be less than zero"),
        (
            {"BrandingThemeID": "11111111-2222-4333-8444-555555555555"},
            "The BrandingThemeID does not exist.",
        ),
        ({"Contact": {}}, "The Contact must contain at least 1 of the following elements"),
        ({"Contact": None}, "The Contact must contain at least 1 of the following elements"),
        (
            {"Contact": {"ContactID": "11111111-2222-4333-8444-555555555555"}},
            "The document with the supplied id was not found for this endpoint.",
        ),
        ({"Contact": {"Name": "x" * 256}}, "The length of Name must be 255 characters or fewer"),
    ],
)  # fmt: skip
def test_what_an_invoice_lacks_is_said(xero, fields, message):
    reply = xero.put("Invoices", invoice(**fields))
    assert reply.status == 400
    assert reply.json["ErrorNumber"] == 10
    assert any(message in said for said in reply.messages), reply.messages


@pytest.mark.parametrize(
    "fields",
    [
        {"Type": "SALE"},
        {"Status": "authorised"},
        {"LineAmountTypes": "exclusive"},
        {"CurrencyCode": "dollars"},
        {"Contact": "City Agency"},
        {"Contact": {"ContactID": "not-a-guid"}},
        {"LineItems": {"Description": "x"}},
        {"LineItems": ["x"]},
        {"SentToContact": "perhaps"},
        {"Reference": ["a"]},
        {"Reference": True},
        {"CurrencyRate": "NaN"},
    ],
)
def test_values_of_the_wrong_kind_refuse_the_whole_request(xero, fields):
    reply = xero.put("Invoices", invoice(**fields), summarizeErrors="false")
    assert reply.status == 400
    assert reply.json["ErrorNumber"] == 14


def test_all_faults_of_an_invoice_are_said_together(xero):
    reply = xero.put("Invoices", invoice(DueDate=None, LineItems=[line(Description="")]))
    assert reply.messages == [
        "An approved invoice requires a DueDate.",
        "Description is required for every line of an approved invoice",
    ]


def test_only_approved_invoices_can_be_marked_as_sent(xero):
    assert xero.create("Invoices", invoice(SentToContact=True))["SentToContact"] is True
    reply = xero.put("Invoices", invoice(SentToContact=True, Status="DRAFT"))
    assert reply.messages == ["SentToContact can only be set on approved invoices."]


def test_an_invoice_approved_for_nothing_is_paid_at_once(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(UnitAmount=0)]))
    assert made["Status"] == "PAID"
    assert made["FullyPaidOnDate"] == made["Date"]


def test_foreign_invoices_get_a_rate_unless_one_is_given(xero):
    assert xero.create("Invoices", invoice(CurrencyCode="USD"))["CurrencyRate"] == Decimal("0.65")
    given = xero.create("Invoices", invoice(CurrencyCode="USD", CurrencyRate="0.7123456"))
    assert given["CurrencyRate"] == Decimal("0.712346")


def test_a_rate_on_a_document_in_the_base_currency_is_a_warning(xero):
    reply = xero.put("Invoices", invoice(CurrencyRate=2), summarizeErrors="false")
    (made,) = reply.json["Invoices"]
    assert made["StatusAttributeString"] == "WARNING"
    assert made["CurrencyRate"] == 1
    assert "CurrencyRate" in made["Warnings"][0]["Message"]


def test_the_invoices_of_a_contact_use_its_currency(xero):
    xero.update(f"Contacts/{CONTACT}", {"DefaultCurrency": "NZD"})
    assert xero.create("Invoices", invoice())["CurrencyCode"] == "NZD"


def test_an_unknown_contact_name_creates_the_contact(xero):
    made = xero.create("Invoices", invoice(Contact={"Name": "New Customer"}))
    contact = xero.one(f"Contacts/{made['Contact']['ContactID']}")
    assert (contact["Name"], contact["IsCustomer"]) == ("New Customer", True)


def test_a_known_contact_is_found_by_name_or_number(xero):
    by_name = xero.create("Invoices", invoice(Contact={"Name": "harbour lights EVENTS"}))
    by_number = xero.create("Invoices", invoice(Contact={"ContactNumber": "C-0001"}))
    assert {by_name["Contact"]["ContactID"], by_number["Contact"]["ContactID"]} == {CONTACT}


def test_a_contact_named_by_id_alone_is_left_as_it_is(xero):
    before = xero.one(f"Contacts/{CONTACT}")
    xero.pass_time(hours=1)
    xero.create("Invoices", invoice())
    after = xero.one(f"Contacts/{CONTACT}")
    assert {**after, "Balances": None} == {**before, "Balances": None}


def test_more_fields_of_the_contact_update_it(xero):
    xero.create("Invoices", invoice(Contact={"ContactID": CONTACT, "FirstName": "Nia"}))
    contact = xero.one(f"Contacts/{CONTACT}")
    assert (contact["FirstName"], contact["LastName"]) == ("Nia", "Quill")


def test_an_archived_contact_cannot_be_invoiced(xero):
    xero.update(f"Contacts/{CONTACT}", {"ContactStatus": "ARCHIVED"})
    (message,) = xero.put("Invoices", invoice()).messages
    assert "has been archived" in message


def test_a_failed_invoice_does_not_leave_the_contact_it_named(xero):
    before = xero.snapshot()
    xero.put("Invoices", invoice(Contact={"Name": "Never"}, DueDate=None), summarizeErrors="false")
    assert xero.snapshot() == before


def test_put_does_not_take_over_an_existing_invoice(xero):
    made = xero.create("Invoices", invoice())
    reply = xero.put("Invoices", invoice(InvoiceID=made["InvoiceID"]))
    assert "already exists" in reply.messages[0]


def test_the_second_organisation_taxes_by_its_own_rates():
    british = new_client(1)
    made = british.create("Invoices", invoice(Contact={"Name": "Dunmore Estates"}))
    assert (made["TotalTax"], made["CurrencyCode"]) == (20, "GBP")
