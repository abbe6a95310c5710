"""The reports that sum up: of the bank, of the budget, and of a month."""

from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import bill, invoice, line, payment
from tests.sandbox.accounting.reports import columns, figures, report, rows, titles

MAY = {"fromDate": "2026-05-01", "toDate": "2026-05-31"}


def paid(xero, day, amount, make=invoice):
    made = xero.create("Invoices", make(Date="2026-04-01", DueDate="2026-05-01"))["InvoiceID"]
    return xero.create("Payments", payment(made, amount, Date=day))["PaymentID"]


def test_the_bank_summary_tells_what_came_and_went(xero):
    paid(xero, "2026-04-30", 7)
    paid(xero, "2026-05-01", 10)
    paid(xero, "2026-05-31", 4, bill)
    paid(xero, "2026-06-01", 9)
    found = report(xero, "BankSummary", **MAY)
    assert found["ReportTitles"][-1] == "From 1 May 2026 to 31 May 2026"
    assert rows(found) == {
        "Business Bank Account": ["7.00", "10.00", "4.00", "13.00"],
        "Business Savings Account": ["0.00", "0.00", "0.00", "0.00"],
        "Total": ["7.00", "10.00", "4.00", "13.00"],
    }


def test_a_payment_that_was_taken_back_neither_came_nor_went(xero):
    made = paid(xero, "2026-05-05", 10)
    xero.update(f"Payments/{made}", {"Status": "DELETED"})
    assert rows(report(xero, "BankSummary", **MAY))["Total"] == ["0.00"] * 4


def test_opening_and_movements_are_the_closing_balance(xero):
    opening, received, spent, closing = figures(report(xero, "BankSummary"), "Total")
    assert opening + received - spent == closing
    sheet = report(xero, "BalanceSheet")
    assert figures(sheet, "Total Bank") == [closing]


def test_the_budget_summary_is_the_overall_budget(xero):
    found = report(xero, "BudgetSummary", periods="2")
    assert found["ReportTitles"] == [
        "Overall Budget", "Budget Summary", "Demo Company (AU)", "November 2026 to December 2026",
    ]  # fmt: skip
    assert columns(found) == ["Account", "Nov-26", "Dec-26"]
    shown = rows(found)
    assert shown["Sales"] == shown["Total Income"] == ["9500.00", "9500.00"]
    assert shown["Gross Profit"] == ["8300.00", "8300.00"]
    assert shown["Total Expenses"] == ["1124.50", "1124.50"]
    assert shown["Net Profit"] == ["7175.50", "7175.50"]


def test_the_budget_summary_has_a_year_of_months_unless_told_otherwise(xero):
    assert len(columns(report(xero, "BudgetSummary"))) == 13


def test_a_column_of_the_budget_summary_can_be_a_quarter_or_a_year(xero):
    quarters = report(xero, "BudgetSummary", date="2026-08-15", timeframe="3", periods="4")
    assert columns(quarters)[1:] == ["Oct-26", "Jan-27", "Apr-27", "Jul-27"]
    assert figures(quarters, "Sales") == [28500, 28500, 28500, 28500]
    years = report(xero, "BudgetSummary", date="2026-08-15", timeframe="12", periods="1")
    assert figures(years, "Sales") == [114000]


def test_without_a_budget_everything_is_zero(xero):
    for budget in list(xero.organisation.budgets.all()):
        xero.organisation.budgets.remove(budget["BudgetID"])
    shown = rows(report(xero, "BudgetSummary", periods="1"))
    assert shown == {label: ["0.00"] for label in ("Gross Profit", "Total Expenses", "Net Profit")}


def may_business(xero):
    xero.create("Invoices", invoice(Date="2026-05-10", DueDate="2026-05-20"))
    cost = bill(
        Date="2026-05-11", DueDate="2026-05-20", LineItems=[line(UnitAmount=20, AccountCode="400")]
    )
    xero.create("Invoices", cost)
    received = invoice(Date="2026-05-12", Type="RECEIVE", LineItems=[line(UnitAmount=25)])
    xero.create("BankTransactions", {**received, "BankAccount": {"Code": "090"}})


def test_the_executive_summary_sums_a_month_up(xero):
    may_business(xero)
    found = report(xero, "ExecutiveSummary", date="2026-05-15")
    assert columns(found) == ["", "May 2026", "Apr 2026", "Variance"]
    assert found["ReportTitles"][-1] == "For the month of May 2026"
    assert titles(found) == [
        "Cash", "Profitability", "Balance Sheet", "Income", "Performance", "Position",
    ]  # fmt: skip
    this_month = {label: values[0] for label, values in rows(found).items()}
    assert this_month == {
        "Cash received": "55.00",
        "Cash spent": "0.00",
        "Cash surplus (deficit)": "55.00",
        "Closing bank balance": "55.00",
        "Income": "150.00",
        "Direct costs": "0.00",
        "Gross profit (loss)": "150.00",
        "Other Income": "0.00",
        "Expenses": "40.00",
        "Profit (loss)": "110.00",
        "Debtors": "110.00",
        "Creditors": "44.00",
        "Net assets": "110.00",
        "Number of invoices issued": "1",
        "Average value of invoices": "100.00",
        "Gross profit margin": "100.0%",
        "Net profit margin": "73.3%",
        "Return on investment (p.a.)": "1200.0%",
        "Average debtors days": "22.73333333333333333333333333",
        "Average creditors days": "34.1",
        "Short term cash forecast": "66.00",
        "Current assets to liabilities": "3",
        "Term assets to liabilities": "",
    }


@pytest.mark.parametrize(("day", "change"), [("2026-06-15", "-100.0%"), ("2026-05-15", "0.0%")])
def test_the_variance_is_the_growth_on_the_month_before(xero, day, change):
    may_business(xero)
    assert rows(report(xero, "ExecutiveSummary", date=day))["Income"][2] == change


def test_the_executive_summary_agrees_with_the_other_reports(xero):
    month = figures(report(xero, "ProfitAndLoss"), "Net Profit")[0]
    summed = rows(report(xero, "ExecutiveSummary"))
    assert Decimal(summed["Profit (loss)"][0]) == month
    sheet = report(xero, "BalanceSheet")
    assert Decimal(summed["Net assets"][0]) == figures(sheet, "Net Assets")[0]
    assert Decimal(summed["Closing bank balance"][0]) == figures(sheet, "Total Bank")[0]
