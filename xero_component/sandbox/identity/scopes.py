"""Which scopes there are, and which of them each call needs.

https://developer.xero.com/documentation/guides/oauth2/scopes
"""

from collections.abc import Mapping, Sequence

IDENTITY_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
APP_CONNECTIONS = "app.connections"

BROAD_SCOPES: Mapping[str, frozenset[str]] = {
    "accounting.transactions": frozenset(
        {
            "accounting.invoices",
            "accounting.payments",
            "accounting.banktransactions",
            "accounting.manualjournals",
            "accounting.classicexpenses",
        }
    ),
    "accounting.reports": frozenset(
        f"accounting.reports.{name}"
        for name in (
            "aged",
            "balancesheet",
            "banksummary",
            "budgetsummary",
            "executivesummary",
            "profitandloss",
            "trialbalance",
            "taxreports",
        )
    ),
}
"""The scopes of apps made before March 2026, and what each covers. Reports are read only."""

_ONLY_READ = frozenset(
    {*BROAD_SCOPES["accounting.reports"], "accounting.reports.tenninetynine", "accounting.budgets"}
)
_WITH_READ = frozenset(
    {
        *BROAD_SCOPES["accounting.transactions"],
        "accounting.settings",
        "accounting.contacts",
        "accounting.attachments",
        "files",
        "assets",
        "projects",
        *(
            f"payroll.{name}"
            for name in ("employees", "payruns", "payslip", "settings", "timesheets")
        ),
    }
)
GRANULAR_SCOPES = frozenset(
    {
        *_WITH_READ,
        *(f"{name}.read" for name in _WITH_READ | _ONLY_READ),
        "paymentservices",
    }
)
"""What a new app may ask for without a review by Xero."""

BROAD_SCOPE_NAMES = frozenset(
    {"accounting.transactions", "accounting.transactions.read", "accounting.reports.read"}
)

_OPENED_BY: Mapping[str, str] = {
    "accounting.invoices": "invoices creditnotes quotes purchaseorders repeatinginvoices "
    "linkedtransactions items",
    "accounting.payments": "payments batchpayments prepayments overpayments",
    "accounting.banktransactions": "banktransactions banktransfers",
    "accounting.manualjournals": "manualjournals",
    "accounting.classicexpenses": "expenseclaims receipts",
    "accounting.settings": "accounts items taxrates trackingcategories brandingthemes currencies "
    "organisation organisations users invoicereminders setup",
    "accounting.contacts": "contacts contactgroups",
    "accounting.budgets": "budgets",
    "accounting.journals": "journals",
    "paymentservices": "paymentservices",
}
_REPORTS = {
    "agedpayablesbycontact": "aged",
    "agedreceivablesbycontact": "aged",
    "gstreport": "taxreports",
    "basreport": "taxreports",
}


def allows(granted: frozenset[str], method: str, segments: Sequence[str]) -> bool:
    """Tell whether the scopes let a call below the accounting API's base through."""
    resources = _resources(segments)
    if not resources:
        return True
    held = set(granted)
    for broad, narrow in BROAD_SCOPES.items():
        for suffix in ("", ".read"):
            if broad + suffix in granted:
                held |= {name + suffix for name in narrow}
    reading = method in ("GET", "HEAD", "OPTIONS")
    return any(name in held or (reading and f"{name}.read" in held) for name in resources)


def _resources(segments: Sequence[str]) -> tuple[str, ...]:
    """Name the scopes, any of which opens a path; none for a path that Xero does not have."""
    first, *rest = [segment.lower() for segment in segments] or [""]
    if len(rest) >= 2 and rest[1] == "attachments":
        return ("accounting.attachments",)
    if first == "reports":
        name = rest[0] if rest else "balancesheet"
        return (f"accounting.reports.{_REPORTS.get(name, name)}",)
    return tuple(scope for scope, paths in _OPENED_BY.items() if first in paths.split())
