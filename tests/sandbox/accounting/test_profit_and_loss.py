from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import bill, invoice, line, payment
from tests.sandbox.accounting.reports import columns, figures, report, rows, titles

MARCH = {"fromDate": "2026-03-01", "toDate": "2026-03-31"}


def march(make, **fields):
    return make(Date="2026-03-10", DueDate="2026-03-20", **fields)


def test_income_less_costs_and_expenses_is_the_profit(xero):
    xero.create("Invoices", march(invoice))
    xero.create("Invoices", march(bill, LineItems=[line(AccountCode="310", Quantity=1)]))
    xero.create("Invoices", march(bill, LineItems=[line(AccountCode="400", UnitAmount=10)]))
    interest = line(AccountCode="270", UnitAmount=1, TaxType="BASEXCLUDED")
    xero.create("Invoices", march(invoice, LineItems=[interest]))
    found = report(xero, "ProfitAndLoss", **MARCH)
    assert titles(found) == [
        "Income", "Less Cost of Sales", "Plus Other Income", "Less Operating Expenses",
    ]  # fmt: skip
    assert rows(found) == {
        "Sales": ["100.00"],
        "Total Income": ["100.00"],
        "Cost of Goods Sold": ["50.00"],
        "Total Cost of Sales": ["50.00"],
        "Gross Profit": ["50.00"],
        "Interest Income": ["2.00"],
        "Total Other Income": ["2.00"],
        "Advertising": ["20.00"],
        "Total Operating Expenses": ["20.00"],
        "Net Profit": ["32.00"],
    }


def test_it_is_about_this_month_unless_told_otherwise(xero):
    found = report(xero, "ProfitAndLoss")
    assert found["ReportTitles"] == [
        "Profit & Loss", "Demo Company (AU)", "1 November 2026 to 30 November 2026",
    ]  # fmt: skip
    assert columns(found) == ["", "30 Nov 26"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"fromDate": "2026-02-10"}, "10 February 2026 to 28 February 2026"),
        ({"toDate": "2026-02-10"}, "1 February 2026 to 10 February 2026"),
    ],
)
def test_one_of_the_dates_brings_the_other_along(xero, query, title):
    assert report(xero, "ProfitAndLoss", **query)["ReportTitles"][-1] == title


def test_the_first_and_the_last_day_count_and_no_other(xero):
    before = figures(report(xero, "ProfitAndLoss", **MARCH), "Net Profit")
    for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
        xero.create("Invoices", invoice(Date=day, DueDate="2026-05-01"))
    after = figures(report(xero, "ProfitAndLoss", **MARCH), "Net Profit")
    assert after[0] - before[0] == 200


@pytest.mark.parametrize(
    ("timeframe", "labels"),
    [
        ("MONTH", ["31 Mar 26", "28 Feb 26", "31 Jan 26"]),
        ("quarter", ["31 Mar 26", "31 Dec 25", "30 Sep 25"]),
        ("YEAR", ["31 Mar 26", "31 Mar 25", "31 Mar 24"]),
    ],
)
def test_periods_are_compared_backwards(xero, timeframe, labels):
    for day in ("2026-03-10", "2026-02-10", "2025-12-10", "2025-03-10"):
        xero.create("Invoices", invoice(Date=day, DueDate="2026-05-01"))
    found = report(xero, "ProfitAndLoss", periods="2", timeframe=timeframe, **MARCH)
    assert columns(found) == ["", *labels]
    expected = {"MONTH": [100, 100, 0], "quarter": [100, 100, 0], "YEAR": [100, 100, 0]}
    assert figures(found, "Sales") == expected[timeframe]


@pytest.mark.parametrize("ended", ["VOIDED", "DRAFT", "SUBMITTED"])
def test_what_is_not_approved_counts_for_nothing(xero, ended):
    if ended == "VOIDED":
        made = xero.create("Invoices", march(invoice))["InvoiceID"]
        xero.update(f"Invoices/{made}", {"Status": "VOIDED"})
    else:
        xero.create("Invoices", march(invoice, Status=ended))
    assert rows(report(xero, "ProfitAndLoss", **MARCH))["Net Profit"] == ["0.00"]


def region(xero):
    (found,) = xero.all("TrackingCategories")
    return found, {option["Name"]: option["TrackingOptionID"] for option in found["Options"]}


def tracked(option):
    return line(Tracking=[{"Name": "Region", "Option": option}])


