"""Scopes: Xero's granular ones, and the broad ones that older apps still hold.

https://developer.xero.com/faq/granular-scopes
"""

from collections.abc import Iterable
from urllib.parse import unquote

from xero_component.catalogue.apis import Api

BROAD: dict[str, str] = {
    "accounting.invoices": "accounting.transactions",
    "accounting.payments": "accounting.transactions",
    "accounting.banktransactions": "accounting.transactions",
    "accounting.manualjournals": "accounting.transactions",
    "accounting.classicexpenses": "accounting.transactions",
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
ATTACHMENTS = "accounting.attachments"

ENDPOINTS: dict[str, tuple[str, ...]] = {
    "accounts": ("accounting.settings",),
    "banktransactions": ("accounting.banktransactions",),
    "banktransfers": ("accounting.banktransactions",),
    "batchpayments": ("accounting.payments",),
    "brandingthemes": ("accounting.settings",),
    "budgets": ("accounting.budgets",),
    "contactgroups": ("accounting.contacts",),
    "contacts": ("accounting.contacts",),
    "creditnotes": ("accounting.invoices",),
    "currencies": ("accounting.settings",),
    "expenseclaims": ("accounting.classicexpenses",),
    "invoicereminders": ("accounting.settings",),
    "invoices": ("accounting.invoices",),
    "items": ("accounting.settings", "accounting.invoices"),
    "journals": ("accounting.journals",),
    "linkedtransactions": ("accounting.invoices",),
    "manualjournals": ("accounting.manualjournals",),
    "organisation": ("accounting.settings",),
    "overpayments": ("accounting.payments",),
    "payments": ("accounting.payments",),
    "paymentservices": ("paymentservices",),
    "prepayments": ("accounting.payments",),
    "purchaseorders": ("accounting.invoices",),
    "quotes": ("accounting.invoices",),
    "receipts": ("accounting.classicexpenses",),
    "repeatinginvoices": ("accounting.invoices",),
    "taxrates": ("accounting.settings",),
    "trackingcategories": ("accounting.settings",),
    "users": ("accounting.settings",),
}
"""The scopes, any of which opens an endpoint of the Accounting API (in lower case) for writing."""

REPORTS: dict[str, str] = {
    "agedpayablesbycontact": "aged",
    "agedreceivablesbycontact": "aged",
    "balancesheet": "balancesheet",
    "banksummary": "banksummary",
    "budgetsummary": "budgetsummary",
    "executivesummary": "executivesummary",
    "profitandloss": "profitandloss",
    "tenninetynine": "tenninetynine",
    "trialbalance": "trialbalance",
}
"""The last part of the scope that opens a report, by the report's name in lower case."""

WITHOUT_READ = frozenset({"paymentservices", "bankfeeds"})
"""Scopes that have no form for reading alone."""

_WHOLE_APIS = {
    Api.FILES: "files",
    Api.ASSETS: "assets",
    Api.PROJECTS: "projects",
    Api.BANK_FEEDS: "bankfeeds",
}


def reading(scope: str) -> str:
    """Return the scope that is enough to read what `scope` opens."""
    return scope if scope.endswith(READ) or scope in WITHOUT_READ else scope + READ


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


def smallest(scopes: Iterable[str], *, legacy: bool = False) -> tuple[str, ...]:
    """Return the fewest scopes that allow the same, sorted: a write scope includes its read scope.

    `legacy` gives the broad ones, which only apps made before March 2026 may ask for.
    """
    wanted = {broad(scope) for scope in scopes} if legacy else set(scopes)
    return tuple(
        sorted(
            scope
            for scope in wanted
            if not any(other != scope and other in wanted for other in satisfying(scope))
        )
    )


def broad(scope: str) -> str:
    """Return the scope of before March 2026 for a granular one."""
    base = scope.removesuffix(READ)
    return BROAD.get(base, base) + scope[len(base) :]


def opening(api: Api, path: str, *, writes: bool) -> tuple[str, ...]:
    """Return the scopes, any of which lets a call through; none where that is not known.

    `path` is the percent-encoded path below the API's base.
    """
    segments = [unquote(part).lower() for part in path.split("/") if part]
    if api is not Api.ACCOUNTING:
        names: tuple[str, ...] = (_WHOLE_APIS[api],) if api in _WHOLE_APIS else ()
    elif segments[2:3] == ["attachments"]:
        names = (ATTACHMENTS,)
    elif segments[:1] == ["reports"]:
        report = REPORTS.get("".join(segments[1:2]))
        return (f"accounting.reports.{report}{READ}",) if report else ()
    else:
        names = ENDPOINTS.get("".join(segments[:1]), ())
    return names if writes else tuple(reading(name) for name in names)
