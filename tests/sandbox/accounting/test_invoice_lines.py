from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import bill, invoice, line, new_client


def lines_of(xero, *lines, **fields):
    return xero.create("Invoices", invoice(LineItems=list(lines), **fields))["LineItems"]


def test_inclusive_amounts_contain_the_tax(xero):
    made = xero.create("Invoices", invoice(LineAmountTypes="Inclusive"))
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (
        Decimal("90.91"), Decimal("9.09"), 100,
    )  # fmt: skip


def test_no_tax_means_none_whatever_the_account_says(xero):
    made = xero.create("Invoices", invoice(LineAmountTypes="NoTax", LineItems=[line(TaxAmount=9)]))
    assert (made["TotalTax"], made["Total"]) == (0, 100)
    assert made["LineItems"][0]["TaxType"] == "NONE"


def test_the_lines_own_tax_type_wins(xero):
    (only,) = lines_of(xero, line(TaxType="EXEMPTOUTPUT"))
    assert (only["TaxType"], only["TaxAmount"]) == ("EXEMPTOUTPUT", 0)


def test_a_given_tax_amount_is_taken(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(TaxAmount="9.99")]))
    assert made["Total"] == Decimal("109.99")


def test_discounts_are_taken_off_and_totalled(xero):
    made = xero.create(
        "Invoices",
        invoice(LineItems=[line(DiscountRate=10), line(DiscountAmount="0.50")]),
    )
    assert [one["LineAmount"] for one in made["LineItems"]] == [90, Decimal("99.50")]
    assert (made["TotalDiscount"], made["IsDiscounted"]) == (Decimal("10.50"), True)


def test_totals_that_a_client_sends_are_ignored(xero):
    made = xero.create("Invoices", invoice(SubTotal=1, TotalTax=1, Total=2, AmountDue=5))
    assert (made["Total"], made["AmountDue"]) == (110, 110)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Quantity": None}, (1, 50, 50)),
        ({"Quantity": None, "LineAmount": 125}, (Decimal("2.5"), 50, 125)),
        ({"UnitAmount": None, "LineAmount": 125}, (2, Decimal("62.5"), 125)),
        ({"Quantity": None, "UnitAmount": None, "LineAmount": 7}, (1, 7, 7)),
        ({"UnitAmount": None}, (2, 0, 0)),
        ({"Quantity": 0, "UnitAmount": None, "LineAmount": 5}, (1, 5, 5)),
        ({"UnitAmount": None, "LineAmount": 90, "DiscountRate": 10}, (2, 50, 90)),
    ],
)
def test_what_is_missing_of_quantity_price_and_amount_is_worked_out(xero, fields, expected):
    (only,) = lines_of(xero, line(**fields))
    assert (only["Quantity"], only["UnitAmount"], only["LineAmount"]) == expected


