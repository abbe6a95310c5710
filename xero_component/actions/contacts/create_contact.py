"""https://developer.xero.com/documentation/api/accounting/contacts#put-contacts"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from xero_component.actions.contacts._fields import AddressText, contact_body
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import Json, RecordInput, Text
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import Effect, Form, action


class CreateContactInput(RecordInput):
    """Who the contact is."""

    example: ClassVar = {"name": "Sunrise Café", "email_address": "accounts@sunrise.example"}

    name: Annotated[Text, Field(title="Contact Name", max_length=255)]
    """Full name of the person or organisation; Xero wants it to be unique."""
    first_name: Annotated[str | None, Field(max_length=255)] = None
    """First name of the primary person."""
    last_name: Annotated[str | None, Field(max_length=255)] = None
    """Last name of the primary person."""
    email_address: Annotated[str | None, Field(max_length=255)] = None
    """Where Xero sends this contact's invoices."""
    address_type: Literal["POBOX", "STREET"] | None = None
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
    contact_status: Literal["ACTIVE", "ARCHIVED", "GDPRREQUEST"] | None = None
    """Status of the contact; active unless you say otherwise."""
    tax_number: Annotated[str | None, Field(max_length=50)] = None
    """ABN, GST, VAT or tax ID number."""
    accounts_receivable_tax_type: str | None = None
    """Tax type used for this contact's sales."""
    accounts_payable_tax_type: str | None = None
    """Tax type used for this contact's bills."""
    default_currency: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$", examples=["AUD"])] = None
    """Currency code of this contact's invoices."""
    additional_fields: Json = Field(default_factory=dict)
    """Further fields of a contact, under Xero's names."""


@action(title="Create Contact", effect=Effect.WRITE, scopes={"accounting.contacts"})
async def create_contact(xero: XeroClient, data: CreateContactInput) -> Contact:
    """Create a customer or supplier, to be named on invoices and bills."""
    return await xero.create(CONTACTS, contact_body(data))
