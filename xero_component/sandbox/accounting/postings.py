"""What each document puts into the general ledger: amounts per account that come to zero.

https://developer.xero.com/documentation/api/accounting/journals
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple, Self

from xero_component.sandbox.accounting.line_arithmetic import INCLUSIVE
from xero_component.sandbox.accounting.money import ZERO, cents, quotient
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.tables import Record

_RECEIVED = frozenset(
    {"ACCRECPAYMENT", "APCREDITPAYMENT", "APOVERPAYMENTPAYMENT", "APPREPAYMENTPAYMENT"}
)
"""Payments that bring money in: customers' for invoices, and suppliers' refunds."""
_REFUNDS = {
    f"{kind}PAYMENT": kind
    for kind in ("APOVERPAYMENT", "APPREPAYMENT", "AROVERPAYMENT", "ARPREPAYMENT")
}
"""What a journal calls the source of a refund, where that is not its PaymentType."""
_BANK_SOURCES = {
    "RECEIVE": "CASHREC",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
    "SPEND": "CASHPAID",
    "SPEND-OVERPAYMENT": "APOVERPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENT",
}


class Entry(NamedTuple):
    """An amount on an account, in the base currency: a debit is positive, a credit negative."""

    account_id: str
    net: Decimal
    tax: Decimal = ZERO
    """Tax that belongs to the amount; it stands on the tax account as an entry of its own."""
    tax_type: str | None = None
    description: str = ""
    tracking: Sequence[Record] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """All the entries of one document as it stands."""

    source_type: str
    source_id: str
    day: date
    reference: str | None
    entries: Sequence[Entry]

    def reversed(self) -> Self:
        """Return what takes this posting back."""
        return replace(
            self, entries=[one._replace(net=-one.net, tax=-one.tax) for one in self.entries]
        )


@dataclass(frozen=True, slots=True)
class SystemAccounts:
    """Ids of the accounts that Xero posts to by itself; empty where there is none."""

    debtors: str
    creditors: str
    tax: str

    @classmethod
    def of(cls, organisation: Organisation) -> Self:
        """Find them in the chart of accounts."""
        found = {
            account["SystemAccount"]: account["AccountID"]
            for account in organisation.accounts.all()
            if account.get("SystemAccount")
        }
        return cls(*(found.get(name, "") for name in ("DEBTORS", "CREDITORS", "GST")))


def _in_base(amount: Decimal, record: Record) -> Decimal:
    rate: Decimal | None = record.get("CurrencyRate")
    return amount if rate is None or rate == 1 else cents(quotient(amount, rate))


def _line_entries(
    document: Record, lines: Sequence[Record], accounts: SystemAccounts, sign: int
) -> list[Entry]:
    """Enter the lines of a document, and the tax of them all."""
    inclusive = document["LineAmountTypes"] == INCLUSIVE
    entries = []
    for line in lines:
        tax = _in_base(line["TaxAmount"], document) * sign
        amount = _in_base(line["LineAmount"], document) * sign
        if line.get("AccountID") and (amount or tax):
            entries.append(
                Entry(
                    line["AccountID"],
                    amount - tax if inclusive else amount,
                    tax,
                    line.get("TaxType"),
                    line.get("Description") or "",
                    line["Tracking"],
                )
            )
    total_tax = sum((entry.tax for entry in entries), ZERO)
    return [*entries, Entry(accounts.tax, total_tax)] if total_tax else entries


def _against(account_id: str, entries: Sequence[Entry]) -> list[Entry]:
    """Put the opposite of all the entries on one account, before them."""
    balance = -sum((entry.net for entry in entries), ZERO)
    return [Entry(account_id, balance), *entries] if entries else []


def _document(key: str, accounts: SystemAccounts, document: Record) -> Posting | None:
    """Post an invoice, a bill or a credit note, once it is approved."""
    if document["Status"] not in ("AUTHORISED", "PAID"):
        return None
    sales = document["Type"] in ("ACCREC", "ACCRECCREDIT")
    sign = 1 if document["Type"] in ("ACCPAY", "ACCRECCREDIT") else -1
    entries = _line_entries(document, document["LineItems"], accounts, sign)
    return Posting(
        document["Type"],
        document[key],
        document["Date"],
        document["Reference"],
        _against(accounts.debtors if sales else accounts.creditors, entries),
    )


def _payment(accounts: SystemAccounts, payment: Record) -> Posting | None:
    """Post a payment, or the refund of a credit."""
    kind: str = payment["PaymentType"]
    if payment["Status"] == "DELETED":
        return None
    received = kind in _RECEIVED
    amount = _in_base(payment["Amount"], payment)
    entries = [Entry(payment["AccountID"], amount if received else -amount)]
    sales = kind.startswith(("ACCREC", "AR"))
    return Posting(
        _REFUNDS.get(kind, kind),
        payment["PaymentID"],
        payment["Date"],
        payment["Reference"],
        _against(accounts.debtors if sales else accounts.creditors, entries),
    )


def _bank_transaction(accounts: SystemAccounts, transaction: Record) -> Posting | None:
    """Post money spent or received; the two sides of a transfer are posted by the transfer."""
    source_type = _BANK_SOURCES.get(transaction["Type"])
    if source_type is None or transaction["Status"] != "AUTHORISED":
        return None
    received = transaction["Type"].startswith("RECEIVE")
    entries = _line_entries(transaction, transaction["LineItems"], accounts, -1 if received else 1)
    return Posting(
        source_type,
        transaction["BankTransactionID"],
        transaction["Date"],
        transaction["Reference"],
        _against(transaction["AccountID"], entries),
    )


def _bank_transfer(_accounts: SystemAccounts, transfer: Record) -> Posting | None:
    if transfer["Status"] == "DELETED":
        return None
    return Posting(
        "TRANSFER",
        transfer["BankTransferID"],
        transfer["Date"],
        transfer["Reference"],
        [
            Entry(
                transfer["FromAccountID"], -transfer["Amount"], tracking=transfer["FromTracking"]
            ),
            Entry(transfer["ToAccountID"], transfer["Amount"], tracking=transfer["ToTracking"]),
        ],
    )


def _manual_journal(accounts: SystemAccounts, journal: Record) -> Posting | None:
    if journal["Status"] != "POSTED":
        return None
    return Posting(
        "MANJOURNAL",
        journal["ManualJournalID"],
        journal["Date"],
        journal["Narration"],
        _line_entries(journal, journal["JournalLines"], accounts, 1),
    )


POSTINGS: Final[Mapping[str, Callable[[SystemAccounts, Record], Posting | None]]] = {
    "BankTransactionID": _bank_transaction,
    "BankTransferID": _bank_transfer,
    "CreditNoteID": partial(_document, "CreditNoteID"),
    "InvoiceID": partial(_document, "InvoiceID"),
    "ManualJournalID": _manual_journal,
    "PaymentID": _payment,
}
"""By the key of a document's table: what it posts, or None while it counts for nothing."""
