"""What a line and a document add up to, from quantities, prices, discounts and tax rates.

https://developer.xero.com/documentation/guides/how-to-guides/tax-in-xero
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xero_component.sandbox.accounting.money import HUNDRED, ZERO, cents, product, quotient

EXCLUSIVE: Final = "Exclusive"
INCLUSIVE: Final = "Inclusive"
NO_TAX: Final = "NoTax"
LINE_AMOUNT_TYPES: Final = (EXCLUSIVE, INCLUSIVE, NO_TAX)


class LineTotalMismatchError(ValueError):
    """A given line amount is not what quantity, unit amount and discount come to."""

    def __init__(self, given: Decimal, expected: Decimal) -> None:
        super().__init__(
            f"The line total {given} does not match the expected line total {expected}"
        )


@dataclass(frozen=True, slots=True)
class LineSum:
    """The money of one line, each to the cent."""

    line_amount: Decimal
    tax_amount: Decimal
    discount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class DocumentSum:
    """The money of a whole document."""

    sub_total: Decimal
    total_tax: Decimal
    total: Decimal
    total_discount: Decimal


def line_amount(
    quantity: Decimal,
    unit_amount: Decimal,
    *,
    discount_rate: Decimal | None = None,
    discount_amount: Decimal | None = None,
    given: Decimal | None = None,
) -> tuple[Decimal, Decimal]:
    """Work out a line's amount and the discount within it, both to the cent.

    `discount_rate` is in per cent. Raises LineTotalMismatchError when `given` says otherwise.
    """
    gross = product(quantity, unit_amount)
    if discount_rate is not None:
        net = cents(product(gross, 1 - discount_rate / HUNDRED))
    else:
        net = cents(gross - (discount_amount or ZERO))
    if given is not None and cents(given) != net:
        raise LineTotalMismatchError(cents(given), net)
    return net, cents(gross) - net


def tax_on(amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    """Work out the tax on, or contained in, a line's amount; `rate` is in per cent."""
    if line_amount_types == NO_TAX:
        return ZERO
    if line_amount_types == INCLUSIVE:
        return cents(quotient(product(amount, rate), HUNDRED + rate))
    return cents(product(amount, rate / HUNDRED))


def document_sum(lines: Iterable[LineSum], line_amount_types: str) -> DocumentSum:
    """Add up the lines of a document; the subtotal never contains tax."""
    amount = tax = discount = ZERO
    for line in lines:
        amount += line.line_amount
        tax += line.tax_amount
        discount += line.discount
    if line_amount_types == INCLUSIVE:
        return DocumentSum(amount - tax, tax, amount, discount)
    return DocumentSum(amount, tax, amount + tax, discount)
