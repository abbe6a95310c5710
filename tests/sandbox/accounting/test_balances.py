"""The trial balance and the balance sheet: both balance, whatever happens in the ledger."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.accounting.client import BANK, bill, invoice, line, new_client, payment
from tests.sandbox.accounting.reports import columns, figures, report, rows, titles


def journals(xero):
    """Every line of the general ledger, as a client reads it."""
    found, offset = [], 0
    while page := xero.all("Journals", offset=str(offset)):
        found += page
        offset = page[-1]["JournalNumber"]
    return [line for journal in found for line in journal["JournalLines"]]


def assert_everything_balances(xero, **query):
    debit, credit, year_debit, year_credit = figures(report(xero, "TrialBalance", **query), "Total")
    assert debit == credit
    assert year_debit == year_credit
    sheet = report(xero, "BalanceSheet", periods="3", timeframe="YEAR", **query)
    assets, liabilities = figures(sheet, "Total Assets"), figures(sheet, "Total Liabilities")
    net = [one - other for one, other in zip(assets, liabilities, strict=True)]
    assert figures(sheet, "Net Assets") == net == figures(sheet, "Total Equity")


@pytest.mark.parametrize("which", [0, 1], ids=["AU", "GB"])
@pytest.mark.parametrize("cash", ["true", "false"])
def test_the_demonstration_data_balance(which, cash):
    xero = new_client(which)
    for day in ("2026-07-15", "2026-09-30", "2026-11-20", "2027-12-31"):
        assert_everything_balances(xero, date=day, paymentsOnly=cash)


def test_the_trial_balance_shows_what_the_journals_say(xero):
    found = report(xero, "TrialBalance", date="2027-06-30")
    for account in xero.all("Accounts"):
        total = sum(
            (
                one["NetAmount"]
                for one in journals(xero)
                if one["AccountID"] == account["AccountID"]
            ),
            Decimal(0),
        )
        shown = rows(found).get(f"{account['Name']} ({account['Code']})", ["", "", "0", "0"])
        debit, credit = (Decimal(value or 0) for value in shown[2:])
        assert debit - credit == total


def test_the_classes_have_a_section_each(xero):
    xero.create("Payments", payment(xero.create("Invoices", invoice())["InvoiceID"], 1,
                                    Account={"Code": "970"}))  # fmt: skip
    found = report(xero, "TrialBalance")
    assert titles(found) == ["Revenue", "Expenses", "Assets", "Liabilities", "Equity"]
    assert columns(found) == ["Account", "Debit", "Credit", "YTD Debit", "YTD Credit"]
    assert found["ReportTitles"][-1] == "As at 20 November 2026"


def test_debits_and_credits_are_those_of_the_month(xero):
    for day in ("2026-03-31", "2026-04-01", "2026-04-15", "2026-04-16"):
        xero.create("Invoices", invoice(Date=day, DueDate="2026-05-01"))
    found = rows(report(xero, "TrialBalance", date="2026-04-15"))
    assert found["Sales (200)"] == ["", "200.00", "", "300.00"]
    assert found["Accounts Receivable (610)"] == ["220.00", "", "330.00", ""]


def test_earlier_profits_are_retained_earnings(xero):
    for day in ("2025-06-30", "2025-07-01"):
        xero.create("Invoices", invoice(Date=day, DueDate="2026-05-01"))
    before, after = (
        rows(report(xero, "BalanceSheet", date=day)) for day in ("2025-06-30", "2025-07-01")
    )
    assert (before["Current Year Earnings"], "Retained Earnings" in before) == (["100.00"], False)
    assert (after["Current Year Earnings"], after["Retained Earnings"]) == (["100.00"], ["100.00"])
    trial = rows(report(xero, "TrialBalance", date="2025-07-31"))
    assert trial["Sales (200)"] == ["", "100.00", "", "100.00"]
    assert trial["Retained Earnings (960)"] == ["", "0.00", "", "100.00"]


def test_the_british_year_ends_in_march():
    xero = new_client(1)
    contact = {"ContactID": xero.all("Contacts")[0]["ContactID"]}
    for day in ("2026-03-31", "2026-04-01"):
        xero.create("Invoices", invoice(Date=day, DueDate="2026-05-01", Contact=contact))
    found = rows(report(xero, "BalanceSheet", date="2026-04-01"))
    assert (found["Current Year Earnings"], found["Retained Earnings"]) == (["100.00"], ["100.00"])


def test_a_chart_without_retained_earnings_balances_as_well(xero):
    (account,) = xero.all("Accounts", where='Code=="960"')
    xero.organisation.accounts.remove(account["AccountID"])
    xero.create("Invoices", invoice(Date="2025-06-30", DueDate="2026-05-01"))
    assert_everything_balances(xero, date="2026-01-31")
    assert rows(report(xero, "TrialBalance", date="2026-01-31"))["Retained Earnings"][3] == "100.00"


def test_the_balance_sheet_stands_at_the_end_of_the_month(xero):
    found = report(xero, "BalanceSheet", periods="2")
    assert columns(found) == ["", "30 Nov 2026", "31 Oct 2026", "30 Sep 2026"]
    assert found["ReportTitles"][-1] == "As at 30 November 2026"
    assert titles(found) == [
        "Assets", "Bank", "Current Assets", "Liabilities", "Current Liabilities", "Equity",
    ]  # fmt: skip


def test_every_group_of_the_balance_sheet_is_added_up(xero):
    lines = [
        {"AccountCode": code, "LineAmount": amount}
        for code, amount in (("710", 500), ("900", -300), ("970", -200), ("620", 20), ("820", -20))
    ]
    journal = {"Narration": "Set up", "Date": "2025-01-01", "Status": "POSTED"}
    xero.create("ManualJournals", {**journal, "JournalLines": lines})
    found = rows(report(xero, "BalanceSheet", date="2025-01-31"))
    assert found["Total Fixed Assets"] == ["500.00"]
    assert found["Total Current Assets"] == ["20.00"]
    assert found["Total Current Liabilities"] == ["20.00"]
    assert found["Total Non-Current Liabilities"] == ["300.00"]
    assert found["Net Assets"] == found["Total Equity"] == ["200.00"]


def test_a_tracking_option_shows_what_carries_it(xero):
    (region,) = xero.all("TrackingCategories")
    north = region["Options"][0]
    tracked = line(Tracking=[{"Name": "Region", "Option": north["Name"]}])
    xero.create("Invoices", invoice(Date="2025-01-05", LineItems=[tracked, line()]))
    query = {"trackingOptionID1": north["TrackingOptionID"], "date": "2025-01-31"}
    assert rows(report(xero, "BalanceSheet", **query))["Current Year Earnings"] == ["100.00"]


SHARED = new_client()
CENTS = st.integers(min_value=1, max_value=10_000_000).map(lambda cents: str(Decimal(cents) / 100))
DAYS = st.sampled_from(["2023-06-30", "2024-02-29", "2025-07-01", "2026-11-01", "2026-11-20"])
RATES = st.sampled_from(["1", "0.3", "1.7", "0.000013"])
LINES = st.lists(
    st.tuples(CENTS, st.sampled_from(["200", "260", "400", "310", "710", "970", "900"])),
    min_size=1,
    max_size=4,
)


def document(make, lines, line_amount_types, rate, day):
    currency = {} if rate == "1" else {"CurrencyCode": "USD", "CurrencyRate": rate}
    items = [
        line(UnitAmount=amount, Quantity=1, AccountCode=code, TaxType="BASEXCLUDED")
        if code in ("970", "900")
        else line(UnitAmount=amount, Quantity=1, AccountCode=code)
        for amount, code in lines
    ]
    return make(
        LineItems=items,
        LineAmountTypes=line_amount_types,
        Date=day,
        DueDate="2026-12-31",
        **currency,
    )


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from([invoice, bill]),
    LINES,
    st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    RATES,
    DAYS,
    st.lists(st.tuples(st.sampled_from(["pay", "void", "take back"]), DAYS, RATES), max_size=4),
    DAYS,
)
def test_whatever_happens_the_books_balance(
    make, lines, line_amount_types, rate, day, steps, reported
):
    reply = SHARED.put("Invoices", document(make, lines, line_amount_types, rate, day))
    paid = []
    for step, on, paid_at in steps:
        for made in reply.json.get("Invoices", []):
            if step == "pay":
                part = payment(made["InvoiceID"], "0.01", Date=on, CurrencyRate=paid_at)
                answer = SHARED.put("Payments", part).json
                paid += [one["PaymentID"] for one in answer.get("Payments", [])]
            elif step == "void":
                SHARED.post(f"Invoices/{made['InvoiceID']}", {"Status": "VOIDED"})
            elif paid:
                SHARED.update(f"Payments/{paid.pop()}", {"Status": "DELETED"})
    for cash in ("true", "false"):
        assert_everything_balances(SHARED, date=reported, paymentsOnly=cash)


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(["RECEIVE", "SPEND", "RECEIVE-PREPAYMENT"]), CENTS, DAYS, DAYS)
def test_money_at_the_bank_keeps_the_books_balanced(kind, amount, day, reported):
    account = "400" if kind == "SPEND" else "200"
    element = invoice(Type=kind, Date=day, LineItems=[line(UnitAmount=amount, AccountCode=account)])
    SHARED.create("BankTransactions", {**element, "BankAccount": {"AccountID": BANK}})
    for cash in ("true", "false"):
        assert_everything_balances(SHARED, date=reported, paymentsOnly=cash)
