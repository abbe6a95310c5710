"""Budget summary: the overall budget as a profit and loss of months to come.

https://developer.xero.com/documentation/api/accounting/reports#budgetsummary
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from xero_component.sandbox.accounting.accounts import CLASSES
from xero_component.sandbox.accounting.budgets import month_of
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.problems import query_invalid
from xero_component.sandbox.accounting.reports.general_ledger import Sums
from xero_component.sandbox.accounting.reports.periods import (
    MOST_PERIODS,
    month_start,
    months_later,
    report_day,
    whole_number,
)
from xero_component.sandbox.accounting.reports.rows import (
    amounts,
    header,
    report,
    section,
    summary,
)
from xero_component.sandbox.accounting.reports.statement import (
    COST_OF_SALES,
    EXPENSES,
    INCOME,
    OTHER_INCOME,
    Statement,
)
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

_TIMEFRAMES = frozenset({1, 3, 12})
"""Months in a column."""


def budget_summary(ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    organisation = ledger.organisation
    first = month_start(report_day(request, "date") or ledger.today)
    length = whole_number(request, "timeframe", 1)
    if length not in _TIMEFRAMES:
        raise query_invalid(f"'{length}' is not a valid timeframe: it is 1, 3 or 12 months")
    periods = whole_number(request, "periods", MOST_PERIODS)
    starts = [months_later(first, number * length) for number in range(periods)]
    lasts = [months_later(start, length - 1) for start in starts]
    columns = [_budgeted(organisation, start, length) for start in starts]
    rows = [header("Account", *(f"{last:%b-%y}" for last in lasts)), *_rows(organisation, columns)]
    titles = [
        "Overall Budget",
        "Budget Summary",
        organisation.name,
        f"{first:%B} {first.year} to {lasts[-1]:%B} {lasts[-1].year}",
    ]
    return report(ledger, "Budget Summary", titles, rows)


def _budgeted(organisation: Organisation, start: date, length: int) -> Sums:
    """Add up what the overall budget says of some months, debits being positive."""
    months = {month_of(months_later(start, number)) for number in range(length)}
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for budget in organisation.budgets.all():
        if budget["Type"] != "OVERALL":
            continue
        for line in budget["BudgetLines"]:
            account = organisation.accounts.get(line["AccountID"]) or {}
            sign = 1 if CLASSES.get(str(account.get("Type"))) == "EXPENSE" else -1
            for balance in line["BudgetBalances"]:
                if balance["Period"] in months:
                    sums[line["AccountID"]] += sign * balance["Amount"]
    return dict(sums)


def _rows(organisation: Organisation, columns: Sequence[Sums]) -> list[Record]:
    statement = Statement(organisation, columns)
    expenses = statement.total(EXPENSES)
    return [
        *statement.sections(INCOME),
        *statement.sections(COST_OF_SALES),
        section("", summary("Gross Profit", amounts(statement.gross_profit()))),
        *statement.sections(OTHER_INCOME),
        *([section(EXPENSES.title, *found)] if (found := statement.rows(EXPENSES)) else []),
        section("", summary("Total Expenses", amounts(expenses))),
        section("", summary("Net Profit", amounts(statement.net_profit()))),
    ]
