"""The cash basis: an invoice counts when it is paid, by as much as is paid.

A payment then stands for a share of every line of its document, in place of the receivable or
payable that it settles. Credits that are merely allocated count for nothing.

https://developer.xero.com/documentation/api/accounting/reports
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from xero_component.sandbox.accounting.document_kinds import CREDIT_NOTE, INVOICE, document_of
from xero_component.sandbox.accounting.journals import ACCRUALS
from xero_component.sandbox.accounting.money import ZERO, cents, product, quotient
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.postings import POSTINGS, Entry, Posting, SystemAccounts
from xero_component.sandbox.accounting.tables import Record


def on_cash_basis(
    organisation: Organisation, accounts: SystemAccounts, record: Record, posting: Posting
) -> Posting | None:
    """Say what a document posts on the cash basis; None for nothing."""
    if posting.source_type in ACCRUALS or record.get("ShowOnCashBasisReports") is False:
        return None
    if "PaymentID" in record:
        return _payment(organisation, accounts, record, posting)
    return posting


def _payment(
    organisation: Organisation, accounts: SystemAccounts, payment: Record, posting: Posting
) -> Posting:
    found = document_of(organisation, payment["InvoiceID"])
    if found is None or found[0] not in (INVOICE, CREDIT_NOTE):
        return posting
    kind, document = found
    owed = POSTINGS[kind.key](accounts, document)
    if owed is None or not owed.entries or owed.entries[0].net == 0:
        return posting
    settled, *others = posting.entries
    return replace(posting, entries=[*_share(owed.entries, settled.net), *others])


def _share(owed: Sequence[Entry], settled: Decimal) -> list[Entry]:
    """Spread an amount over the lines of a document; the last one takes what rounding leaves."""
    control, *lines = owed
    shares = [cents(quotient(product(-settled, line.net), control.net)) for line in lines]
    shares[-1] += settled - sum(shares, ZERO)
    return [line._replace(net=share) for line, share in zip(lines, shares, strict=True)]
