"""Trial balance: debits and credits of every account, which must come to the same.

https://developer.xero.com/documentation/api/accounting/reports#trialbalance
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from xero_component.sandbox.accounting.accounts import CLASSES
from xero_component.sandbox.accounting.fields import EMPTY_GUID
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.query import flag
from xero_component.sandbox.accounting.reports.balance_sheet import position, retained_earnings
from xero_component.sandbox.accounting.reports.general_ledger import GeneralLedger, Sums
from xero_component.sandbox.accounting.reports.periods import (
    financial_year_start,
    long_day,
    month_start,
    report_day,
)
from xero_component.sandbox.accounting.reports.rows import (
    ACCOUNT,
    header,
    money,
    report,
    row,
    section,
    summary,
)
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

CLASS_TITLES: Final = {
    "REVENUE": "Revenue",
    "EXPENSE": "Expenses",
    "ASSET": "Assets",
    "LIABILITY": "Liabilities",
    "EQUITY": "Equity",
}
_DEBIT_CLASSES = frozenset({"ASSET", "EXPENSE"})


def trial_balance(ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    organisation = ledger.organisation
    day = report_day(request, "date") or ledger.today
    books = GeneralLedger(organisation, cash=flag(request, "paymentsOnly"))
    month, year = books.sums(month_start(day), day), _year_to_date(books, day)
    totals = [
        text
        for sums in (month, year)
        for text in (
            money(sum((amount for amount in sums.values() if amount > 0), ZERO)),
            money(-sum((amount for amount in sums.values() if amount < 0), ZERO)),
        )
    ]
    rows = [
        header("Account", "Debit", "Credit", "YTD Debit", "YTD Credit"),
        *_sections(books, month, year),
        section("", summary("Total", totals)),
    ]
    titles = ["Trial Balance", organisation.name, f"As at {long_day(day)}"]
    return report(ledger, "Trial Balance", titles, rows)


def _year_to_date(books: GeneralLedger, day: date) -> Sums:
    """Add up this financial year's revenue and expenses, and all that the other accounts hold."""
    year = books.sums(financial_year_start(books.organisation, day), day)
    profits = {account: amount for account, amount in year.items() if books.is_profit(account)}
    return {**position(books, day).balances, **profits}


def _sections(books: GeneralLedger, month: Sums, year: Sums) -> Iterator[Record]:
    accounts = list(books.organisation.accounts.all())
    if retained_earnings(books.organisation) == EMPTY_GUID:
        accounts.append(
            {"AccountID": EMPTY_GUID, "Name": "Retained Earnings", "Code": None, "Type": "EQUITY"}
        )
    accounts.sort(key=lambda account: (str(account["Name"]).casefold(), account["AccountID"]))
    for account_class, title in CLASS_TITLES.items():
        rows = [
            _row(account, [sums.get(account["AccountID"], ZERO) for sums in (month, year)])
            for account in accounts
            if CLASSES[account["Type"]] == account_class
        ]
        shown = [one for one in rows if one is not None]
        if shown:
            yield section(title, *shown)


def _row(account: Record, amounts: Sequence[Decimal]) -> Record | None:
    if not any(amounts):
        return None
    label = f"{account['Name']} ({account['Code']})" if account["Code"] else account["Name"]
    normally_debit = CLASSES[account["Type"]] in _DEBIT_CLASSES
    values: list[str] = []
    for amount in amounts:
        is_debit = amount > 0 or (amount == 0 and normally_debit)
        values += [money(amount), ""] if is_debit else ["", money(-amount)]
    return row(label, values, ACCOUNT, account["AccountID"])
