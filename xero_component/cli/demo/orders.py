"""The orders of a shop, one line a row, with the totals that their invoices must come to."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

SALES_ACCOUNT = "200"


@dataclass(frozen=True, slots=True)
class Order:
    """One order, ready to be an invoice."""

    number: str
    customer: str
    date: str
    due_date: str
    lines: Sequence[dict[str, Any]]
    subtotal: Decimal
    tax: Decimal
    total: Decimal

    def invoice(self, contact_id: str) -> dict[str, Any]:
        """Return the inputs of `create_invoice`."""
        return {
            "invoice_type": "ACCREC",
            "contact_id": contact_id,
            "invoice_status": "AUTHORISED",
            "line_amount_type": "Exclusive",
            "date": self.date,
            "due_date": self.due_date,
            "reference": self.number,
            "line_items": list(self.lines),
        }


def demo_orders() -> list[Order]:
    """Read the orders that come with the package."""
    return read_orders(orders_file().read_text("utf-8").splitlines())


def orders_file() -> Traversable:
    """Return the file of orders: in a clone it lies in examples, in a wheel beside this module."""
    installed = files("xero_component.cli.demo") / "orders.csv"
    return installed if installed.is_file() else files("xero_component") / "../examples/orders.csv"


def read_orders(lines: Iterable[str]) -> list[Order]:
    """Read orders from the lines of a CSV file; rows of one order share its number."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(lines):
        grouped.setdefault(row["order"], []).append(row)
    return [_order(rows) for rows in grouped.values()]


def _order(rows: Sequence[dict[str, str]]) -> Order:
    first = rows[0]
    return Order(
        number=first["order"],
        customer=first["customer"],
        date=first["date"],
        due_date=first["due_date"],
        lines=[_line(row) for row in rows],
        subtotal=Decimal(first["order_subtotal"]),
        tax=Decimal(first["order_tax"]),
        total=Decimal(first["order_total"]),
    )


def _line(row: dict[str, str]) -> dict[str, Any]:
    line = {
        "description": row["description"],
        "quantity": Decimal(row["quantity"]),
        "unit_amount": Decimal(row["unit_price"]),
        "account_code": SALES_ACCOUNT,
        "tax_type": row["tax_type"],
    }
    if row["item_code"]:
        line["item_code"] = row["item_code"]
    if row["discount_percent"]:
        line["discount_rate"] = Decimal(row["discount_percent"])
    return line
