"""Balance sheet: what an organisation owns and owes at the end of a day, and whose the rest is.

https://developer.xero.com/documentation/api/accounting/reports#balancesheet
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from xero_component.sandbox.accounting.fields import EMPTY_GUID
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.problems import query_invalid
from xero_component.sandbox.accounting.query import flag
from xero_component.sandbox.accounting.reports.general_ledger import Chosen, GeneralLedger, Sums
from xero_component.sandbox.accounting.reports.periods import (
    financial_year_start,
    long_day,
    month_end,
    months_back,
    months_later,
    report_day,
    short_day,
)
from xero_component.sandbox.accounting.reports.rows import (
    ACCOUNT,
    amounts,
    header,
    report,
    row,
    section,
    summary,
)
from xero_component.sandbox.accounting.reports.statement import (
    ASSETS,
    EQUITY,
    LIABILITIES,
    Statement,
    added,
    less,
)
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Position:
    """Where everything stands at the end of a day.

    `balances` are those of the balance sheet accounts, the profit of earlier financial years being
    part of the retained earnings; `current` is the profit of the present year.
    """

    balances: Sums
    current: Decimal


def position(books: GeneralLedger, day: date, chosen: Chosen = lambda _entry: True) -> Position:
    """Work out where everything stands at the end of a day."""
    year = financial_year_start(books.organisation, day)
    sums = books.sums(None, day, chosen)
    earlier = books.profit(books.sums(None, year - _DAY, chosen))
    balances = {account: sum_ for account, sum_ in sums.items() if not books.is_profit(account)}
    retained = retained_earnings(books.organisation)
    balances[retained] = balances.get(retained, ZERO) - earlier
    return Position(balances, books.profit(sums) - earlier)


def retained_earnings(organisation: Organisation) -> str:
    """Return the id of the account of earlier profits; all zeros where there is none."""
    for account in organisation.accounts.all():
        if account.get("SystemAccount") == "RETAINEDEARNINGS":
            return str(account["AccountID"])
    return EMPTY_GUID


def balance_sheet(ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    organisation = ledger.organisation
    day = report_day(request, "date") or month_end(ledger.today)
    days = [months_later(day, -months) for months in months_back(request)]
    chosen = _tracked(organisation, request)
    books = GeneralLedger(organisation, cash=flag(request, "paymentsOnly"))
    positions = [position(books, one, chosen) for one in days]
    statement = Statement(organisation, [one.balances for one in positions])
    assets, liabilities = statement.total(*ASSETS), statement.total(*LIABILITIES)
    rows = [
        header("", *map(short_day, days)),
        section("Assets"),
        *(part for group in ASSETS for part in statement.sections(group)),
        section("", summary("Total Assets", amounts(assets))),
        section("Liabilities"),
        *(part for group in LIABILITIES for part in statement.sections(group)),
        section("", summary("Total Liabilities", amounts(liabilities))),
        section("", row("Net Assets", amounts(less(assets, liabilities)))),
        section(EQUITY.title, *_equity(statement, positions)),
    ]
    titles = ["Balance Sheet", organisation.name, f"As at {long_day(day)}"]
    return report(ledger, "Balance Sheet", titles, rows)


def _equity(statement: Statement, positions: Sequence[Position]) -> Iterator[Record]:
    current = [one.current for one in positions]
    yield row("Current Year Earnings", amounts(current), ACCOUNT, EMPTY_GUID)
    yield from statement.rows(EQUITY)
    unnamed = [-one.balances.get(EMPTY_GUID, ZERO) for one in positions]
    if any(unnamed):
        yield row("Retained Earnings", amounts(unnamed), ACCOUNT, EMPTY_GUID)
    total = added(current, [current, unnamed, statement.total(EQUITY)])
    yield summary(EQUITY.total, amounts(total))


def _tracked(organisation: Organisation, request: ApiRequest) -> Chosen:
    """Read the tracking options that entries must carry. Raises RequestRefusedError (number 16)."""
    known = {
        option["TrackingOptionID"]
        for category in organisation.tracking_categories.all()
        for option in category["Options"]
    }
    wanted = set()
    for name in ("trackingOptionID1", "trackingOptionID2"):
        option = (request.parameter(name) or "").strip().lower()
        if option and option not in known:
            raise query_invalid(f"'{option[:50]}' is not a valid {name}")
        wanted |= {option} - {""}
    return lambda entry: wanted <= {tracking["TrackingOptionID"] for tracking in entry.tracking}
