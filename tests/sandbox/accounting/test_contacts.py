import pytest

from tests.sandbox.accounting.client import CONTACT, bill, invoice, payment

UNKNOWN = "11111111-2222-4333-8444-555555555555"


def by_type(entries, key):
    return {entry[key]: entry for entry in entries}


def test_a_name_is_enough(xero):
    made = xero.create("Contacts", {"Name": "Zed 🦓"})
    assert (made["Name"], made["ContactStatus"]) == ("Zed 🦓", "ACTIVE")
    assert (made["IsCustomer"], made["IsSupplier"]) == (False, False)
    assert xero.one(f"Contacts/{made['ContactID']}") == made


def test_all_types_of_address_and_phone_are_always_shown(xero):
    made = xero.create("Contacts", {"Name": "Zed"})
    assert set(by_type(made["Addresses"], "AddressType")) == {"STREET", "POBOX"}
    assert set(by_type(made["Phones"], "PhoneType")) == {"DEFAULT", "DDI", "FAX", "MOBILE"}
    assert by_type(made["Addresses"], "AddressType")["POBOX"]["City"] == ""


def test_addresses_and_phones_merge_by_their_type(xero):
    street = {"AddressType": "STREET", "City": "Perth", "PostalCode": "6000"}
    mobile = {"PhoneType": "MOBILE", "PhoneNumber": "555"}
    made = xero.create("Contacts", {"Name": "Zed", "Addresses": [street], "Phones": [mobile]})
    changed = xero.update(
        f"Contacts/{made['ContactID']}",
        {
            "Addresses": [
                {"AddressType": "POBOX", "City": "Hobart"},
                {"AddressType": "STREET", "City": "Broome"},
            ],
            "Phones": [{"PhoneType": "FAX", "PhoneNumber": "777"}],
        },
    )
    addresses = by_type(changed["Addresses"], "AddressType")
    assert (addresses["STREET"]["City"], addresses["POBOX"]["City"]) == ("Broome", "Hobart")
    assert addresses["STREET"]["PostalCode"] == "6000"
    phones = by_type(changed["Phones"], "PhoneType")
    assert (phones["MOBILE"]["PhoneNumber"], phones["FAX"]["PhoneNumber"]) == ("555", "777")


def test_fields_left_out_stay_and_null_clears(xero):
    made = xero.create("Contacts", {"Name": "Zed", "FirstName": "A", "EmailAddress": "a@b.example"})
    path = f"Contacts/{made['ContactID']}"
    assert xero.update(path, {"LastName": "B"})["FirstName"] == "A"
    cleared = xero.update(path, {"FirstName": None, "EmailAddress": ""})
    assert "FirstName" not in cleared
    assert cleared["EmailAddress"] == ""


