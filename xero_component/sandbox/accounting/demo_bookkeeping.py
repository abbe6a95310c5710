"""What the demonstration organisations' bookkeepers did: transfers, batches, journals, links."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from xero_component.sandbox.accounting.bank_transfers import write_bank_transfer
from xero_component.sandbox.accounting.batch_payments import write_batch_payment
from xero_component.sandbox.accounting.demo_ledger import DemoLedger
from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.invoices import write_invoice
from xero_component.sandbox.accounting.linked_transactions import write_linked_transaction
from xero_component.sandbox.accounting.manual_journals import write_manual_journal
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.tables import Record


class _Transfer(NamedTuple):
    days_ago: int
    source: str
    destination: str
    amount: str
    reference: str
    deleted: bool = False


class _Journal(NamedTuple):
    days_ago: int
    narration: str
    lines: Sequence[tuple[str, str]]
    """Account codes and amounts."""
    statuses: Sequence[str] = ("POSTED",)
    """The one that it was entered with, and those that followed a day apart."""


class _Batch(NamedTuple):
    days_ago: int
    bills: Sequence[tuple[str, str, str, str]]
    """Contacts, bill numbers, account codes and amounts without tax."""
    details: str


class _Link(NamedTuple):
    days_ago: int
    bill_of: str
    customer: str = ""
    invoiced: bool = False
    """Whether the customer's first draft invoice takes the expense up."""


class _Books(NamedTuple):
    transfers: Sequence[_Transfer]
    batches: Sequence[_Batch]
    journals: Sequence[_Journal]
    links: Sequence[_Link]


_BOOKS: Mapping[str, _Books] = {
    "AU": _Books(
        transfers=(
            _Transfer(34, "090", "091", "5000.00", "Set aside for GST"),
            _Transfer(11, "091", "090", "1250.00", "Wages"),
            _Transfer(9, "091", "090", "1250.00", "Wages", deleted=True),
        ),
        batches=(
            _Batch(
                18,
                [
                    ("Truxton Property Management", "RPT 446-1", "469", "1075.00"),
                    ("Net Connect", "NC-2240", "489", "49.50"),
                ],
                "Monthly run",
            ),
        ),
        journals=(
            _Journal(31, "Office chairs coded as rent", [("453", "240.00"), ("469", "-240.00")]),
            _Journal(
                22, "Insurance paid for next year", [("620", "600.00"), ("433", "-600.00")],
                ["DRAFT", "POSTED", "VOIDED"],
            ),
            _Journal(
                5, "Half of the campaign is ours", [("400", "150.00"), ("420", "-150.00")],
                ["DRAFT"],
            ),
        ),
        links=(
            _Link(11, "Net Connect", "Café Zoë 🍰", invoiced=True),
            _Link(7, "PowerDirect", "City Agency"),
            _Link(1, "Young Bros Transport"),
        ),
    ),
    "GB": _Books(
        transfers=(_Transfer(16, "090", "091", "750.00", "VAT"),),
        batches=(
            _Batch(13, [("Castle Print Works", "CPW-102", "461", "85.00")], "Printing"),
        ),
        journals=(_Journal(8, "Stamps coded as travel", [("453", "12.60"), ("493", "-12.60")]),),
        links=(_Link(10, "Castle Print Works", "Bluebell Garden Centre"),),
    ),
}  # fmt: skip


def add_bookkeeping(organisation: Organisation, now: datetime) -> None:
    """Enter what the bookkeepers of a demonstration organisation did."""
    books = _BOOKS[organisation.country_code]
    for number, transfer in enumerate(books.transfers):
        _transfer(organisation, now, f"transfer {number}", transfer)
    for number, batch in enumerate(books.batches):
        _batch(organisation, now, f"batch {number}", batch)
    for number, journal in enumerate(books.journals):
        _journal(organisation, now, f"manual journal {number}", journal)
    for number, link in enumerate(books.links):
        _link(organisation, now, f"link {number}", link)


