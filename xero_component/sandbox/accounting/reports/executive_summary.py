"""Executive summary: a month beside the one before it, in a few figures.

https://developer.xero.com/documentation/api/accounting/reports#executivesummary
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Final, TypeAlias

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import HUNDRED, ZERO, cents, quotient, to_places
from xero_component.sandbox.accounting.postings import SystemAccounts
from xero_component.sandbox.accounting.reports.balance_sheet import position
from xero_component.sandbox.accounting.reports.bank_summary import bank_movement
from xero_component.sandbox.accounting.reports.general_ledger import GeneralLedger
from xero_component.sandbox.accounting.reports.periods import (
    month_end,
    month_start,
    months_later,
    report_day,
)
from xero_component.sandbox.accounting.reports.rows import header, money, report, row, section
from xero_component.sandbox.accounting.reports.statement import (
    ASSETS,
    COST_OF_SALES,
    EXPENSES,
    INCOME,
    LIABILITIES,
    OTHER_INCOME,
    Statement,
)
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

_DIGITS: Final = Context(prec=28)
"""Ratios are written with as many digits as Xero writes."""


@dataclass(frozen=True, slots=True)
class Month:
    """The figures that one month is summed up by; an undefined ratio is None."""

    received: Decimal
    spent: Decimal
    bank: Decimal
    income: Decimal
    direct_costs: Decimal
    gross_profit: Decimal
    other_income: Decimal
    expenses: Decimal
    profit: Decimal
    debtors: Decimal
    creditors: Decimal
    net_assets: Decimal
    invoices: Decimal
    invoiced: Decimal
    current_assets: Decimal
    current_liabilities: Decimal
    term_assets: Decimal
    term_liabilities: Decimal
    days: Decimal


Figure: TypeAlias = Callable[[Month], Decimal | None]
Style: TypeAlias = Callable[[Decimal | None], str]


def executive_summary(ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    day = report_day(request, "date") or ledger.today
    before = months_later(month_start(day), -1)
    books = GeneralLedger(ledger.organisation)
    months = [_month(books, one) for one in (day, before)]
    rows = [
        header("", f"{day:%b} {day.year}", f"{before:%b} {before.year}", "Variance"),
        *(section(title, *_rows(lines, months)) for title, lines in _SECTIONS.items()),
    ]
    titles = [
        "Executive Summary",
        ledger.organisation.name,
        f"For the month of {day:%B} {day.year}",
    ]
    return report(ledger, "Executive Summary", titles, rows)


def _month(books: GeneralLedger, day: date) -> Month:
    start, end = month_start(day), month_end(day)
    organisation = books.organisation
    earned = Statement(organisation, [books.sums(start, end)])
    stands = Statement(organisation, [position(books, end).balances])
    banks = [
        bank_movement(books, account["AccountID"], start, end)
        for account in organisation.accounts.all()
        if account["Type"] == "BANK"
    ]
    accounts = SystemAccounts.of(organisation)
    balances = stands.columns[0]
    invoices = [
        invoice
        for invoice in organisation.invoices.all()
        if invoice["Type"] == "ACCREC"
        and invoice["Status"] in ("AUTHORISED", "PAID")
        and start <= invoice["Date"] <= end
    ]
    bank_assets, current_assets, *term_assets = (stands.total(group)[0] for group in ASSETS)
    return Month(
        received=sum((bank.received for bank in banks), ZERO),
        spent=sum((bank.spent for bank in banks), ZERO),
        bank=bank_assets,
        income=earned.total(INCOME)[0],
        direct_costs=earned.total(COST_OF_SALES)[0],
        gross_profit=earned.gross_profit()[0],
        other_income=earned.total(OTHER_INCOME)[0],
        expenses=earned.total(EXPENSES)[0],
        profit=earned.net_profit()[0],
        debtors=balances.get(accounts.debtors, ZERO),
        creditors=-balances.get(accounts.creditors, ZERO),
        net_assets=stands.total(*ASSETS)[0] - stands.total(*LIABILITIES)[0],
        invoices=Decimal(len(invoices)),
        invoiced=sum(
            (cents(quotient(one["SubTotal"], one["CurrencyRate"])) for one in invoices), ZERO
        ),
        current_assets=bank_assets + current_assets,
        current_liabilities=stands.total(LIABILITIES[0])[0],
        term_assets=sum(term_assets, ZERO),
        term_liabilities=stands.total(LIABILITIES[1])[0],
        days=Decimal(end.day),
    )


def _ratio(above: Decimal, below: Decimal, times: Decimal = Decimal(1)) -> Decimal | None:
    return quotient(above * times, below) if below else None


def _amount(figure: Decimal | None) -> str:
    return money(figure or ZERO)


def _count(figure: Decimal | None) -> str:
    return str(figure or 0)


def _digits(figure: Decimal | None) -> str:
    """Write a ratio; empty where it is undefined."""
    return "" if figure is None else f"{_DIGITS.plus(figure):f}"


def _days(figure: Decimal | None) -> str:
    return _digits(figure) or "0"


def _percent(figure: Decimal | None) -> str:
    return "" if figure is None else f"{to_places(figure * HUNDRED, 1)}%"


def _variance(now: Decimal | None, before: Decimal | None) -> str:
    """Say by how many per cent a figure has grown; no change where it cannot be said."""
    if not before or now is None:
        return "0.0%"
    return _percent(quotient(now - before, abs(before)))


_SECTIONS: Final[dict[str, Sequence[tuple[str, Figure, Style]]]] = {
    "Cash": (
        ("Cash received", lambda month: month.received, _amount),
        ("Cash spent", lambda month: month.spent, _amount),
        ("Cash surplus (deficit)", lambda month: month.received - month.spent, _amount),
        ("Closing bank balance", lambda month: month.bank, _amount),
    ),
    "Profitability": (
        ("Income", lambda month: month.income, _amount),
        ("Direct costs", lambda month: month.direct_costs, _amount),
        ("Gross profit (loss)", lambda month: month.gross_profit, _amount),
        ("Other Income", lambda month: month.other_income, _amount),
        ("Expenses", lambda month: month.expenses, _amount),
        ("Profit (loss)", lambda month: month.profit, _amount),
    ),
    "Balance Sheet": (
        ("Debtors", lambda month: month.debtors, _amount),
        ("Creditors", lambda month: month.creditors, _amount),
        ("Net assets", lambda month: month.net_assets, _amount),
    ),
    "Income": (
        ("Number of invoices issued", lambda month: month.invoices, _count),
        (
            "Average value of invoices",
            lambda month: _ratio(month.invoiced, month.invoices),
            _amount,
        ),
    ),
    "Performance": (
        ("Gross profit margin", lambda month: _ratio(month.gross_profit, month.income), _percent),
        ("Net profit margin", lambda month: _ratio(month.profit, month.income), _percent),
        (
            "Return on investment (p.a.)",
            lambda month: _ratio(month.profit, month.net_assets, Decimal(12)),
            _percent,
        ),
    ),
    "Position": (
        (
            "Average debtors days",
            lambda month: _ratio(month.debtors, month.income, month.days),
            _days,
        ),
        (
            "Average creditors days",
            lambda month: _ratio(month.creditors, month.direct_costs + month.expenses, month.days),
            _days,
        ),
        ("Short term cash forecast", lambda month: month.debtors - month.creditors, _amount),
        (
            "Current assets to liabilities",
            lambda month: _ratio(month.current_assets, month.current_liabilities),
            _digits,
        ),
        (
            "Term assets to liabilities",
            lambda month: _ratio(month.term_assets, month.term_liabilities),
            _digits,
        ),
    ),
}


def _rows(lines: Sequence[tuple[str, Figure, Style]], months: Sequence[Month]) -> list[Record]:
    rows = []
    for label, figure, style in lines:
        now, before = (figure(month) for month in months)
        rows.append(row(label, [style(now), style(before), _variance(now, before)]))
    return rows
