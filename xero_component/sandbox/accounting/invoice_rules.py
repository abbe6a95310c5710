"""What may become of an invoice, by its status and by what has been paid on it.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from typing import Final

from xero_component.sandbox.accounting.problems import Findings
from xero_component.sandbox.accounting.tables import Record

INITIAL: Final = frozenset({"DRAFT", "SUBMITTED", "AUTHORISED"})
"""Statuses with which an invoice can be created."""

APPROVED: Final = frozenset({"AUTHORISED", "PAID"})

NEXT: Final = {
    "DRAFT": {"SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"DRAFT", "AUTHORISED", "DELETED"},
    "AUTHORISED": {"VOIDED"},
    "PAID": {"VOIDED"},
    "VOIDED": set[str](),
    "DELETED": set[str](),
}
"""Statuses that a client can give an invoice, by the one it has. PAID is the ledger's own."""

AMENDABLE_WHEN_PAID: Final = frozenset(
    {
        "BrandingThemeID",
        "DueDate",
        "ExpectedPaymentDate",
        "InvoiceNumber",
        "PlannedPaymentDate",
        "Reference",
        "SentToContact",
        "Url",
    }
)
"""What can still be changed once something has been paid."""

QUIET: Final = frozenset({"DueDate", "SentToContact"})
"""Changes that do not move UpdatedDateUTC while an invoice is part-paid."""

NOT_MODIFIABLE: Final = "Invoice not of valid status for modification"
HAS_PAYMENT: Final = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)


def approval_findings(invoice: Record) -> Findings:
    """Say what an invoice lacks to be approved."""
    findings = Findings()
    if invoice["DueDate"] is None:
        findings.add("An approved invoice requires a DueDate.")
    add_line_findings(invoice, findings, "an approved invoice")
    if invoice["Total"] < 0:
        findings.add("The total of an approved invoice must not be less than zero.")
    return findings


def add_line_findings(document: Record, findings: Findings, what: str) -> None:
    """Say what the lines of a document lack to be those of `what`."""
    if not document["LineItems"]:
        findings.add("One or more line items must be specified")
    for line in document["LineItems"]:
        if not (line.get("Description") or "").strip():
            findings.add(f"Description is required for every line of {what}")
        if line.get("AccountCode") is None and not _is_note(line):
            findings.add(f"Account code must be specified for every line of {what}")
        elif line.get("TaxType") is None and not _is_note(line):
            findings.add(f"Tax type must be specified for every line of {what}")


def _is_note(line: Record) -> bool:
    """Tell a line that holds a description and nothing else."""
    return all(line.get(name) is None for name in ("Quantity", "UnitAmount", "ItemCode"))
