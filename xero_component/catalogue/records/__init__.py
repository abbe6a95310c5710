"""The records of Xero: plain mappings under Xero's own field names, typed.

Unknown fields and unknown enum values are kept. A field that Xero did not send is absent.
"""

from xero_component.catalogue.record import Paging, Records
from xero_component.catalogue.records.account import Account
from xero_component.catalogue.records.attachment import Attachment, AttachmentContent
from xero_component.catalogue.records.contact import Address, Contact, ContactPerson, Phone
from xero_component.catalogue.records.history import HistoryRecord
from xero_component.catalogue.records.invoice import Invoice, LineItem, LineTracking
from xero_component.catalogue.records.item import Item, ItemPrice
from xero_component.catalogue.records.organisation import (
    BrandingTheme,
    Currency,
    Organisation,
    TaxRate,
    TenantConnection,
    TrackingCategory,
    TrackingOption,
)
from xero_component.catalogue.records.payment import Payment

__all__ = [
    "Account",
    "Address",
    "Attachment",
    "AttachmentContent",
    "BrandingTheme",
    "Contact",
    "ContactPerson",
    "Currency",
    "HistoryRecord",
    "Invoice",
    "Item",
    "ItemPrice",
    "LineItem",
    "LineTracking",
    "Organisation",
    "Paging",
    "Payment",
    "Phone",
    "Records",
    "TaxRate",
    "TenantConnection",
    "TrackingCategory",
    "TrackingOption",
]
