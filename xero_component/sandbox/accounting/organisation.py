"""The state of one tenant: everything its ledger holds."""

from dataclasses import dataclass, field
from threading import RLock

from xero_component.sandbox.accounting.tables import Record, Table

ORDINARY_EMAILS_PER_DAY = 1000
DEMO_EMAILS_PER_DAY = 20
"""A real demo company may send none; the sandbox lets a few through, so that flows can be tried."""


def folded(text: str | None) -> str | None:
    """Fold a name for a comparison that ignores capitals; None for an empty one."""
    return text.strip().casefold() or None if text else None


def _contact_name(record: Record) -> str | None:
    return None if record["ContactStatus"] == "ARCHIVED" else folded(record["Name"])


def _invoice_number(record: Record) -> str | None:
    if record["Type"] != "ACCREC" or record["Status"] == "DELETED":
        return None
    return folded(record.get("InvoiceNumber"))


def _contacts() -> Table:
    return Table(
        "ContactID",
        name=_contact_name,
        number=lambda record: folded(record.get("ContactNumber")),
    )


def _invoices() -> Table:
    return Table(
        "InvoiceID",
        sales_number=_invoice_number,
        number=lambda record: folded(record.get("InvoiceNumber")),
        contact=lambda record: record["ContactID"],
    )


def _accounts() -> Table:
    return Table(
        "AccountID",
        code=lambda record: folded(record.get("Code")),
        name=lambda record: folded(record["Name"]),
    )


@dataclass(eq=False)
class Organisation:
    """One tenant and its ledger. `timezone` is an IANA name; `lock` guards every table."""

    tenant_id: str
    name: str
    country_code: str
    base_currency: str
    is_demo_company: bool = False
    timezone: str = "UTC"
    short_code: str = "!Xsand"
    daily_email_limit: int = ORDINARY_EMAILS_PER_DAY
    """Emails that Xero lets this organisation send in a day."""
    details: Record = field(default_factory=dict)
    """More of what GET /Organisation says."""
    accounts: Table = field(default_factory=_accounts)
    contacts: Table = field(default_factory=_contacts)
    invoices: Table = field(default_factory=_invoices)
    items: Table = field(
        default_factory=lambda: Table("ItemID", code=lambda record: folded(record["Code"]))
    )
    payments: Table = field(
        default_factory=lambda: Table(
            "PaymentID",
            invoice=lambda record: record["InvoiceID"],
            account=lambda record: record["AccountID"],
        )
    )
    attachments: Table = field(
        default_factory=lambda: Table("AttachmentID", parent=lambda record: record["ParentID"])
    )
    history: Table = field(
        default_factory=lambda: Table("HistoryID", parent=lambda record: record["ParentID"])
    )
    tax_rates: Table = field(default_factory=lambda: Table("TaxType"))
    currencies: Table = field(default_factory=lambda: Table("Code"))
    tracking_categories: Table = field(default_factory=lambda: Table("TrackingCategoryID"))
    branding_themes: Table = field(default_factory=lambda: Table("BrandingThemeID"))
    users: Table = field(default_factory=lambda: Table("UserID"))
    counters: Table = field(default_factory=lambda: Table("Name"))
    identifiers_issued: int = 0
    lock: RLock = field(default_factory=RLock, repr=False)
