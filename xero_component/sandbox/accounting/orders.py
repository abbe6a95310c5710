"""What purchase orders and quotes share: neither owes anything, both have lines that add up.

https://developer.xero.com/documentation/api/accounting/purchaseorders
https://developer.xero.com/documentation/api/accounting/quotes
"""

from collections.abc import Collection, Mapping

from xero_component.sandbox.accounting.documents import (
    check_branding_theme,
    settle_currency,
    settle_lines,
)
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.organisation import folded
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import ElementInvalidError
from xero_component.sandbox.accounting.tables import Record, Table

UNIT_PLACES = 4
"""Decimals of a unit price; orders and quotes keep four whatever `unitdp` says."""


def check_transition(
    allowed: Mapping[str, Collection[str]], before: Record, status: str, kind: str
) -> None:
    """Let a status follow on the one before; raises ElementInvalidError."""
    current = before["Status"]
    if status == current and allowed[current]:
        return
    if status not in allowed[current]:
        raise ElementInvalidError(f"{kind} not of valid status for modification")


def check_number(table: Table, order: Record, field: str, kind: str) -> None:
    """Refuse a number that another order has; raises ElementInvalidError."""
    number = folded(order[field])
    others = (other[table.key] for other in table.find("number", number))
    if any(identifier != order[table.key] for identifier in others):
        raise ElementInvalidError(f"{kind} number must be unique")


def next_number(ledger: Ledger, table: Table, field: str, prefix: str) -> str:
    """Issue the next number that nobody has taken yet, such as PO-0001."""
    while True:
        number = f"{prefix}{ledger.count(field):04d}"
        if not table.find("number", folded(number)):
            return number


def settle_order(
    ledger: Ledger, element: Element, order: Record, before: Record | None, rules: LineRules
) -> list[str]:
    """Check the head of an order, work out its lines and totals; return warnings.

    Raises ElementInvalidError.
    """
    warnings = settle_currency(ledger.organisation, order)
    check_branding_theme(ledger.organisation, order)
    order["TotalDiscount"] = settle_lines(ledger, element, order, before, rules).total_discount
    if not order["LineItems"]:
        raise ElementInvalidError("One or more line items must be specified")
    return warnings