def test_a_tracking_category_has_a_column_for_each_option(xero):
    lines = [tracked("North"), tracked("East"), line(UnitAmount=1)]
    xero.create("Invoices", march(invoice, LineItems=lines))
    category, _ = region(xero)
    found = report(
        xero, "ProfitAndLoss", trackingCategoryID=category["TrackingCategoryID"], **MARCH
    )
    assert columns(found) == ["", "North", "South", "East", "West", "Unassigned", "Total"]
    assert figures(found, "Sales") == [100, 0, 100, 0, 2, 202]


def test_one_option_is_one_column(xero):
    xero.create("Invoices", march(invoice, LineItems=[tracked("North"), line()]))
    category, options = region(xero)
    query = {"trackingCategoryID": category["TrackingCategoryID"]}
    found = report(xero, "ProfitAndLoss", trackingOptionID=options["North"], **query, **MARCH)
    assert columns(found) == ["", "North"]
    assert figures(found, "Net Profit") == [100]
    reply = xero.get("Reports/ProfitAndLoss", trackingOptionID="x", **query)
    assert reply.json["ErrorNumber"] == 16


def test_two_categories_have_a_column_for_each_pair(xero):
    region_id = region(xero)[0]["TrackingCategoryID"]
    xero.organisation.tracking_categories.put(
        {
            "TrackingCategoryID": "11111111-1111-4111-8111-111111111111",
            "Name": "Team",
            "Status": "ACTIVE",
            "Options": [
                {
                    "TrackingOptionID": "22222222-2222-4222-8222-222222222222",
                    "Name": "Red",
                    "Status": "ACTIVE",
                }
            ],
        }
    )
    both = [{"Name": "Region", "Option": "North"}, {"Name": "Team", "Option": "Red"}]
    lines = [line(Tracking=both), tracked("North"), line()]
    xero.create("Invoices", march(invoice, LineItems=lines))
    found = report(
        xero,
        "ProfitAndLoss",
        trackingCategoryID=region_id,
        trackingCategoryID2="11111111-1111-4111-8111-111111111111",
        **MARCH,
    )
    sales = dict(zip(columns(found)[1:], figures(found, "Sales"), strict=True))
    assert sales["North, Red"] == sales["North, Unassigned"] == sales["Unassigned, Unassigned"]
    assert sales["South, Red"] == 0
    assert sales["Total"] == 300


def test_the_cash_basis_counts_what_is_paid_when_it_is_paid(xero):
    made = xero.create("Invoices", march(invoice))["InvoiceID"]
    cash = {"paymentsOnly": "true"}
    assert figures(report(xero, "ProfitAndLoss", **MARCH, **cash), "Net Profit") == [0]
    xero.create("Payments", payment(made, "27.50", Date="2026-04-02"))
    april = {"fromDate": "2026-04-01", "toDate": "2026-04-30"}
    assert figures(report(xero, "ProfitAndLoss", **april, **cash), "Sales") == [25]
    assert figures(report(xero, "ProfitAndLoss", **MARCH), "Sales") == [100]


def test_a_payment_on_the_cash_basis_is_shared_between_the_lines(xero):
    lines = [line(UnitAmount="0.05", Quantity=1, AccountCode=code) for code in ("200", "260")]
    made = xero.create("Invoices", march(invoice, LineItems=lines, LineAmountTypes="NoTax"))
    xero.create("Payments", payment(made["InvoiceID"], "0.05", Date="2026-03-12"))
    found = report(xero, "ProfitAndLoss", paymentsOnly="true", **MARCH)
    shares = [figures(found, name)[0] for name in ("Sales", "Other Revenue")]
    assert sum(shares) == figures(found, "Net Profit")[0] == Decimal("0.05")
    assert sorted(shares) == [Decimal("0.02"), Decimal("0.03")]


def test_a_manual_journal_may_stay_away_from_the_cash_basis(xero):
    lines = [{"AccountCode": "453", "LineAmount": 9}, {"AccountCode": "620", "LineAmount": -9}]
    journal = {"Narration": "Accrued", "Date": "2026-03-31", "Status": "POSTED"}
    for shown in (True, False):
        element = {**journal, "JournalLines": lines, "ShowOnCashBasisReports": shown}
        xero.create("ManualJournals", element)
    assert figures(report(xero, "ProfitAndLoss", **MARCH), "Office Expenses") == [18]
    cash = report(xero, "ProfitAndLoss", paymentsOnly="true", **MARCH)
    assert figures(cash, "Office Expenses") == [9]
