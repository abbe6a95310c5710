"""Prepayments and overpayments: the credits that bank transactions of their types make.

https://developer.xero.com/documentation/api/accounting/prepayments
"""

from xero_component.sandbox.accounting.document_kinds import OVERPAYMENT, PREPAYMENT, DocumentKind
from xero_component.sandbox.accounting.invoice_rules import HAS_PAYMENT
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.settlement import is_applied
from xero_component.sandbox.accounting.tables import Record

_SHARED = (
    "Type", "ContactID", "Date", "Reference", "LineAmountTypes", "LineItems", "SubTotal",
    "TotalTax", "Total", "CurrencyCode", "CurrencyRate", "BankTransactionID",
)  # fmt: skip


def kind_of(transaction_type: str) -> DocumentKind | None:
    """Say which kind of credit a type of bank transaction makes, if any."""
    return next(
        (kind for kind in (PREPAYMENT, OVERPAYMENT) if transaction_type in kind.offsets), None
    )


def open_credit(ledger: Ledger, kind: DocumentKind, transaction: Record) -> Record:
    """Make the credit of a bank transaction, with all of its total remaining."""
    credit = ledger.save(
        kind.table(ledger.organisation),
        {
            **{name: transaction[name] for name in _SHARED},
            kind.key: transaction[kind.key],
            "Status": "AUTHORISED",
            "RemainingCredit": transaction["Total"],
            "UpdatedDateUTC": ledger.now,
        },
    )
    details = f"{kind.noun.capitalize()} of {credit['Total']}."
    ledger.record_history(credit[kind.key], "Created", details)
    ledger.report(kind.plural, credit[kind.key], created=True)
    return credit


def void_credit(ledger: Ledger, kind: DocumentKind, transaction: Record) -> None:
    """Void the credit of a bank transaction that is being deleted.

    Raises ElementInvalidError when some of it was allocated or refunded.
    """
    table = kind.table(ledger.organisation)
    credit = table.get(transaction[kind.key])
    if credit is None:
        return
    if is_applied(ledger.organisation, credit[kind.key]):
        raise ElementInvalidError(HAS_PAYMENT)
    ledger.amend(table, credit, Status="VOIDED", RemainingCredit=ZERO, UpdatedDateUTC=ledger.now)
    ledger.record_history(credit[kind.key], "Voided", "Status became VOIDED.")
    ledger.report(kind.plural, credit[kind.key])
