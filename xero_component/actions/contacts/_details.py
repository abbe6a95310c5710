"""The inputs that creating a contact has in common with creating or updating one."""

from typing import Annotated, Literal

from pydantic import Field

from xero_component.actions.contacts._fields import AddressText
from xero_component.catalogue.inputs import CurrencyChoice, Json, RecordInput, TaxTypeChoice
from xero_component.core import Form

ContactStatus = Literal["ACTIVE", "ARCHIVED", "GDPRREQUEST"]
AddressType = Literal["POBOX", "STREET"]
PartOfName = Annotated[str, Field(max_length=255)]
TaxNumber = Annotated[str, Field(max_length=50)]


class ContactDetails(RecordInput):
    """What a contact has beside its name."""

    first_name: PartOfName | None = None
    """First name of the primary person."""
    last_name: PartOfName | None = None
    """Last name of the primary person."""
    email_address: PartOfName | None = None
    """Where Xero sends this contact's invoices."""
    address_type: AddressType | None = None
    """What the address is for; a postal one (POBOX) unless you say otherwise."""
    address: Annotated[AddressText | None, Form(widget="text")] = None
    """Street, building or box; up to four lines."""
    city: str | None = None
    """City of the address."""
    postal_code: str | None = None
    """Postal code of the address."""
    country: str | None = None
    """Country of the address."""
    region: str | None = None
    """State or region of the address."""
    bank_account_details: str | None = None
    """Bank account number; the user who connected needs the right to edit bank details."""
    contact_status: ContactStatus | None = None
    """Status of the contact; active unless you say otherwise."""
    tax_number: TaxNumber | None = None
    """ABN, GST, VAT or tax ID number."""
    accounts_receivable_tax_type: TaxTypeChoice | None = None
    """Tax type used for this contact's sales."""
    accounts_payable_tax_type: TaxTypeChoice | None = None
    """Tax type used for this contact's bills."""
    default_currency: Annotated[CurrencyChoice | None, Field(examples=["AUD"])] = None
    """Currency code of this contact's invoices."""
    additional_fields: Json = Field(default_factory=dict)
    """Further fields of a contact, under Xero's names."""
