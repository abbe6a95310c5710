"""Contacts: which of their fields people edit.

https://developer.xero.com/documentation/api/accounting/contacts
"""

from typing import Literal, get_args

from xero_component.api.paging import Query
from xero_component.catalogue.objects import CONTACTS
from xero_component.triggers._business.watch import Watch, status_in

ContactField = Literal[
    "Name",
    "FirstName",
    "LastName",
    "EmailAddress",
    "ContactPersons",
    "Addresses",
    "Phones",
    "Website",
    "ContactStatus",
    "ContactNumber",
    "AccountNumber",
    "CompanyNumber",
    "TaxNumber",
    "TaxNumberType",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
    "BankAccountDetails",
    "BatchPayments",
    "DefaultCurrency",
    "Discount",
    "PaymentTerms",
    "BrandingTheme",
    "ContactGroups",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "SalesTrackingCategories",
    "PurchasesTrackingCategories",
    "XeroNetworkKey",
]
"""What people edit of a contact. What Xero works out, such as balances, is not among it."""
CONTACT_FIELDS: tuple[ContactField, ...] = get_args(ContactField)


def contacts(*paths: str, needs_before: bool = True) -> Watch:
    """Watch fields of all contacts."""
    return Watch(
        object=CONTACTS.key,
        paths=paths,
        is_settled=status_in("ContactStatus", ["ARCHIVED"]),
        needs_before=needs_before,
        open_ones=Query(),
    )
