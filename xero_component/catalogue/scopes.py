"""Scopes: Xero's granular ones, and the broad ones that older apps still hold.

https://developer.xero.com/faq/granular-scopes
"""

from collections.abc import Iterable

BROAD: dict[str, str] = {
    "accounting.invoices": "accounting.transactions",
    "accounting.payments": "accounting.transactions",
    "accounting.banktransactions": "accounting.transactions",
    "accounting.manualjournals": "accounting.transactions",
    "accounting.reports.aged": "accounting.reports",
    "accounting.reports.balancesheet": "accounting.reports",
    "accounting.reports.banksummary": "accounting.reports",
    "accounting.reports.budgetsummary": "accounting.reports",
    "accounting.reports.executivesummary": "accounting.reports",
    "accounting.reports.profitandloss": "accounting.reports",
    "accounting.reports.taxreports": "accounting.reports",
    "accounting.reports.trialbalance": "accounting.reports",
}
"""The old broad scope that covers a granular one; all others kept their name."""

READ = ".read"


def satisfying(scope: str) -> frozenset[str]:
    """Return every scope that alone allows what `scope` does: write covers read."""
    base = scope.removesuffix(READ)
    writing = {base, BROAD.get(base, base)}
    if not scope.endswith(READ):
        return frozenset(writing)
    return frozenset(writing | {name + READ for name in writing})


def missing(needed: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Return the needed scopes that nothing granted satisfies, sorted."""
    held = set(granted)
    return tuple(sorted(scope for scope in set(needed) if not satisfying(scope) & held))