def test_fields_of_all_kinds_are_kept(xero):
    element = {
        "Name": "Zed",
        "ContactNumber": "Z-1",
        "AccountNumber": "A-1",
        "CompanyNumber": "C-1",
        "BankAccountDetails": "BSB 1 2 3",
        "TaxNumber": "T-1",
        "AccountsReceivableTaxType": "EXEMPTOUTPUT",
        "AccountsPayableTaxType": "INPUT",
        "DefaultCurrency": "USD",
        "SalesDefaultAccountCode": "200",
        "SalesDefaultLineAmountType": "INCLUSIVE",
        "ContactPersons": [
            {"FirstName": "P", "EmailAddress": "p@z.example", "IncludeInEmails": True}
        ],
        "PaymentTerms": {"Sales": {"Day": 10, "Type": "DAYSAFTERBILLMONTH"}},
        "BatchPayments": {"BankAccountNumber": "1", "Code": "X"},
    }
    made = xero.create("Contacts", element)
    assert {name: made[name] for name in element} == element


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Name": None}, "The Contact Name is required and cannot be empty."),
        ({"Name": "   "}, "The Contact Name is required and cannot be empty."),
        ({"Name": "x" * 256}, "The length of Name must be 255 characters or fewer"),
        ({"Name": "BAYSIDE club"}, "is already assigned to another contact. The contact name must"),
        ({"ContactNumber": "c-0002"}, "The contact number c-0002 is already assigned to another"),
        ({"ContactNumber": "x" * 51}, "The length of ContactNumber must be 50 characters or fewer"),
        ({"EmailAddress": "nobody"}, "EmailAddress 'nobody' is not a valid email address"),
        ({"EmailAddress": "a@b"}, "EmailAddress 'a@b' is not a valid email address"),
        ({"EmailAddress": "a b@c.de"}, "is not a valid email address"),
        ({"ContactPersons": [{}] * 6}, "A contact can have at most 5 ContactPersons."),
        ({"AccountsReceivableTaxType": "NOPE"}, "The TaxType code 'NOPE' does not exist."),
        ({"DefaultCurrency": "JPY"}, "Organisation is not subscribed to currency JPY"),
        ({"Addresses": [{"City": "x" * 256}]}, "The length of City must be 255 characters"),
    ],
)
def test_what_is_wrong_with_a_contact_is_said(xero, fields, message):
    before = xero.snapshot()
    reply = xero.put("Contacts", {"Name": "Zed", **fields})
    assert reply.status == 400
    assert any(message in said for said in reply.messages), reply.messages
    assert xero.snapshot() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"ContactStatus": "GONE"},
        {"DefaultCurrency": "usd"},
        {"Addresses": [{"AddressType": "HOME"}]},
        {"Addresses": "Perth"},
        {"Phones": [{"PhoneType": "PAGER"}]},
        {"ContactPersons": {"FirstName": "x"}},
        {"PaymentTerms": {"Sales": {"Day": "soon", "Type": "OFCURRENTMONTH"}}},
        {"PaymentTerms": {"Sales": {"Day": 1.5, "Type": "OFCURRENTMONTH"}}},
        {"ContactID": 5},
        {"Name": {"en": "x"}},
    ],
)
def test_values_of_the_wrong_kind_refuse_the_request(xero, fields):
    reply = xero.put("Contacts", {"Name": "Zed", **fields}, summarizeErrors="false")
    assert reply.status == 400
    assert reply.json["ErrorNumber"] == 14


def test_two_new_contacts_of_one_name_in_a_request_collide(xero):
    reply = xero.put("Contacts", [{"Name": "Twin"}, {"Name": "twin"}], summarizeErrors="false")
    assert [one["StatusAttributeString"] for one in reply.json["Contacts"]] == ["OK", "ERROR"]


def test_post_finds_a_contact_by_name_or_number_and_updates_it(xero):
    by_name = xero.update("Contacts", {"Name": "bayside CLUB", "FirstName": "Bo"})
    by_number = xero.update("Contacts", {"ContactNumber": "c-0002", "LastName": "Li"})
    assert by_name["ContactID"] == by_number["ContactID"]
    assert (by_number["FirstName"], by_number["LastName"]) == ("Bo", "Li")


def test_post_creates_a_contact_that_it_does_not_find(xero):
    assert xero.update("Contacts", {"Name": "Nobody yet"})["Name"] == "Nobody yet"


def test_post_with_an_unknown_id_is_refused(xero):
    reply = xero.post("Contacts", {"ContactID": UNKNOWN, "Name": "x"})
    assert reply.messages == ["The document with the supplied id was not found for this endpoint."]


def test_a_contact_cannot_be_renamed_to_another(xero):
    reply = xero.post(f"Contacts/{CONTACT}", {"Name": "City Agency"})
    assert "already assigned" in reply.messages[0]


def test_a_contact_is_found_by_id_in_any_capitals_and_by_number(xero):
    for reference in (CONTACT, CONTACT.upper(), "C-0001", "c-0001"):
        assert xero.one(f"Contacts/{reference}")["ContactID"] == CONTACT


