"""Bank summary: what came into and went out of each bank account between two days.

https://developer.xero.com/documentation/api/accounting/reports#banksummary
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.reports.general_ledger import GeneralLedger
from xero_component.sandbox.accounting.reports.periods import long_range, report_range
from xero_component.sandbox.accounting.reports.rows import (
    ACCOUNT,
    amounts,
    cell,
    header,
    report,
    section,
    summary,
)
from xero_component.sandbox.accounting.reports.statement import added
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest


class BankMovement(NamedTuple):
    """What happened to a bank account between two days."""

    opening: Decimal
    received: Decimal
    spent: Decimal

    @property
    def closing(self) -> Decimal:
        """What is there in the end."""
        return self.opening + self.received - self.spent

    @property
    def columns(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Opening balance, received, spent, closing balance."""
        return (*self, self.closing)


def bank_summary(ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    start, end = report_range(request, ledger.today)
    books = GeneralLedger(ledger.organisation)
    found = [
        (account, bank_movement(books, account["AccountID"], start, end))
        for account in ledger.organisation.accounts.all()
        if account["Type"] == "BANK"
    ]
    found.sort(key=lambda pair: (str(pair[0]["Name"]).casefold(), pair[0]["AccountID"]))
    total = added(range(4), (movement.columns for _, movement in found))
    rows = [
        header(
            "Bank Accounts", "Opening Balance", "Cash Received", "Cash Spent", "Closing Balance"
        ),
        section("", *(_row(*pair) for pair in found), summary("Total", amounts(total))),
    ]
    titles = ["Bank Summary", ledger.organisation.name, f"From {long_range(start, end)}"]
    return report(ledger, "Bank Summary", titles, rows)


def bank_movement(books: GeneralLedger, account_id: str, start: date, end: date) -> BankMovement:
    """Work out what happened to a bank account; each document was money in or money out."""
    by_document: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for posted in books.posted:
        if posted.entry.account_id == account_id and start <= posted.day <= end:
            by_document[posted.source_id] += posted.entry.net
    return BankMovement(
        books.sums(None, start - timedelta(days=1)).get(account_id, ZERO),
        sum((amount for amount in by_document.values() if amount > 0), ZERO),
        -sum((amount for amount in by_document.values() if amount < 0), ZERO),
    )


def _row(account: Record, movement: BankMovement) -> Record:
    """Show a bank account; only what moved says which account it is about, as Xero has it."""
    identifier = account["AccountID"]
    opening, received, spent, closing = amounts(movement.columns)
    return {
        "RowType": "Row",
        "Cells": [
            cell(account["Name"], "accountID", identifier),
            cell(opening),
            cell(received, ACCOUNT, identifier),
            cell(spent, ACCOUNT, identifier),
            cell(closing),
        ],
    }
