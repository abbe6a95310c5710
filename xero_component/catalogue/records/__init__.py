"""The records of Xero: plain mappings under Xero's own field names, typed.

Unknown fields and unknown enum values are kept. A field that Xero did not send is absent.
"""

from xero_component.catalogue.record import Paging, Records
from xero_component.catalogue.records.account import Account
from xero_component.catalogue.records.allocation import Allocation
from xero_component.catalogue.records.attachment import Attachment, AttachmentContent
from xero_component.catalogue.records.bank_transaction import BankTransaction
from xero_component.catalogue.records.bank_transfer import BankTransfer
from xero_component.catalogue.records.batch_payment import BatchedPayment, BatchPayment
from xero_component.catalogue.records.budget import Budget, BudgetBalance, BudgetLine
from xero_component.catalogue.records.contact import Address, Contact, ContactPerson, Phone
from xero_component.catalogue.records.contact_group import ContactGroup
from xero_component.catalogue.records.credit_note import CreditNote
from xero_component.catalogue.records.expense_claim import ExpenseClaim
from xero_component.catalogue.records.history import HistoryRecord
from xero_component.catalogue.records.invoice import (
    Allocated,
    Invoice,
    InvoicePayment,
    ItemReference,
    LineItem,
    LineTracking,
    TaxShare,
)
from xero_component.catalogue.records.item import Item, ItemPrice
from xero_component.catalogue.records.journal import Journal, JournalLine
from xero_component.catalogue.records.linked_transaction import LinkedTransaction
from xero_component.catalogue.records.manual_journal import ManualJournal, ManualJournalLine
from xero_component.catalogue.records.organisation import (
    BrandingTheme,
    Currency,
    Organisation,
    TaxRate,
    TenantConnection,
    TrackingCategory,
    TrackingOption,
)
from xero_component.catalogue.records.overpayment import Overpayment
from xero_component.catalogue.records.payment import Payment
from xero_component.catalogue.records.payment_service import PaymentService
from xero_component.catalogue.records.prepayment import Prepayment
from xero_component.catalogue.records.purchase_order import PurchaseOrder
from xero_component.catalogue.records.quote import Quote
from xero_component.catalogue.records.receipt import Receipt
from xero_component.catalogue.records.repeating_invoice import RepeatingInvoice, RepeatSchedule
from xero_component.catalogue.records.user import User

__all__ = [
    "Account",
    "Address",
    "Allocated",
    "Allocation",
    "Attachment",
    "AttachmentContent",
    "BankTransaction",
    "BankTransfer",
    "BatchPayment",
    "BatchedPayment",
    "BrandingTheme",
    "Budget",
    "BudgetBalance",
    "BudgetLine",
    "Contact",
    "ContactGroup",
    "ContactPerson",
    "CreditNote",
    "Currency",
    "ExpenseClaim",
    "HistoryRecord",
    "Invoice",
    "InvoicePayment",
    "Item",
    "ItemPrice",
    "ItemReference",
    "Journal",
    "JournalLine",
    "LineItem",
    "LineTracking",
    "LinkedTransaction",
    "ManualJournal",
    "ManualJournalLine",
    "Organisation",
    "Overpayment",
    "Paging",
    "Payment",
    "PaymentService",
    "Phone",
    "Prepayment",
    "PurchaseOrder",
    "Quote",
    "Receipt",
    "Records",
    "RepeatSchedule",
    "RepeatingInvoice",
    "TaxRate",
    "TaxShare",
    "TenantConnection",
    "TrackingCategory",
    "TrackingOption",
    "User",
]