def _transfer(organisation: Organisation, now: datetime, name: str, transfer: _Transfer) -> None:
    ledger = DemoLedger(organisation, now - timedelta(days=transfer.days_ago), name)
    element = {
        "FromBankAccount": {"Code": transfer.source},
        "ToBankAccount": {"Code": transfer.destination},
        "Amount": transfer.amount,
        "Date": ledger.today.isoformat(),
        "Reference": transfer.reference,
    }
    record = write_bank_transfer(ledger, element, Intent.CREATE).record
    if transfer.deleted:
        later = DemoLedger(organisation, ledger.now + timedelta(hours=1), f"{name} deleted")
        write_bank_transfer(later, {"Status": "DELETED"}, Intent.UPSERT, record)


def _batch(organisation: Organisation, now: datetime, name: str, batch: _Batch) -> None:
    """Enter the bills, and pay each in full a week later."""
    entered = now - timedelta(days=batch.days_ago)
    bills = [
        _bill(DemoLedger(organisation, entered, f"{name}, bill {number}"), *bill)
        for number, bill in enumerate(batch.bills)
    ]
    ledger = DemoLedger(organisation, entered + timedelta(days=7), name)
    element = {
        "Account": {"Code": "090"},
        "Date": ledger.today.isoformat(),
        "Details": batch.details,
        "Payments": [
            {"Invoice": {"InvoiceID": bill["InvoiceID"]}, "Amount": bill["Total"]} for bill in bills
        ],
    }
    write_batch_payment(ledger, element, Intent.CREATE)


def _bill(ledger: DemoLedger, contact: str, number: str, account: str, amount: str) -> Record:
    line = {"Description": number, "Quantity": 1, "UnitAmount": amount, "AccountCode": account}
    element: dict[str, Any] = {
        "Type": "ACCPAY",
        "Contact": {"Name": contact},
        "InvoiceNumber": number,
        "Status": "AUTHORISED",
        "Date": ledger.today.isoformat(),
        "DueDate": (ledger.today + timedelta(days=14)).isoformat(),
        "LineItems": [line],
    }
    return write_invoice(ledger, element, Intent.CREATE).record


def _journal(organisation: Organisation, now: datetime, name: str, journal: _Journal) -> None:
    entered = now - timedelta(days=journal.days_ago)
    record: Record | None = None
    for day, status in enumerate(journal.statuses):
        ledger = DemoLedger(organisation, entered + timedelta(days=day), f"{name} {status}")
        element: dict[str, Any] = {"Status": status}
        if record is None:
            lines = [{"AccountCode": code, "LineAmount": amount} for code, amount in journal.lines]
            element |= {"Narration": journal.narration, "JournalLines": lines}
            element["Date"] = ledger.today.isoformat()
        intent = Intent.UPSERT if record else Intent.CREATE
        record = write_manual_journal(ledger, element, intent, record).record


def _link(organisation: Organisation, now: datetime, name: str, link: _Link) -> None:
    ledger = DemoLedger(organisation, now - timedelta(days=link.days_ago), name)
    (bill, *_) = _invoices(organisation, link.bill_of, "ACCPAY")
    element = {
        "SourceTransactionID": bill["InvoiceID"],
        "SourceLineItemID": bill["LineItems"][0]["LineItemID"],
    }
    if link.customer:
        (invoice, *_) = _invoices(organisation, link.customer, "ACCREC")
        element["ContactID"] = invoice["ContactID"]
        if link.invoiced:
            element["TargetTransactionID"] = invoice["InvoiceID"]
            element["TargetLineItemID"] = invoice["LineItems"][0]["LineItemID"]
    write_linked_transaction(ledger, element, Intent.CREATE)


def _invoices(organisation: Organisation, contact: str, document_type: str) -> list[Record]:
    (found, *_) = organisation.contacts.find("name", folded(contact))
    return [
        invoice
        for invoice in organisation.invoices.find("contact", found["ContactID"])
        if invoice["Type"] == document_type
    ]
