import json
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import (
    BANK,
    CONTACT,
    START,
    LedgerClient,
    invoice,
    line,
    new_client,
)
from xero_component.sandbox.accounting import AccountingApi, demo_organisations
from xero_component.sandbox.wire import ApiRequest


@pytest.fixture(params=[0, 1], ids=["AU", "GB"])
def demo(request):
    return new_client(request.param)


def test_there_are_two_organisations():
    first, second = demo_organisations(lambda: START)
    assert (first.name, first.country_code, first.base_currency) == (
        "Demo Company (AU)", "AU", "AUD",
    )  # fmt: skip
    assert (second.name, second.country_code, second.base_currency) == (
        "Northwind Traders Ltd", "GB", "GBP",
    )  # fmt: skip
    assert (first.is_demo_company, second.is_demo_company) == (True, False)
    assert first.tenant_id != second.tenant_id


def test_the_same_clock_gives_the_same_data_and_the_same_ids_afterwards(demo):
    again = new_client(0 if demo.organisation.is_demo_company else 1)
    assert demo.snapshot() == again.snapshot()
    assert demo.create("Items", {"Code": "N"}) == again.create("Items", {"Code": "N"})


def test_ids_do_not_depend_on_the_clock(demo):
    which = 0 if demo.organisation.is_demo_company else 1
    later = LedgerClient(demo_organisations(lambda: START + timedelta(days=99))[which])
    for plural, key in (("Contacts", "ContactID"), ("Invoices", "InvoiceID")):
        assert {one[key] for one in demo.all(plural)} == {one[key] for one in later.all(plural)}


def test_the_documents_add_up(demo):
    for one in demo.all("Invoices", page="1"):
        assert one["SubTotal"] + one["TotalTax"] == one["Total"]
        paid = sum((part["Amount"] for part in one["Payments"]), Decimal(0))
        assert one["AmountPaid"] == paid
        if one["Status"] not in ("VOIDED", "DELETED"):
            assert one["AmountDue"] == one["Total"] - paid
        assert (one["Status"] == "PAID") == ("FullyPaidOnDate" in one)


def test_the_demo_company_has_business_in_every_state(xero):
    invoices = xero.all("Invoices")
    assert {one["Status"] for one in invoices} == {
        "DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED",
    }  # fmt: skip
    assert {one["Type"] for one in invoices} == {"ACCREC", "ACCPAY"}
    assert len(invoices) >= 12
    assert len(xero.all("Contacts")) >= 12
    assert len(xero.all("Items")) >= 6
    totals = {one.get("InvoiceNumber"): one["Total"] for one in invoices}
    assert totals["INV-0002"] == Decimal("3365.84")
    assert totals["INV-0003"] == Decimal("247.01")


def test_the_ids_and_codes_of_published_examples_exist(xero):
    codes = {one.get("Code") for one in xero.all("Accounts")}
    assert codes >= {"090", "091", "140", "200", "400", "500", "610", "630", "800", "820", "970"}
    assert xero.one(f"Contacts/{CONTACT}")["ContactStatus"] == "ACTIVE"
    assert xero.one(f"Accounts/{BANK}")["Type"] == "BANK"


def test_nothing_is_dated_after_the_present_moment(demo):
    for plural in ("Accounts", "Contacts", "Invoices", "Items", "Payments"):
        for one in demo.all(plural):
            assert int(one["UpdatedDateUTC"][6:19]) <= int(START.timestamp() * 1000)


def test_the_organisation_describes_itself(demo):
    (one,) = demo.get("Organisation").json["Organisations"]
    assert one["OrganisationID"] == demo.organisation.tenant_id
    assert one["IsDemoCompany"] is demo.organisation.is_demo_company
    expected = {"AU": ("AU", "AUSEASTERNSTANDARDTIME"), "GB": ("UK", "GMTSTANDARDTIME")}
    assert (one["Version"], one["Timezone"]) == expected[one["CountryCode"]]
    assert "DefaultTaxTypes" not in one


@pytest.mark.parametrize(
    ("which", "tax_type", "rate"),
    [(0, "OUTPUT", 10), (0, "INPUT", 10), (0, "EXEMPTOUTPUT", 0), (0, "EXEMPTEXPENSES", 0),
     (0, "BASEXCLUDED", 0), (0, "NONE", 0), (1, "OUTPUT2", 20), (1, "ZERORATEDINPUT", 0)],
)  # fmt: skip
def test_each_organisation_has_the_tax_rates_of_its_country(which, tax_type, rate):
    client = new_client(which)
    one = client.one(f"TaxRates/{tax_type}")
    assert (one["EffectiveRate"], one["Status"]) == (rate, "ACTIVE")
    assert one in client.all("TaxRates")


def test_reference_lists_can_be_read_and_looked_into(demo):
    for plural, key in (
        ("BrandingThemes", "BrandingThemeID"),
        ("TrackingCategories", "TrackingCategoryID"),
        ("Users", "UserID"),
    ):
        for one in demo.all(plural):
            assert demo.one(f"{plural}/{one[key]}") == one
    (region,) = demo.all("TrackingCategories")
    assert {option["Name"] for option in region["Options"]} == {"North", "South", "East", "West"}


def test_a_currency_can_be_added_once_and_then_used(xero):
    assert xero.all("Currencies")[0] == {"Code": "AUD", "Description": "Australian Dollar"}
    made = xero.create("Currencies", {"Code": "JPY", "Description": "Japanese Yen"})
    assert made == {"Code": "JPY", "Description": "Japanese Yen"}
    assert xero.put("Currencies", {"Code": "JPY"}).status == 400
    assert xero.put("Currencies", {"Description": "?"}).status == 400
    contact = xero.create("Contacts", {"Name": "Zed", "DefaultCurrency": "JPY"})
    assert contact["DefaultCurrency"] == "JPY"


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        ({"host": "localhost:5000"}, "http://localhost:5000/api.xro/2.0"),
        ({}, "https://api.xero.com/api.xro/2.0"),
    ],
)
def test_the_address_of_an_attachment_begins_where_the_client_called(headers, root):
    api = AccountingApi(demo_organisations(lambda: START)[0], clock=lambda: START)
    segments = ("Contacts", CONTACT, "Attachments", "a.txt")
    accept = {"accept": "application/json", "content-type": "text/plain"}
    reply = api.handle(ApiRequest("PUT", segments, headers={**accept, **headers}, body=b"x"))
    url = json.loads(reply.body)["Attachments"][0]["Url"]
    assert url == f"{root}/Contacts/{CONTACT}/Attachments/a.txt"


def test_drift_on_an_empty_list_does_nothing(xero):
    for one in list(xero.organisation.items.all()):
        xero.organisation.items.remove(one["ItemID"])
    xero.api.drift("Items")
    assert xero.all("Items") == []


def test_archived_tracking_is_shown_when_asked_for_and_takes_no_lines(xero):
    table = xero.organisation.tracking_categories
    (region,) = list(table.all())
    table.put({**region, "Status": "ARCHIVED"})
    assert xero.all("TrackingCategories") == []
    assert len(xero.all("TrackingCategories", includeArchived="true")) == 1
    tracked = line(Tracking=[{"Name": "Region", "Option": "North"}])
    reply = xero.put("Invoices", invoice(LineItems=[tracked]))
    assert reply.messages == ["The tracking category 'Region' does not exist."]
