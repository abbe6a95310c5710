"""https://developer.xero.com/documentation/api/accounting/contacts#post-contacts"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from xero_component.actions.contacts._address import beside, gives_address
from xero_component.actions.contacts._details import (
    AddressType,
    ContactStatus,
    PartOfName,
    TaxNumber,
)
from xero_component.actions.contacts._fields import AddressText, contact_body
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import (
    ContactId,
    CurrencyChoice,
    Json,
    RecordInput,
    TaxTypeChoice,
    Text,
    kept,
)
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import Effect, Form, action

Name = Annotated[Text, Field(max_length=255)]


class UpdateContactInput(RecordInput):
    """Which contact, and what to change; what is left out stays as it is."""

    example: ClassVar = {
        "contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8",
        "email_address": "office@harbourlights.example",
    }

    contact_id: ContactId
    """Id of the contact."""
    contact_number: Annotated[str | None, Field(max_length=50)] = None
    """Your own number for the contact, unique; it can be set here only, not in Xero's screens."""
    name: Annotated[Name | None, AfterValidator(kept), Field(title="Contact Name")] = None
    """New name of the person or organisation; Xero wants it to be unique."""
    first_name: PartOfName | None = None
    """First name of the primary person."""
    last_name: PartOfName | None = None
    """Last name of the primary person."""
    email_address: PartOfName | None = None
    """Where Xero sends this contact's invoices."""
    accounts_payable_tax_type: TaxTypeChoice | None = None
    """Tax type used for this contact's bills."""
    accounts_receivable_tax_type: TaxTypeChoice | None = None
    """Tax type used for this contact's sales."""
    bank_account_details: str | None = None
    """Bank account number; the user who connected needs the right to edit bank details."""
    default_currency: Annotated[CurrencyChoice | None, Field(examples=["AUD"])] = None
    """Currency code of this contact's invoices."""
    tax_number: TaxNumber | None = None
    """ABN, GST, VAT or tax ID number."""
    contact_status: Annotated[ContactStatus | None, AfterValidator(kept)] = None
    """New status of the contact."""
    city: str | None = None
    """City of the address."""
    address_type: AddressType | None = None
    """Which address to change; the postal one (POBOX) unless you say otherwise."""
    address: Annotated[AddressText | None, Form(widget="text")] = None
    """Street, building or box; up to four lines, which take the place of all there are."""
    postal_code: str | None = None
    """Postal code of the address."""
    country: str | None = None
    """Country of the address."""
    region: str | None = None
    """State or region of the address."""
    additional_fields: Json = Field(default_factory=dict)
    """Further fields of a contact, under Xero's names; a list is sent as it is."""

    @model_validator(mode="after")
    def _something_to_change(self) -> "UpdateContactInput":
        inputs = self.model_fields_set - {"contact_id", "address_type", "additional_fields"}
        if not inputs and not self.additional_fields:
            raise ValueError("give at least one field to change")
        return self


@action(title="Update Contact", effect=Effect.WRITE, scopes={"accounting.contacts"})
async def update_contact(xero: XeroClient, data: UpdateContactInput) -> Contact:
    """Change a customer or supplier; only what is given is changed.

    Where part of an address is given, the contact is read first, so that its other addresses, and
    the other parts of this one, stay.
    """
    body = contact_body(data)
    if gives_address(data):
        before = await xero.get(CONTACTS, data.contact_id)
        body = beside(before, body)
    return await xero.update(CONTACTS, data.contact_id, body)
