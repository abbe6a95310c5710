"""Profit and loss: what was earned and spent between two days.

https://developer.xero.com/documentation/api/accounting/reports#profitandloss
"""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.postings import Entry
from xero_component.sandbox.accounting.problems import query_invalid
from xero_component.sandbox.accounting.query import flag
from xero_component.sandbox.accounting.reports.general_ledger import Chosen, GeneralLedger, Sums
from xero_component.sandbox.accounting.reports.periods import (
    long_range,
    months_back,
    months_later,
    report_range,
)
from xero_component.sandbox.accounting.reports.rows import amounts, header, report, row, section
from xero_component.sandbox.accounting.reports.statement import (
    COST_OF_SALES,
    EXPENSES,
    INCOME,
    OTHER_INCOME,
    Statement,
)
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

LONGEST_RANGE: Final = 365
"""Days between `fromDate` and `toDate`."""


class Option(NamedTuple):
    """An option of a tracking category; an empty id is for what carries none of its options."""

    category_id: str
    option_id: str
    label: str

    def matches(self, entry: Entry) -> bool:
        """Tell whether an entry belongs to this option."""
        found = [
            tracking["TrackingOptionID"]
            for tracking in entry.tracking
            if tracking["TrackingCategoryID"] == self.category_id
        ]
        return self.option_id in found if self.option_id else not found


def profit_and_loss(ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    start, end = report_range(request, ledger.today)
    if (end - start).days > LONGEST_RANGE:
        raise query_invalid(f"The date range of this report is at most {LONGEST_RANGE} days")
    books = GeneralLedger(ledger.organisation, cash=flag(request, "paymentsOnly"))
    columns = _columns(books, request, start, end)
    statement = Statement(ledger.organisation, [sums for _, sums in columns])
    rows = [
        header("", *(label for label, _ in columns)),
        *statement.sections(INCOME),
        *statement.sections(COST_OF_SALES),
        section("", row("Gross Profit", amounts(statement.gross_profit()))),
        *statement.sections(OTHER_INCOME),
        *statement.sections(EXPENSES),
        section("", row("Net Profit", amounts(statement.net_profit()))),
    ]
    titles = ["Profit & Loss", ledger.organisation.name, long_range(start, end)]
    return report(ledger, "Profit and Loss", titles, rows, "ProfitAndLoss")


def _columns(
    books: GeneralLedger, request: ApiRequest, start: date, end: date
) -> list[tuple[str, Sums]]:
    """Work out a column for each tracking option, or else for each period."""
    first = _options(books.organisation, request, "trackingCategoryID", "trackingOptionID")
    second = _options(books.organisation, request, "trackingCategoryID2", "trackingOptionID2")
    tracked = [options for options in (first, second) if options]
    if tracked:
        return list(_tracked(books, tracked, start, end))
    columns: list[tuple[str, Sums]] = []
    for months in months_back(request):
        last = months_later(end, -months)
        sums = books.sums(months_later(start, -months), last)
        columns.append((f"{last.day} {last:%b %y}", sums))
    return columns


def _tracked(
    books: GeneralLedger, tracked: list[list[Option]], start: date, end: date
) -> Iterator[tuple[str, Sums]]:
    for options in product(*tracked):
        label = ", ".join(option.label for option in options)
        yield label, books.sums(start, end, _all_of(options))
    if any(len(options) > 1 for options in tracked):
        yield "Total", books.sums(start, end)


def _all_of(options: tuple[Option, ...]) -> Chosen:
    return lambda entry: all(option.matches(entry) for option in options)


def _options(
    organisation: Organisation, request: ApiRequest, category_name: str, option_name: str
) -> list[Option]:
    """Read a tracking category and perhaps one option of it; empty where none was asked for."""
    wanted = (request.parameter(category_name) or "").strip().lower()
    if not wanted:
        return []
    category = organisation.tracking_categories.get(wanted)
    if category is None:
        raise query_invalid(f"'{wanted[:50]}' is not a valid {category_name}")
    options = [
        Option(wanted, option["TrackingOptionID"], option["Name"]) for option in category["Options"]
    ]
    chosen = (request.parameter(option_name) or "").strip().lower()
    if not chosen:
        return [*options, Option(wanted, "", "Unassigned")]
    found = [option for option in options if option.option_id == chosen]
    if not found:
        raise query_invalid(f"'{chosen[:50]}' is not a valid {option_name}")
    return found
