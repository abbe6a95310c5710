"""The invoices that keeping them is measured with, made in memory as the client reads them.

One invoice has two lines, every fourth a payment; 1 % of them change afterwards.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

COUNT, PAGE, CHANGED = 100_000, 1000, 100
"""Invoices, those of a page, and of how many one changes."""
OPENED = datetime(2026, 1, 1, tzinfo=UTC)


class Making:
    """Counts what making takes, which no sink is to blame for."""

    seconds = 0.0
    cpu = 0.0
    """Seconds of the processor."""


def identifier(kind: int, number: int) -> str:
    """Return an id that looks as random as Xero's do."""
    mixed = number * 0x9E3779B97F4A7C15 % 2**64
    return f"{mixed >> 32:08x}-{mixed & 0xFFFF:04x}-4{kind:03x}-8000-{number:012x}"


def invoice(number: int, changed: bool) -> dict[str, Any]:
    """Return an invoice as the client reads it."""
    moment = OPENED + timedelta(days=30 if changed else 0, seconds=7 * number)
    amount = Decimal(f"{100 + number % 900}.15")
    line = {
        "Description": f"Consulting services for project {number}",
        "Quantity": Decimal("1.0000"),
        "UnitAmount": Decimal(f"{100 + number % 900}.1500"),
        "ItemCode": "BOOK",
        "AccountCode": "200",
        "TaxType": "OUTPUT",
        "TaxAmount": Decimal(f"{number % 90}.10"),
        "LineAmount": amount,
        "Tracking": [],
    }
    payment = {
        "PaymentID": identifier(4, number),
        "Date": "2026-01-01",
        "Amount": Decimal(f"{number % 90}.10"),
        "Reference": "",
        "CurrencyRate": Decimal("1.000000"),
    }
    return {
        "Type": "ACCREC",
        "InvoiceID": identifier(1, number),
        "InvoiceNumber": f"INV-{number:06}",
        "Reference": "changed" if changed else f"ref {number}",
        "Payments": [payment] if number % 4 == 0 else [],
        "CreditNotes": [],
        "AmountDue": amount,
        "AmountPaid": Decimal("0.00"),
        "AmountCredited": Decimal("0.00"),
        "CurrencyRate": Decimal("1.000000"),
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": {"ContactID": identifier(3, number % 500), "Name": f"Customer {number % 500}"},
        "Date": "2026-01-01",
        "DueDate": "2026-02-01",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [{"LineItemID": identifier(2, 2 * number + n), **line} for n in (0, 1)],
        "SubTotal": amount * 2,
        "TotalTax": Decimal(f"{number % 90}.20"),
        "Total": amount * 2,
        "UpdatedDateUTC": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "CurrencyCode": "AUD",
    }


def pages(changed: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield all invoices, or those that have changed."""
    numbers = range(0, COUNT, CHANGED if changed else 1)
    for first in range(0, len(numbers), PAGE):
        began, cpu = time.perf_counter(), time.thread_time()
        rows = [invoice(number, changed) for number in numbers[first : first + PAGE]]
        Making.seconds += time.perf_counter() - began
        Making.cpu += time.thread_time() - cpu
        yield rows
