"""What the demonstration organisations have credited, spent and received at the bank.

None of it touches an invoice: what is still due in the demonstration data stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from xero_component.sandbox.accounting.bank_transactions import write_bank_transaction
from xero_component.sandbox.accounting.credit_notes import write_credit_note
from xero_component.sandbox.accounting.demo_ledger import DemoLedger
from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.resource import Write


@dataclass(frozen=True, slots=True)
class _Entry:
    """A credit note or a bank transaction, and the status that it got a day later."""

    type: str
    contact: str
    days_ago: int
    lines: Sequence[Mapping[str, Any]]
    fields: Mapping[str, Any] = field(default_factory=dict)
    ended_as: str = ""


def _line(description: str, price: str, account: str) -> dict[str, str]:
    return {
        "Description": description,
        "Quantity": "1",
        "UnitAmount": price,
        "AccountCode": account,
    }


def _overpaid(description: str, amount: str) -> dict[str, str]:
    return {"Description": description, "Quantity": "1", "UnitAmount": amount}


_APPROVED = {"Status": "AUTHORISED"}
_CREDIT_NOTES: Mapping[str, Sequence[_Entry]] = {
    "AU": (
        _Entry(
            "ACCRECCREDIT", "Harbour Lights Events", 35, [_line("Lamps returned", "90.00", "200")],
            {**_APPROVED, "Reference": "RMA 118"},
        ),
        _Entry(
            "ACCPAYCREDIT", "PowerDirect", 18, [_line("Meter read twice", "24.50", "445")],
            {**_APPROVED, "CreditNoteNumber": "PDC-31", "LineAmountTypes": "Inclusive"},
        ),
        _Entry("ACCRECCREDIT", "City Agency", 11, [_line("Goodwill", "50.00", "200")]),
        _Entry(
            "ACCRECCREDIT", "Bayside Club", 8, [_line("Wrong customer", "24.95", "200")],
            _APPROVED, "VOIDED",
        ),
    ),
    "GB": (
        _Entry(
            "ACCRECCREDIT", "Bluebell Garden Centre", 9, [_line("Damaged boxes", "36.25", "200")],
            _APPROVED,
        ),
    ),
}  # fmt: skip
_BANK_TRANSACTIONS: Mapping[str, Sequence[_Entry]] = {
    "AU": (
        _Entry(
            "SPEND", "Young Bros Transport", 33, [_line("Parcels", "18.70", "425")],
            {"Reference": "Card 7741", "LineAmountTypes": "Inclusive", "IsReconciled": True},
        ),
        _Entry(
            "RECEIVE", "Rex Media Group", 16, [_line("Scrap paper", "45.00", "200")],
        ),
        _Entry(
            "RECEIVE-PREPAYMENT", "Marine Systems Pty Ltd", 14,
            [_line("Deposit, deck lights", "500.00", "200")], {"Reference": "Deposit 1"},
        ),
        _Entry(
            "SPEND-OVERPAYMENT", "Net Connect", 7, [_overpaid("Paid twice", "49.50")],
            {"Reference": "NC-2291"},
        ),
        _Entry(
            "SPEND", "PowerDirect", 5, [_line("Entered twice", "12.00", "445")], {}, "DELETED"
        ),
    ),
    "GB": (
        _Entry("SPEND", "Castle Print Works", 13, [_line("Till rolls", "22.40", "461")]),
        _Entry(
            "RECEIVE-OVERPAYMENT", "Alder & Finch LLP", 6, [_overpaid("Paid too much", "15.00")],
        ),
    ),
}  # fmt: skip


def add_credits(organisation: Organisation, now: datetime) -> None:
    """Enter the credit notes and the bank transactions of a demonstration organisation."""
    for number, entry in enumerate(_CREDIT_NOTES[organisation.country_code]):
        _enter(organisation, now, entry, f"credit note {number}", write_credit_note)
    for number, entry in enumerate(_BANK_TRANSACTIONS[organisation.country_code]):
        _enter(organisation, now, entry, f"bank transaction {number}", write_bank_transaction)


def _enter(
    organisation: Organisation, now: datetime, entry: _Entry, name: str, write: Write
) -> None:
    entered = now - timedelta(days=entry.days_ago)
    ledger = DemoLedger(organisation, entered, name)
    element = {
        "Type": entry.type,
        "Contact": {"Name": entry.contact},
        "Date": ledger.today.isoformat(),
        "LineItems": list(entry.lines),
        **({"BankAccount": {"Code": "090"}} if write is write_bank_transaction else {}),
        **entry.fields,
    }
    record = write(ledger, element, Intent.CREATE, None).record
    if entry.ended_as:
        ended = DemoLedger(organisation, entered + timedelta(days=1), f"{name} ended")
        write(ended, {"Status": entry.ended_as}, Intent.UPSERT, record)
