"""https://developer.xero.com/documentation/api/accounting/contacts"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, Money
from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.attachment import Attachment


@with_config(LENIENT)
class Address(TypedDict, total=False):
    """A postal or street address."""

    AddressType: str
    AddressLine1: str
    AddressLine2: str
    AddressLine3: str
    AddressLine4: str
    City: str
    Region: str
    PostalCode: str
    Country: str
    AttentionTo: str


@with_config(LENIENT)
class Phone(TypedDict, total=False):
    """A telephone number in its parts."""

    PhoneType: str
    PhoneNumber: str
    PhoneAreaCode: str
    PhoneCountryCode: str


@with_config(LENIENT)
class ContactPerson(TypedDict, total=False):
    """A person at the contact, beside the primary one."""

    FirstName: str
    LastName: str
    EmailAddress: str
    IncludeInEmails: bool


@with_config(LENIENT)
class Balance(TypedDict, total=False):
    """What is owed on one side."""

    Outstanding: Money
    Overdue: Money


@with_config(LENIENT)
class Balances(TypedDict, total=False):
    """What the contact owes, and what is owed to the contact."""

    AccountsReceivable: Balance
    AccountsPayable: Balance


@with_config(LENIENT)
class DefaultTracking(TypedDict, total=False):
    """A tracking option that new lines for the contact start with."""

    TrackingCategoryName: str
    TrackingOptionName: str


@with_config(LENIENT)
class BatchPaymentDetails(TypedDict, total=False):
    """What batch payments to the contact start with."""

    BankAccountNumber: str
    BankAccountName: str
    Details: str
    Code: str
    Reference: str


@with_config(LENIENT)
class Contact(TypedDict, total=False):
    """A customer or supplier."""

    ContactID: Required[str]
    MergedToContactID: str
    """The contact that took this one's place when the two were merged."""
    ContactNumber: str
    AccountNumber: str
    ContactStatus: str
    Name: str
    FirstName: str
    LastName: str
    CompanyNumber: str
    EmailAddress: str
    ContactPersons: list[ContactPerson]
    BankAccountDetails: str
    TaxNumber: str
    TaxNumberType: str
    AccountsReceivableTaxType: str
    AccountsPayableTaxType: str
    Addresses: list[Address]
    Phones: list[Phone]
    IsSupplier: bool
    IsCustomer: bool
    DefaultCurrency: str
    SalesDefaultAccountCode: str
    PurchasesDefaultAccountCode: str
    SalesDefaultLineAmountType: str
    PurchasesDefaultLineAmountType: str
    SalesTrackingCategories: list[DefaultTracking]
    PurchasesTrackingCategories: list[DefaultTracking]
    TrackingCategoryName: str
    TrackingCategoryOption: str
    BrandingTheme: dict[str, Any]
    BatchPayments: BatchPaymentDetails
    PaymentTerms: dict[str, Any]
    ContactGroups: list[dict[str, Any]]
    Website: str
    XeroNetworkKey: str
    Discount: Money
    Balances: Balances
    HasAttachments: bool
    Attachments: list[Attachment]
    HasValidationErrors: bool
    UpdatedDateUTC: Instant
