"""Budgets: what is planned for each account, month by month.

https://developer.xero.com/documentation/api/accounting/budgets
"""

from datetime import date

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.query import day_of, matching, values_of
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest


def select_budgets(budgets: list[Record], request: ApiRequest) -> list[Record]:
    """Keep the budgets that `IDs` names, with their lines; without it, all without theirs.

    Raises RequestRefusedError (number 16) for a date that cannot be read.
    """
    wanted = values_of(request, "IDs")
    if wanted is None:
        return [{**budget, "BudgetLines": []} for budget in budgets]
    return [months_of(budget, request) for budget in matching(budgets, wanted, "BudgetID")]


def months_of(budget: Record, request: ApiRequest) -> Record:
    """Leave out of a budget the months that `DateFrom` and `DateTo` do not ask for.

    Raises RequestRefusedError (number 16) for a date that cannot be read.
    """
    first, last = day_of(request, "DateFrom"), day_of(request, "DateTo")
    lines = [
        {
            **line,
            "BudgetBalances": [
                balance
                for balance in line["BudgetBalances"]
                if (first is None or month_of(first) <= balance["Period"])
                and (last is None or balance["Period"] <= month_of(last))
            ],
        }
        for line in budget["BudgetLines"]
    ]
    return {**budget, "BudgetLines": lines}


def month_of(day: date) -> str:
    """Write the month of a day the way budgets name their periods: 2026-11."""
    return day.isoformat()[:7]


def budget_view(ledger: Ledger, budget: Record) -> Record:
    """Show a budget, its accounts under the codes that they have now."""
    accounts = ledger.organisation.accounts
    lines = [
        {**line, "AccountCode": (accounts.get(line["AccountID"]) or {}).get("Code")}
        for line in budget["BudgetLines"]
    ]
    return {**budget, "BudgetLines": lines}
