"""https://developer.xero.com/documentation/api/accounting/contacts"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, Money
from xero_component.catalogue.record import LENIENT


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
class Contact(TypedDict, total=False):
    """A customer or supplier."""

    ContactID: Required[str]
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
    AccountsReceivableTaxType: str
    AccountsPayableTaxType: str
    Addresses: list[Address]
    Phones: list[Phone]
    IsSupplier: bool
    IsCustomer: bool
    DefaultCurrency: str
    SalesDefaultAccountCode: str
    PurchasesDefaultAccountCode: str
    PaymentTerms: dict[str, Any]
    ContactGroups: list[dict[str, Any]]
    Website: str
    Discount: Money
    Balances: Balances
    HasAttachments: bool
    HasValidationErrors: bool
    UpdatedDateUTC: Instant
