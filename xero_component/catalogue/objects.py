"""The objects of Xero's Accounting API: one row each, so that code asks the table, not the name.

https://developer.xero.com/documentation/api/accounting/overview
"""

from typing import Any

from xero_component.catalogue.rows.books import ACCOUNTS, BUDGETS, JOURNALS, MANUAL_JOURNALS
from xero_component.catalogue.rows.contacts import CONTACT_GROUPS, CONTACTS
from xero_component.catalogue.rows.documents import (
    CREDIT_NOTES,
    INVOICES,
    LINKED_TRANSACTIONS,
    PURCHASE_ORDERS,
    QUOTES,
    REPEATING_INVOICES,
)
from xero_component.catalogue.rows.expenses import EXPENSE_CLAIMS, RECEIPTS
from xero_component.catalogue.rows.payments import (
    BANK_TRANSACTIONS,
    BANK_TRANSFERS,
    BATCH_PAYMENTS,
    OVERPAYMENTS,
    PAYMENT_SERVICES,
    PAYMENTS,
    PREPAYMENTS,
)
from xero_component.catalogue.rows.settings import (
    BRANDING_THEMES,
    CURRENCIES,
    ITEMS,
    ORGANISATION,
    TAX_RATES,
    TRACKING_CATEGORIES,
    USERS,
)
from xero_component.catalogue.xero_object import Pages as Pages
from xero_component.catalogue.xero_object import XeroObject as XeroObject

OBJECTS: dict[str, XeroObject[Any]] = {
    row.key: row
    for row in (
        ACCOUNTS,
        BANK_TRANSACTIONS,
        BANK_TRANSFERS,
        BATCH_PAYMENTS,
        BRANDING_THEMES,
        BUDGETS,
        CONTACT_GROUPS,
        CONTACTS,
        CREDIT_NOTES,
        CURRENCIES,
        EXPENSE_CLAIMS,
        INVOICES,
        ITEMS,
        JOURNALS,
        LINKED_TRANSACTIONS,
        MANUAL_JOURNALS,
        ORGANISATION,
        OVERPAYMENTS,
        PAYMENT_SERVICES,
        PAYMENTS,
        PREPAYMENTS,
        PURCHASE_ORDERS,
        QUOTES,
        RECEIPTS,
        REPEATING_INVOICES,
        TAX_RATES,
        TRACKING_CATEGORIES,
        USERS,
    )
}

__all__ = [
    "ACCOUNTS",
    "BANK_TRANSACTIONS",
    "BANK_TRANSFERS",
    "BATCH_PAYMENTS",
    "BRANDING_THEMES",
    "BUDGETS",
    "CONTACTS",
    "CONTACT_GROUPS",
    "CREDIT_NOTES",
    "CURRENCIES",
    "EXPENSE_CLAIMS",
    "INVOICES",
    "ITEMS",
    "JOURNALS",
    "LINKED_TRANSACTIONS",
    "MANUAL_JOURNALS",
    "OBJECTS",
    "ORGANISATION",
    "OVERPAYMENTS",
    "PAYMENTS",
    "PAYMENT_SERVICES",
    "PREPAYMENTS",
    "PURCHASE_ORDERS",
    "QUOTES",
    "RECEIPTS",
    "REPEATING_INVOICES",
    "TAX_RATES",
    "TRACKING_CATEGORIES",
    "USERS",
]