def test_archived_contacts_are_listed_only_when_asked_for(xero):
    xero.update(f"Contacts/{CONTACT}", {"ContactID": CONTACT, "ContactStatus": "ARCHIVED"})
    hidden = {one["ContactID"] for one in xero.all("Contacts")}
    shown = {one["ContactID"] for one in xero.all("Contacts", includeArchived="TRUE")}
    assert CONTACT not in hidden
    assert CONTACT in shown
    assert xero.one(f"Contacts/{CONTACT}")["ContactStatus"] == "ARCHIVED"


def test_the_name_of_an_archived_contact_is_free(xero):
    xero.update(f"Contacts/{CONTACT}", {"ContactStatus": "ARCHIVED"})
    xero.create("Contacts", {"Name": "Harbour Lights Events"})
    reply = xero.post(f"Contacts/{CONTACT}", {"ContactStatus": "ACTIVE"})
    assert "already assigned" in reply.messages[0]


def test_invoices_make_customers_and_bills_make_suppliers_without_moving_the_stamp(xero):
    made = xero.create("Contacts", {"Name": "Zed"})
    xero.pass_time(hours=1)
    xero.create("Invoices", invoice(Contact={"ContactID": made["ContactID"]}))
    xero.create("Invoices", bill(Contact={"ContactID": made["ContactID"]}))
    after = xero.one(f"Contacts/{made['ContactID']}")
    assert (after["IsCustomer"], after["IsSupplier"]) == (True, True)
    assert after["UpdatedDateUTC"] == made["UpdatedDateUTC"]


def test_balances_follow_what_is_approved_and_what_is_paid(xero):
    made = xero.create("Contacts", {"Name": "Zed"})
    assert "Balances" not in made
    who = {"ContactID": made["ContactID"]}
    late = xero.create("Invoices", invoice(Contact=who, DueDate="2026-11-10"))
    xero.create("Invoices", invoice(Contact=who))
    xero.create("Invoices", invoice(Contact=who, Status="DRAFT"))
    xero.create("Invoices", bill(Contact=who))
    xero.create("Payments", payment(late["InvoiceID"], "10.00"))
    balances = xero.one(f"Contacts/{made['ContactID']}")["Balances"]
    assert balances == {
        "AccountsReceivable": {"Outstanding": 210, "Overdue": 100},
        "AccountsPayable": {"Outstanding": 110, "Overdue": 0},
    }


def test_a_gdpr_request_is_a_known_status(xero):
    made = xero.create("Contacts", {"Name": "Zed", "ContactStatus": "GDPRREQUEST"})
    assert made["ContactStatus"] == "GDPRREQUEST"


def test_put_gives_a_new_id_whatever_id_is_sent(xero):
    made = xero.create("Contacts", {"Name": "Zed", "ContactID": UNKNOWN})
    assert made["ContactID"] != UNKNOWN
    reply = xero.put("Contacts", {"Name": "Other", "ContactID": CONTACT})
    assert "already exists" in reply.messages[0]


def test_an_empty_word_where_one_of_a_set_is_wanted_is_none(xero):
    made = xero.create(
        "Contacts", {"Name": "Zed", "SalesDefaultLineAmountType": "", "DefaultCurrency": ""}
    )
    assert "SalesDefaultLineAmountType" not in made
    assert "DefaultCurrency" not in made


def test_an_empty_id_in_an_invoice_leaves_the_contact_to_its_name(xero):
    empty = {"ContactID": "00000000-0000-0000-0000-000000000000", "Name": "City Agency"}
    assert xero.create("Invoices", invoice(Contact=empty))["Contact"]["Name"] == "City Agency"
    reply = xero.put("Invoices", invoice(Contact={"ContactID": empty["ContactID"]}))
    assert "must contain at least 1" in reply.messages[0]
