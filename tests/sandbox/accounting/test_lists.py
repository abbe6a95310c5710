import pytest

from tests.sandbox.accounting.client import JSON, invoice


def many_contacts(xero, count=250):
    contacts = [{"Name": f"Contact {number:03d}"} for number in range(count)]
    assert xero.put("Contacts", contacts).status == 200


def test_every_reply_comes_in_the_same_envelope(xero):
    body = xero.get("Contacts").json
    assert set(body) == {"Id", "Status", "ProviderName", "DateTimeUTC", "Contacts"}
    assert body["Status"] == "OK"
    assert body["DateTimeUTC"] == "/Date(1795138215123)/"


def test_pagination_is_described_only_when_a_page_was_asked_for(xero):
    many_contacts(xero)
    assert "pagination" not in xero.get("Contacts", pageSize="5").json
    body = xero.get("Contacts", page="2").json
    assert body["pagination"] == {"page": 2, "pageSize": 100, "pageCount": 3, "itemCount": 262}
    assert len(body["Contacts"]) == 100


@pytest.mark.parametrize(
    ("size", "used"), [("0", 1), ("-5", 1), ("7", 7), ("1000", 1000), ("5000", 1000), ("", 100)]
)
def test_a_page_size_out_of_range_is_clamped(xero, size, used):
    assert xero.get("Contacts", page="1", pageSize=size).json["pagination"]["pageSize"] == used


@pytest.mark.parametrize("page", ["0", "-1", "1", ""])
def test_pages_begin_at_one(xero, page):
    assert xero.get("Contacts", page=page).json["pagination"]["page"] == 1


@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "1", "pageSize": "1.5"}, {"page": "²"}])
def test_a_page_that_is_no_number_is_refused(xero, query):
    reply = xero.get("Contacts", **query)
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 16)


def test_pages_together_are_the_whole_list_and_the_one_after_is_empty(xero):
    many_contacts(xero)
    pages = [xero.all("Contacts", page=str(page), pageSize="60") for page in range(1, 6)]
    whole = [one["ContactID"] for one in xero.all("Contacts")]
    assert [one["ContactID"] for page in pages for one in page] == whole
    assert xero.all("Contacts", page="6", pageSize="60") == []


def test_the_default_order_is_by_update_then_by_id(xero):
    listed = xero.all("Invoices")
    assert listed == sorted(listed, key=lambda one: (one["UpdatedDateUTC"], one["InvoiceID"]))
    xero.pass_time(hours=1)
    oldest = listed[0]["InvoiceID"]
    xero.update(f"Invoices/{oldest}", {"Reference": "moved"})
    assert xero.all("Invoices")[-1]["InvoiceID"] == oldest


def test_invoices_show_their_lines_only_on_pages_and_alone(xero):
    assert all(one["LineItems"] == [] for one in xero.all("Invoices"))
    paged = xero.all("Invoices", page="1")
    assert all(one["LineItems"] for one in paged)
    assert paged[0]["LineItems"] == xero.one(f"Invoices/{paged[0]['InvoiceID']}")["LineItems"]


def test_contacts_come_as_a_subset_without_a_page(xero):
    subset, full = xero.all("Contacts")[0], xero.all("Contacts", page="1")[0]
    assert "Balances" in full
    assert "HasAttachments" in full
    assert set(full) - set(subset) >= {"Balances", "HasAttachments", "SalesTrackingCategories"}
    assert subset["ContactPersons"] == []


def test_a_summary_drops_fields_and_pages(xero):
    body = xero.get("Invoices", summaryOnly="true", pageSize="3").json
    assert body["pagination"]["pageSize"] == len(body["Invoices"]) == 3
    for one in body["Invoices"]:
        assert not {"Payments", "HasAttachments", "LineItems"} & set(one)
    (contact, *_) = xero.all("Contacts", summaryOnly="True", page="1")
    assert not {
        "Addresses", "Balances", "ContactGroups", "ContactPersons", "IsCustomer", "IsSupplier",
    } & set(contact)  # fmt: skip
    assert contact["Name"]


