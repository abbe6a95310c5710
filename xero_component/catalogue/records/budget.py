"""https://developer.xero.com/documentation/api/accounting/budgets"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.invoice import LineTracking


@with_config(LENIENT)
class BudgetBalance(TypedDict, total=False):
    """What is budgeted for an account in one month."""

    Period: str
    """The month, as `2026-11`."""
    Amount: Money
    UnitAmount: Money
    Notes: str


@with_config(LENIENT)
class BudgetLine(TypedDict, total=False):
    """The budget of one account, month by month."""

    AccountID: str
    AccountCode: str
    BudgetBalances: list[BudgetBalance]


@with_config(LENIENT)
class Budget(TypedDict, total=False):
    """The budget of the whole organisation (OVERALL), or of one tracking option (TRACKING)."""

    BudgetID: Required[str]
    Type: str
    Status: str
    Description: str
    Tracking: list[LineTracking]
    BudgetLines: list[BudgetLine]
    """Only in the answer for a single budget."""
    UpdatedDateUTC: Instant
