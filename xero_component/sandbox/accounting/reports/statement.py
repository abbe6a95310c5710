"""Groups of accounts that statements show and add up: income, cost of sales, bank and so on."""

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.reports.general_ledger import Sums
from xero_component.sandbox.accounting.reports.rows import ACCOUNT, amounts, row, section, summary
from xero_component.sandbox.accounting.tables import Record

Totals = list[Decimal]
"""An amount for each column."""


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of some types, added up; `sign` is 1 where debits are shown as positive."""

    title: str
    total: str
    types: tuple[str, ...]
    sign: int


INCOME: Final = Group("Income", "Total Income", ("REVENUE", "SALES"), -1)
COST_OF_SALES: Final = Group("Less Cost of Sales", "Total Cost of Sales", ("DIRECTCOSTS",), 1)
OTHER_INCOME: Final = Group("Plus Other Income", "Total Other Income", ("OTHERINCOME",), -1)
EXPENSES: Final = Group(
    "Less Operating Expenses",
    "Total Operating Expenses",
    ("DEPRECIATN", "EXPENSE", "OVERHEADS"),
    1,
)
ASSETS: Final = (
    Group("Bank", "Total Bank", ("BANK",), 1),
    Group("Current Assets", "Total Current Assets", ("CURRENT", "INVENTORY", "PREPAYMENT"), 1),
    Group("Fixed Assets", "Total Fixed Assets", ("FIXED",), 1),
    Group("Non-current Assets", "Total Non-current Assets", ("NONCURRENT",), 1),
)
LIABILITIES: Final = (
    Group(
        "Current Liabilities", "Total Current Liabilities", ("CURRLIAB", "LIABILITY", "PAYG"), -1
    ),
    Group("Non-Current Liabilities", "Total Non-Current Liabilities", ("TERMLIAB",), -1),
)
EQUITY: Final = Group("Equity", "Total Equity", ("EQUITY",), -1)


class Statement:
    """Columns of sums, shown and added up by groups of accounts."""

    def __init__(self, organisation: Organisation, columns: Sequence[Sums]) -> None:
        self.organisation = organisation
        self.columns = columns

    def rows(self, group: Group) -> list[Record]:
        """Show each account of a group that has an amount in some column."""
        return [
            row(account["Name"], amounts(values), ACCOUNT, account["AccountID"])
            for account, values in self.accounts(group)
            if any(values)
        ]

    def accounts(self, group: Group) -> list[tuple[Record, Totals]]:
        """List the accounts of a group by name, with the amount of each column."""
        found = [
            account
            for account in self.organisation.accounts.all()
            if account["Type"] in group.types
        ]
        found.sort(key=lambda account: (str(account["Name"]).casefold(), account["AccountID"]))
        return [
            (account, [group.sign * sums.get(account["AccountID"], ZERO) for sums in self.columns])
            for account in found
        ]

    def total(self, *groups: Group) -> Totals:
        """Add up groups, column by column."""
        return added(
            self.columns, (values for group in groups for _, values in self.accounts(group))
        )

    def sections(self, group: Group) -> list[Record]:
        """Show a group with its total, or nothing where none of its accounts has an amount."""
        rows = self.rows(group)
        if not rows:
            return []
        return [section(group.title, *rows, summary(group.total, amounts(self.total(group))))]

    def gross_profit(self) -> Totals:
        """Return income less the cost of sales."""
        return less(self.total(INCOME), self.total(COST_OF_SALES))

    def net_profit(self) -> Totals:
        """Return what is left of all income."""
        return less(
            added(self.columns, [self.gross_profit(), self.total(OTHER_INCOME)]),
            self.total(EXPENSES),
        )


def added(columns: Sized, totals: Iterable[Sequence[Decimal]]) -> Totals:
    """Add up column by column."""
    found = [ZERO] * len(columns)
    for values in totals:
        found = [one + other for one, other in zip(found, values, strict=True)]
    return found


def less(totals: Sequence[Decimal], others: Sequence[Decimal]) -> Totals:
    """Subtract column by column."""
    return [one - other for one, other in zip(totals, others, strict=True)]
