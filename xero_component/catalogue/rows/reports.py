"""The reports of the Accounting API: what days each is about, and what opens it.

https://developer.xero.com/documentation/api/accounting/reports
"""

from dataclasses import dataclass
from enum import Enum

from xero_component.catalogue.scopes import READ
from xero_component.catalogue.scopes import REPORTS as SCOPES


class About(Enum):
    """Which days a report is asked for."""

    RANGE = "range"
    """`fromDate` and `toDate`."""
    DAY = "day"
    """`date`: how things stand at its end, or its month."""
    MONTHS = "months"
    """`date` and `periods`: a column for each month from that of the date on."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report that is about the whole organisation."""

    key: str
    name: str
    """As in the address, `Reports/ProfitAndLoss`."""
    about: About

    @property
    def scope(self) -> str:
        """The scope to read it with."""
        return report_scope(self.name)


@dataclass(frozen=True, kw_only=True)
class AgedReport:
    """One report that is about a contact."""

    key: str
    name: str
    balance: str
    """The side of a contact's Balances that it explains."""

    @property
    def scope(self) -> str:
        """The scope to read it with."""
        return report_scope(self.name)


def report_scope(name: str) -> str:
    """Return the scope that opens a report."""
    return f"accounting.reports.{SCOPES[name.lower()]}{READ}"


REPORTS: tuple[Report, ...] = (
    Report(key="balance_sheet", name="BalanceSheet", about=About.DAY),
    Report(key="bank_summary", name="BankSummary", about=About.RANGE),
    Report(key="budget_summary", name="BudgetSummary", about=About.MONTHS),
    Report(key="executive_summary", name="ExecutiveSummary", about=About.DAY),
    Report(key="profit_and_loss", name="ProfitAndLoss", about=About.RANGE),
    Report(key="trial_balance", name="TrialBalance", about=About.DAY),
)
AGED_REPORTS: tuple[AgedReport, ...] = (
    AgedReport(
        key="aged_payables_by_contact",
        name="AgedPayablesByContact",
        balance="AccountsPayable",
    ),
    AgedReport(
        key="aged_receivables_by_contact",
        name="AgedReceivablesByContact",
        balance="AccountsReceivable",
    ),
)
