"""What stands on every account, added up from the postings of all documents.

https://developer.xero.com/documentation/api/accounting/reports
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xero_component.sandbox.accounting.accounts import CLASSES
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.postings import POSTINGS, Entry, Posting, SystemAccounts
from xero_component.sandbox.accounting.reports.cash_basis import on_cash_basis

Sums: TypeAlias = Mapping[str, Decimal]
"""Amounts by AccountID: debits are positive, credits negative."""
Chosen: TypeAlias = Callable[[Entry], bool]


class Posted(NamedTuple):
    """One entry of one document."""

    day: date
    source_id: str
    entry: Entry


class GeneralLedger:
    """All entries of an organisation as it stands; on the cash basis, only those that were paid."""

    def __init__(self, organisation: Organisation, *, cash: bool = False) -> None:
        self.organisation = organisation
        self._profit_accounts = {
            account["AccountID"]
            for account in organisation.accounts.all()
            if CLASSES.get(account["Type"]) in ("REVENUE", "EXPENSE")
        }
        self.posted = [
            Posted(posting.day, posting.source_id, entry)
            for posting in _postings(organisation, cash=cash)
            for entry in posting.entries
        ]

    def sums(
        self, start: date | None, end: date, chosen: Chosen = lambda _entry: True
    ) -> dict[str, Decimal]:
        """Add up the chosen entries of each account between two days, both included."""
        sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for posted in self.posted:
            in_time = posted.day <= end and (start is None or start <= posted.day)
            if in_time and chosen(posted.entry):
                sums[posted.entry.account_id] += posted.entry.net
        return dict(sums)

    def profit(self, sums: Sums) -> Decimal:
        """Return revenue less expenses."""
        return -sum(
            (amount for account, amount in sums.items() if account in self._profit_accounts), ZERO
        )

    def is_profit(self, account_id: str) -> bool:
        """Tell whether an account counts for the profit, rather than for the balance sheet."""
        return account_id in self._profit_accounts


def _postings(organisation: Organisation, *, cash: bool) -> Iterator[Posting]:
    accounts = SystemAccounts.of(organisation)
    tables = (
        organisation.bank_transactions,
        organisation.bank_transfers,
        organisation.credit_notes,
        organisation.invoices,
        organisation.manual_journals,
        organisation.payments,
    )
    for table in tables:
        posting_of = POSTINGS[table.key]
        for record in table.all():
            posting = posting_of(accounts, record)
            if posting is not None and cash:
                posting = on_cash_basis(organisation, accounts, record, posting)
            if posting is not None:
                yield posting
