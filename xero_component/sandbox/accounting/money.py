"""Exact decimal arithmetic as the ledger does it: half-up to a stated number of places."""

from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough that no product or sum of admitted numbers is ever rounded on the way."""

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
LARGEST_EXPONENT = 12
"""Numbers of 10^13 and more are refused on input."""


def to_places(value: Decimal, places: int) -> Decimal:
    """Round half-up (away from zero) to `places` decimals, keeping trailing zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return abs(rounded) if rounded.is_zero() else rounded


def cents(value: Decimal) -> Decimal:
    """Round half-up to two decimals."""
    return to_places(value, 2)


def product(left: Decimal, right: Decimal) -> Decimal:
    """Multiply without rounding."""
    return _EXACT.multiply(left, right)


def quotient(left: Decimal, right: Decimal) -> Decimal:
    """Divide to eighty digits; raises ZeroDivisionError for a zero divisor."""
    return _EXACT.divide(left, right)


def is_admissible(value: Decimal) -> bool:
    """Tell whether a number is finite and of a size that a ledger can hold."""
    return value.is_finite() and (value.is_zero() or -40 <= value.adjusted() <= LARGEST_EXPONENT)
