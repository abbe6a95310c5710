"""The endpoints of what is planned, grouped and repeated, and of expenses that were claimed."""

from xero_component.sandbox.accounting.budgets import budget_view, months_of, select_budgets
from xero_component.sandbox.accounting.contact_groups import (
    contact_group_view,
    contacts_below,
    listed_contact_group,
    write_contact_group,
)
from xero_component.sandbox.accounting.expenses import (
    expense_claim_view,
    listed_expense_claim,
    listed_receipt,
    receipt_view,
)
from xero_component.sandbox.accounting.payment_services import write_payment_service
from xero_component.sandbox.accounting.repeating_invoices import (
    listed_repeating_invoice,
    repeating_invoice_view,
    write_repeating_invoice,
)
from xero_component.sandbox.accounting.resource import Resource, names

BUDGETS = Resource(
    "Budgets",
    "BudgetID",
    lambda organisation: organisation.budgets,
    names("BudgetID Type Status Description UpdatedDateUTC"),
    view=budget_view,
    listed=budget_view,
    select=select_budgets,
    narrow=months_of,
    dated=None,
    filtered=False,
)
CONTACT_GROUPS = Resource(
    "ContactGroups",
    "ContactGroupID",
    lambda organisation: organisation.contact_groups,
    names("ContactGroupID Name Status"),
    view=contact_group_view,
    listed=listed_contact_group,
    write=write_contact_group,
    collection_verbs=("GET", "PUT"),
    record_verbs=("GET", "POST"),
    dated=None,
    parts={"contacts": contacts_below},
)
EXPENSE_CLAIMS = Resource(
    "ExpenseClaims",
    "ExpenseClaimID",
    lambda organisation: organisation.expense_claims,
    names(
        """ExpenseClaimID Status User Total AmountDue AmountPaid PaymentDueDate ReportingDate
        UpdatedDateUTC"""
    ),
    view=expense_claim_view,
    listed=listed_expense_claim,
    searched=listed_expense_claim,
    has_history=True,
)
PAYMENT_SERVICES = Resource(
    "PaymentServices",
    "PaymentServiceID",
    lambda organisation: organisation.payment_services,
    names("PaymentServiceID PaymentServiceName PaymentServiceUrl PayNowText PaymentServiceType"),
    write=write_payment_service,
    collection_verbs=("GET", "PUT"),
    record_verbs=(),
    dated=None,
)
RECEIPTS = Resource(
    "Receipts",
    "ReceiptID",
    lambda organisation: organisation.receipts,
    names(
        """ReceiptID ReceiptNumber Status User Contact Date Reference LineAmountTypes SubTotal
        TotalTax Total HasAttachments UpdatedDateUTC"""
    ),
    view=receipt_view,
    listed=listed_receipt,
    searched=listed_receipt,
    has_attachments=True,
    has_history=True,
)
REPEATING_INVOICES = Resource(
    "RepeatingInvoices",
    "RepeatingInvoiceID",
    lambda organisation: organisation.repeating_invoices,
    names(
        """RepeatingInvoiceID Type Status Reference Contact Schedule LineAmountTypes SubTotal
        TotalTax Total CurrencyCode BrandingThemeID HasAttachments"""
    ),
    view=repeating_invoice_view,
    listed=listed_repeating_invoice,
    searched=listed_repeating_invoice,
    write=write_repeating_invoice,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    dated=None,
    has_attachments=True,
    has_history=True,
)
