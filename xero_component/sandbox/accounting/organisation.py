"""The state of one tenant: everything its ledger holds."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from threading import RLock
from typing import Any, NamedTuple

from xero_component.sandbox.accounting.tables import Record, Table

ORDINARY_EMAILS_PER_DAY = 1000
DEMO_EMAILS_PER_DAY = 20
"""A real demo company may send none; the sandbox lets a few through, so that flows can be tried."""


class Movement(NamedTuple):
    """A document was written: when, in the table with which key, from what and to what."""

    moment: datetime
    key: str
    before: Record | None
    after: Record


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


def _credit_note_number(record: Record) -> str | None:
    if record["Type"] != "ACCRECCREDIT" or record["Status"] == "DELETED":
        return None
    return folded(record.get("CreditNoteNumber"))


def _credit_notes() -> Table:
    return Table(
        "CreditNoteID",
        sales_number=_credit_note_number,
        number=lambda record: folded(record.get("CreditNoteNumber")),
    )


def _purchase_orders() -> Table:
    def number(record: Record) -> str | None:
        return None if record["Status"] == "DELETED" else folded(record["PurchaseOrderNumber"])

    return Table("PurchaseOrderID", number=number)


def _quotes() -> Table:
    def number(record: Record) -> str | None:
        return None if record["Status"] == "DELETED" else folded(record["QuoteNumber"])

    return Table("QuoteID", number=number)


def _allocations() -> Table:
    return Table(
        "AllocationID",
        credit=lambda record: record["CreditID"],
        invoice=lambda record: record["InvoiceID"],
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
    credit_notes: Table = field(default_factory=_credit_notes)
    prepayments: Table = field(default_factory=lambda: Table("PrepaymentID"))
    overpayments: Table = field(default_factory=lambda: Table("OverpaymentID"))
    allocations: Table = field(default_factory=_allocations)
    bank_transactions: Table = field(
        default_factory=lambda: Table(
            "BankTransactionID", account=lambda record: record["AccountID"]
        )
    )
    purchase_orders: Table = field(default_factory=_purchase_orders)
    quotes: Table = field(default_factory=_quotes)
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
    bank_transfers: Table = field(
        default_factory=lambda: Table(
            "BankTransferID",
            source=lambda record: record["FromAccountID"],
            destination=lambda record: record["ToAccountID"],
        )
    )
    batch_payments: Table = field(default_factory=lambda: Table("BatchPaymentID"))
    manual_journals: Table = field(default_factory=lambda: Table("ManualJournalID"))
    linked_transactions: Table = field(
        default_factory=lambda: Table(
            "LinkedTransactionID", line=lambda record: record["SourceLineItemID"]
        )
    )
    budgets: Table = field(default_factory=lambda: Table("BudgetID"))
    contact_groups: Table = field(
        default_factory=lambda: Table("ContactGroupID", name=lambda record: folded(record["Name"]))
    )
    repeating_invoices: Table = field(default_factory=lambda: Table("RepeatingInvoiceID"))
    payment_services: Table = field(
        default_factory=lambda: Table(
            "PaymentServiceID", name=lambda record: folded(record["PaymentServiceName"])
        )
    )
    expense_claims: Table = field(default_factory=lambda: Table("ExpenseClaimID"))
    receipts: Table = field(default_factory=lambda: Table("ReceiptID"))
    journals: Table = field(
        default_factory=lambda: Table(
            "JournalID", number=lambda record: str(record["JournalNumber"])
        )
    )
    movements: list[Movement] = field(default_factory=list)
    """What happened to documents since the journals were last entered, in its order."""
    counters: Table = field(default_factory=lambda: Table("Name"))
    identifiers_issued: int = 0
    lock: RLock = field(default_factory=RLock, repr=False)

    def copy(self) -> "Organisation":
        """Return an organisation with the same books, which go their own way."""
        tables: dict[str, Any] = {
            each.name: value.copy()
            for each in fields(self)
            if isinstance(value := getattr(self, each.name), Table)
        }
        return replace(
            self,
            **tables,
            details=dict(self.details),
            movements=list(self.movements),
            lock=RLock(),
        )

    @property
    def with_lines(self) -> tuple[Table, ...]:
        """The tables of documents whose LineItems name accounts or items."""
        return (
            self.invoices,
            self.credit_notes,
            self.bank_transactions,
            self.prepayments,
            self.overpayments,
            self.purchase_orders,
            self.quotes,
            self.repeating_invoices,
            self.receipts,
        )