def test_a_line_may_hold_a_description_only(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(), {"Description": "Thank you"}]))
    assert made["Total"] == 110
    assert made["LineItems"][1]["LineAmount"] == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"LineAmount": "99.99"},
            "The line total 99.99 does not match the expected line total 100.00",
        ),
        (
            {"LineAmount": "100.00", "DiscountRate": 50},
            "The line total 100.00 does not match the expected line total 50.00",
        ),
        ({"AccountCode": "999"}, "Account code '999' is not a valid code for this document."),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code for this document."),
        ({"AccountCode": "610"}, "Account code '610' is not a valid code for this document."),
        ({"ItemCode": "NOPE"}, "Item code 'NOPE' is not valid"),
        ({"TaxType": "OUTPUT99"}, "The TaxType code 'OUTPUT99' does not exist."),
        (
            {"TaxType": "INPUT"},
            "The TaxType code 'INPUT' cannot be used with account code '200'.",
        ),
        ({"Description": None}, "Description is required for every line of an approved invoice"),
        ({"Description": "  "}, "Description is required for every line of an approved invoice"),
        (
            {"AccountCode": None},
            "Account code must be specified for every line of an approved invoice",
        ),
        ({"DiscountRate": 101}, "The DiscountRate must be between 0 and 100."),
        ({"DiscountRate": -1}, "The DiscountRate must be between 0 and 100."),
        (
            {"DiscountRate": 1, "DiscountAmount": 1},
            "Only one of DiscountRate and DiscountAmount can be given.",
        ),
        ({"Description": "x" * 4001}, "The length of Description must be 4000 characters or fewer"),
        (
            {"Tracking": [{"Name": "Colour", "Option": "Red"}]},
            "The tracking category 'Colour' does not exist.",
        ),
        (
            {"Tracking": [{"Name": "Region", "Option": "Up"}]},
            "The tracking option 'Up' does not exist in the tracking category 'Region'.",
        ),
        ({"Tracking": [{}]}, "The tracking category '' does not exist."),
        (
            {"Tracking": [{"Name": "Region", "Option": "East"}] * 2},
            "A line can have at most 2 tracking categories, each once.",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said(xero, fields, message):
    reply = xero.put("Invoices", invoice(LineItems=[line(), line(**fields)]))
    assert reply.status == 400
    assert reply.messages == [message]


@pytest.mark.parametrize(
    "fields",
    [
        {"Quantity": "NaN"},
        {"Quantity": "Infinity"},
        {"UnitAmount": "ten"},
        {"UnitAmount": "1_000"},
        {"UnitAmount": True},
        {"UnitAmount": "1e40"},
        {"UnitAmount": {}},
        {"Tracking": "North"},
        {"LineItemID": "1"},
    ],
)
def test_numbers_that_are_none_refuse_the_request(xero, fields):
    reply = xero.put("Invoices", invoice(LineItems=[line(**fields)]))
    assert reply.json["ErrorNumber"] == 14


@pytest.mark.parametrize("written", [50, 50.0, "50", "50.00", "5e1", " 50 "])
def test_numbers_may_be_written_as_text(xero, written):
    (only,) = lines_of(xero, line(UnitAmount=written))
    assert only["UnitAmount"] == 50


def test_an_archived_account_cannot_be_posted_to(xero):
    account = xero.create("Accounts", {"Code": "777", "Name": "Old", "Type": "REVENUE"})
    xero.update(f"Accounts/{account['AccountID']}", {"Status": "ARCHIVED"})
    reply = xero.put("Invoices", invoice(LineItems=[line(AccountCode="777")]))
    assert reply.messages == ["Account code '777' is not a valid code for this document."]


def test_an_account_can_be_given_by_its_id(xero):
    account = next(one for one in xero.all("Accounts") if one["Code"] == "260")
    (only,) = lines_of(xero, line(AccountCode=None, AccountID=account["AccountID"]))
    assert only["AccountCode"] == "260"


def test_a_changed_account_code_wins_over_the_id_that_was_read_with_it(xero):
    made = xero.create("Invoices", invoice())
    (read,) = made["LineItems"]
    path = f"Invoices/{made['InvoiceID']}"
    changed = xero.update(path, {"LineItems": [{**read, "AccountCode": "260"}]})
    assert changed["LineItems"][0]["AccountCode"] == "260"
    back = {"LineItemID": read["LineItemID"], "AccountID": read["AccountID"]}
    assert xero.update(path, {"LineItems": [back]})["LineItems"][0]["AccountCode"] == "200"


def test_a_line_that_multiplies_into_the_absurd_is_refused(xero):
    reply = xero.put("Invoices", invoice(LineItems=[line(Quantity=10**9, UnitAmount=10**9)]))
    assert reply.messages == ["The line total 1000000000000000000.00 is too large."]


def test_an_item_fills_in_what_is_absent(xero):
    (only,) = lines_of(xero, {"ItemCode": "book", "Quantity": 2})
    assert only["ItemCode"] == "BOOK"
    assert only["Description"] == "Fish out of Water: Finding Your Brand"
    assert (only["UnitAmount"], only["LineAmount"]) == (Decimal("19.95"), Decimal("39.90"))
    assert (only["AccountCode"], only["TaxType"]) == ("200", "OUTPUT")


def test_a_bill_takes_the_purchase_side_of_an_item(xero):
    made = xero.create("Invoices", bill(LineItems=[{"ItemCode": "BOOK", "Quantity": 2}]))
    (only,) = made["LineItems"]
    assert (only["UnitAmount"], only["AccountCode"]) == (Decimal("9.50"), "310")


def test_what_the_line_says_wins_over_the_item(xero):
    (only,) = lines_of(xero, {"ItemCode": "BOOK", "Quantity": 1, "UnitAmount": 5})
    assert only["UnitAmount"] == 5


def test_the_contact_supplies_a_tax_type_when_nothing_else_does(xero):
    xero.post("Contacts", {"Name": "Exempt", "AccountsReceivableTaxType": "EXEMPTOUTPUT"})
    made = xero.create(
        "Invoices",
        invoice(Contact={"Name": "Exempt"}, Status="DRAFT", LineItems=[line(AccountCode=None)]),
    )
    assert made["LineItems"][0]["TaxType"] == "EXEMPTOUTPUT"


def test_an_approved_line_needs_a_tax_type_from_somewhere(xero):
    account = next(one for one in xero.all("Accounts") if one["Code"] == "260")
    xero.update(f"Accounts/{account['AccountID']}", {"TaxType": None})
    reply = xero.put("Invoices", invoice(LineItems=[line(AccountCode="260")]))
    assert reply.messages == ["Tax type must be specified for every line of an approved invoice"]


def test_tracking_is_kept_by_name_and_by_id(xero):
    (category,) = xero.all("TrackingCategories")
    option = category["Options"][1]
    first, second = lines_of(
        xero,
        line(Tracking=[{"Name": "region", "Option": "north"}]),
        line(
            Tracking=[
                {
                    "TrackingCategoryID": category["TrackingCategoryID"],
                    "TrackingOptionID": option["TrackingOptionID"],
                }
            ]
        ),
    )
    assert (first["Tracking"][0]["Name"], first["Tracking"][0]["Option"]) == ("Region", "North")
    assert second["Tracking"][0]["Option"] == "South"


def test_unit_prices_are_rounded_on_the_way_in_without_unitdp(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(Quantity=1000, UnitAmount="0.0375")]))
    assert made["LineItems"][0]["LineAmount"] == 40
    again = xero.one(f"Invoices/{made['InvoiceID']}", unitdp="4")
    assert again["LineItems"][0]["UnitAmount"] == Decimal("0.04")


