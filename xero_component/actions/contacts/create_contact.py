"""https://developer.xero.com/documentation/api/accounting/contacts#put-contacts"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.actions.contacts._details import ContactDetails
from xero_component.actions.contacts._fields import contact_body
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import RecordInput, Text
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import Effect, action


class _NewName(RecordInput):
    name: Annotated[Text, Field(title="Contact Name", max_length=255)]
    """Full name of the person or organisation; Xero wants it to be unique."""


class CreateContactInput(ContactDetails, _NewName):
    """Who the contact is."""

    example: ClassVar = {"name": "Sunrise Café", "email_address": "accounts@sunrise.example"}


@action(title="Create Contact", effect=Effect.WRITE, scopes={"accounting.contacts"})
async def create_contact(xero: XeroClient, data: CreateContactInput) -> Contact:
    """Create a customer or supplier, to be named on invoices and bills."""
    return await xero.create(CONTACTS, contact_body(data))