@pytest.mark.parametrize(
    ("plural", "where", "names"),
    [
        ("Accounts", 'Type=="BANK" AND Status=="ACTIVE"', {"Business Bank Account",
                                                          "Business Savings Account"}),
        ("Contacts", 'Name=="city agency"', {"City Agency"}),
        ("Contacts", 'EmailAddress!=null&&EmailAddress.StartsWith("zoe")', {"Café Zoë 🍰"}),
        ("Items", "IsTrackedAsInventory==true", {"Golf balls, white, one dozen"}),
        ("TaxRates", 'Name=="BAS Excluded"', {"BAS Excluded"}),
        ("Users", "IsSubscriber==true", None),
        ("TrackingCategories", 'Status=="ACTIVE"', {"Region"}),
    ],
)  # fmt: skip
def test_where_filters_records(xero, plural, where, names):
    found = xero.all(plural, where=where)
    assert found
    if names is not None:
        assert {one["Name"] for one in found} == names


@pytest.mark.parametrize(
    "where",
    [
        'Status=="PAID"',
        'Type=="ACCREC" AND AmountDue>=1000',
        "Date>=DateTime(2026,11,1)",
        'Contact.Name=="City Agency"',
        'Contact.ContactID==guid("430FA14A-F945-44D3-9F97-5DF5E28441B8")',
        'Reference!=null && Reference.Contains("campaign")',
    ],
)
def test_invoices_can_be_filtered_by_what_they_show(xero, where):
    found = xero.all("Invoices", where=where, page="1")
    assert 0 < len(found) < len(xero.all("Invoices"))
    unpaged = xero.all("Invoices", where=where)
    assert [one["InvoiceID"] for one in unpaged] == [one["InvoiceID"] for one in found]


def test_order_overrules_the_default_order(xero):
    totals = [one["Total"] for one in xero.all("Invoices", order="Total DESC")]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        {"where": "Status=="},
        {"where": "Nonsense==1"},
        {"where": 'Total=="x"'},
        {"order": "Nonsense"},
        {"order": "Total SIDEWAYS"},
    ],
)
def test_a_query_that_cannot_be_read_is_refused(xero, query):
    reply = xero.get("Invoices", **query)
    assert reply.status == 400
    assert (reply.json["ErrorNumber"], reply.json["Type"]) == (16, "QueryParseException")


def test_the_list_filters_narrow_down_together(xero):
    everything = xero.all("Invoices")
    some = everything[:3]
    ids = ",".join(one["InvoiceID"].upper() for one in some)
    assert {one["InvoiceID"] for one in xero.all("Invoices", IDs=ids)} == {
        one["InvoiceID"] for one in some
    }
    assert {one["Status"] for one in xero.all("Invoices", Statuses="DRAFT, submitted")} == {
        "DRAFT",
        "SUBMITTED",
    }
    (one,) = xero.all("Invoices", InvoiceNumbers="inv-0001", Statuses="PAID")
    assert one["InvoiceNumber"] == "INV-0001"
    assert xero.all("Invoices", InvoiceNumbers="INV-0001", Statuses="DRAFT") == []
    contact = one["Contact"]["ContactID"]
    assert {
        found["Contact"]["ContactID"] for found in xero.all("Invoices", ContactIDs=contact)
    } == {contact}
    assert [found["ContactID"] for found in xero.all("Contacts", IDs=contact)] == [contact]
    assert xero.all("Invoices", IDs="not-a-guid") == []


def test_the_search_term_looks_into_number_and_reference_or_names(xero):
    assert [one["Reference"] for one in xero.all("Invoices", searchTerm="SPRING")] == [
        "Spring campaign"
    ]
    assert xero.all("Invoices", searchTerm="inv-0003")[0]["InvoiceNumber"] == "INV-0003"
    assert {one["Name"] for one in xero.all("Contacts", searchTerm="quill")} == {
        "Harbour Lights Events"
    }


def test_created_by_my_app_shows_only_what_the_app_created(xero):
    made = xero.call("PUT", "Invoices", invoice(), application="mine").json["Invoices"][0]
    found = xero.call("GET", "Invoices", application="mine", createdByMyApp="True").json["Invoices"]
    assert [one["InvoiceID"] for one in found] == [made["InvoiceID"]]
    assert "CreatedBy" not in made