def test_unit_prices_keep_four_decimals_with_unitdp(xero):
    made = xero.create(
        "Invoices", invoice(LineItems=[line(Quantity=1000, UnitAmount="0.03755")]), unitdp="4"
    )
    assert made["LineItems"][0]["UnitAmount"] == Decimal("0.0376")
    assert made["LineItems"][0]["LineAmount"] == Decimal("37.60")


def test_unit_prices_are_rounded_on_the_way_out_without_unitdp(xero):
    made = xero.create("Invoices", invoice(LineItems=[line(UnitAmount="1.2345")]), unitdp="4")
    body = xero.get(f"Invoices/{made['InvoiceID']}").response.body
    assert b'"UnitAmount":1.23,' in body
    assert (
        b'"UnitAmount":1.2345,'
        in xero.get(f"Invoices/{made['InvoiceID']}", unitdp="4").response.body
    )


CENTS = st.integers(min_value=0, max_value=10**7).map(lambda value: str(Decimal(value) / 100))
QUANTITIES = st.integers(min_value=0, max_value=10**7).map(
    lambda value: str(Decimal(value) / 10000)
)
LINES = st.lists(
    st.builds(
        lambda quantity, price, tax: line(Quantity=quantity, UnitAmount=price, TaxType=tax),
        QUANTITIES,
        CENTS,
        st.sampled_from(["OUTPUT", "EXEMPTOUTPUT", "BASEXCLUDED", "NONE"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(LINES, st.sampled_from(["Exclusive", "Inclusive", "NoTax"]))
def test_the_totals_of_every_invoice_are_the_sums_of_its_lines(lines, types):
    made = SHARED.create("Invoices", invoice(LineItems=lines, LineAmountTypes=types))
    amounts = sum(one["LineAmount"] for one in made["LineItems"])
    taxes = sum(one["TaxAmount"] for one in made["LineItems"])
    assert made["TotalTax"] == taxes
    assert made["SubTotal"] + made["TotalTax"] == made["Total"] == made["AmountDue"]
    assert made["Total"] == (amounts if types == "Inclusive" else amounts + taxes)
    for value in (made["SubTotal"], made["TotalTax"], made["Total"]):
        assert Decimal(value) == Decimal(value).quantize(Decimal("0.01"))


SHARED = new_client()
