"""What one customer owes, or one supplier is owed, and for how long: invoice by invoice.

https://developer.xero.com/documentation/api/accounting/reports#agedreceivablesbycontact
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import cents, quotient
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.problems import query_invalid
from xero_component.sandbox.accounting.reports.periods import long_day, long_range, report_day
from xero_component.sandbox.accounting.reports.rows import (
    amounts,
    header,
    report,
    row,
    section,
    summary,
)
from xero_component.sandbox.accounting.reports.statement import added
from xero_component.sandbox.accounting.settlement import allocations_to, payments_of, total_of
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest

_APPROVED = frozenset({"AUTHORISED", "PAID"})
_NOT_YET_DUE = ""


@dataclass(frozen=True, slots=True)
class AgedKind:
    """Which side of the trade a report is about."""

    name: str
    document_type: str
    number: str
    """What the column with the numbers is called."""


RECEIVABLES: Final = AgedKind("Aged Receivables By Contact", "ACCREC", "Number")
PAYABLES: Final = AgedKind("Aged Payables By Contact", "ACCPAY", "Reference")


class Aged(NamedTuple):
    """An invoice on the day of the report, in the base currency."""

    invoice: Record
    total: Decimal
    paid: Decimal
    credited: Decimal

    @property
    def due(self) -> Decimal:
        """What is open."""
        return self.total - self.paid - self.credited

    @property
    def columns(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Total, paid, credited, due."""
        return (*self[1:], self.due)


def aged_by_contact(kind: AgedKind, ledger: Ledger, request: ApiRequest) -> Record:
    """Make the report. Raises RequestRefusedError (number 16)."""
    organisation = ledger.organisation
    contact = _contact(organisation, request)
    day = report_day(request, "date") or ledger.today
    every = _open_invoices(organisation, kind, contact["ContactID"], day)
    dates = [aged.invoice["Date"] for aged in every]
    start = report_day(request, "fromDate") or min(dates, default=day)
    end = report_day(request, "toDate") or max(start, day)
    if end < start:
        raise query_invalid("The fromDate must not be after the toDate")
    earlier = [aged for aged in every if aged.invoice["Date"] < start]
    shown = [aged for aged in every if start <= aged.invoice["Date"] <= end]
    total, closing = _total(shown), _total([*earlier, *shown])
    opening = [_midnight(start), "Opening Balance", *[""] * 5]
    rows = [
        header("Date", kind.number, "Due Date", "", "Total", "Paid", "Credited", "Due"),
        section("", row(opening[0], [*opening[1:], *amounts(_total(earlier)[-1:])])),
        *([section("", *_rows(shown, day), _summary("Total", total))] if shown else []),
        section("", _summary("Closing Balance", closing)),
    ]
    titles = [
        "Invoices",
        contact["Name"],
        f"From {long_range(start, end)}",
        f"Showing payments to {long_day(day)}",
    ]
    return report(ledger, kind.name, titles, rows, kind.name.title().replace(" ", ""))


def _contact(organisation: Organisation, request: ApiRequest) -> Record:
    identifier = (request.parameter("contactId") or "").strip().lower()
    contact = organisation.contacts.get(identifier)
    if contact is None:
        raise query_invalid(f"'{identifier[:50]}' is not a valid contactId")
    return contact


def _open_invoices(
    organisation: Organisation, kind: AgedKind, contact_id: str, day: date
) -> list[Aged]:
    """List the invoices of a contact that were open at the end of a day."""
    found = [
        _aged(organisation, invoice, day)
        for invoice in organisation.invoices.find("contact", contact_id)
        if invoice["Type"] == kind.document_type
        and invoice["Status"] in _APPROVED
        and invoice["Date"] <= day
    ]
    found.sort(key=lambda aged: (aged.invoice["Date"], aged.invoice["InvoiceID"]))
    return [aged for aged in found if aged.due]


def _aged(organisation: Organisation, invoice: Record, day: date) -> Aged:
    def in_base(amount: Decimal) -> Decimal:
        return cents(quotient(amount, invoice["CurrencyRate"]))

    def until(entries: Iterable[Record]) -> Decimal:
        return total_of([entry for entry in entries if entry["Date"] <= day])

    identifier = invoice["InvoiceID"]
    paid = until(payments_of(organisation, identifier))
    credited = until(allocations_to(organisation, identifier))
    due = in_base(invoice["Total"] - paid - credited)
    total, credited = in_base(invoice["Total"]), in_base(credited)
    return Aged(invoice, total, total - credited - due, credited)


def _rows(shown: Sequence[Aged], day: date) -> list[Record]:
    rows = []
    for aged in shown:
        invoice = aged.invoice
        days = (day - (invoice["DueDate"] or invoice["Date"])).days
        overdue = f"{days} days overdue" if days > 0 else _NOT_YET_DUE
        due = _midnight(invoice["DueDate"]) if invoice["DueDate"] else ""
        texts = [invoice["InvoiceNumber"] or "", due, overdue]
        identifier = invoice["InvoiceID"]
        values = [*texts, *amounts(aged.columns)]
        rows.append(row(_midnight(invoice["Date"]), values, "invoiceID", identifier))
    return rows


def _total(shown: Sequence[Aged]) -> list[Decimal]:
    return added(range(4), (aged.columns for aged in shown))


def _summary(label: str, total: Sequence[Decimal]) -> Record:
    return summary(label, ["", "", "", *amounts(total)])


def _midnight(day: date) -> str:
    return f"{day.isoformat()} 00:00:00"