@pytest.mark.parametrize(
    "header",
    [
        "2026-11-20T01:30:15",
        "2026-11-20T01:30:15Z",
        "2026-11-20T01:30:15.999",
        "2026-11-20 01:30:15",
        "2026-11-20T12:30:15+11:00",
        "Fri, 20 Nov 2026 01:30:15 GMT",
    ],
)
def test_if_modified_since_is_read_to_the_second_in_utc(xero, header):
    made = xero.create("Contacts", {"Name": "Zed"})
    headers = {**JSON, "if-modified-since": header}
    found = xero.call("GET", "Contacts", headers=headers).json["Contacts"]
    assert [one["ContactID"] for one in found] == [made["ContactID"]]
    xero.pass_time(seconds=5)
    later = {**JSON, "if-modified-since": "2026-11-20T01:30:16"}
    assert xero.call("GET", "Contacts", headers=later).json["Contacts"] == []


def test_a_record_changed_at_that_very_moment_is_included(xero):
    xero.now = xero.now.replace(microsecond=0)
    made = xero.create("Contacts", {"Name": "Zed"})
    headers = {**JSON, "if-modified-since": "2026-11-20T01:30:15"}
    found = xero.call("GET", "Contacts", headers=headers).json["Contacts"]
    assert [one["ContactID"] for one in found] == [made["ContactID"]]


@pytest.mark.parametrize("header", ["yesterday", "", "0001-01-01T00:00:00+14:00"])
def test_if_modified_since_that_is_no_date_is_ignored(xero, header):
    headers = {**JSON, "if-modified-since": header}
    found = xero.call("GET", "Contacts", headers=headers).json["Contacts"]
    assert len(found) == len(xero.all("Contacts"))


@pytest.mark.parametrize("plural", ["Accounts", "Invoices", "Items", "Payments", "Users"])
def test_if_modified_since_works_where_records_carry_a_stamp(xero, plural):
    headers = {**JSON, "if-modified-since": "2027-01-01T00:00:00"}
    assert xero.all(plural)
    assert xero.call("GET", plural, headers=headers).json[plural] == []


@pytest.mark.parametrize(
    "plural", ["TaxRates", "Currencies", "BrandingThemes", "TrackingCategories"]
)
def test_if_modified_since_changes_nothing_elsewhere(xero, plural):
    headers = {**JSON, "if-modified-since": "2027-01-01T00:00:00"}
    assert xero.call("GET", plural, headers=headers).json[plural]


def test_drift_moves_the_oldest_record_to_the_end(xero):
    before = xero.all("Invoices", page="1", pageSize="2")
    xero.pass_time(hours=1)
    xero.api.drift()
    after = xero.all("Invoices")
    assert after[-1]["InvoiceID"] == before[0]["InvoiceID"]
    assert after[0]["InvoiceID"] == before[1]["InvoiceID"]
    assert after[-1]["UpdatedDateUTC"] == "/Date(1795141815123+0000)/"


@pytest.mark.parametrize("plural", ["Contacts", "Invoices", "Payments"])
def test_drift_moves_every_paged_list(xero, plural):
    key = plural[:-1] + "ID"
    before = [one[key] for one in xero.all(plural)]
    xero.pass_time(hours=1)
    xero.api.drift()
    assert [one[key] for one in xero.all(plural)] == [*before[1:], before[0]]
    assert sorted(change.category for change in xero.changes) == [
        "CONTACT", "CREDITNOTE", "INVOICE", "OVERPAYMENT", "PREPAYMENT",
    ]  # fmt: skip


def test_drift_can_be_kept_to_one_list(xero):
    oldest = xero.all("Payments")[0]["PaymentID"]
    contacts = xero.all("Contacts")
    xero.pass_time(hours=1)
    xero.api.drift("Payments")
    assert xero.all("Payments")[-1]["PaymentID"] == oldest
    assert xero.all("Contacts") == contacts
    assert xero.changes == []
