"""https://developer.xero.com/documentation/api/accounting/contacts#get-contacts"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import ActionInput, Effect, Form, action


class GetContactInput(ActionInput):
    """Which contact."""

    example: ClassVar = {"contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8"}

    contact_id: Annotated[
        Text,
        Form(data_source="contacts"),
        Field(examples=["430fa14a-f945-44d3-9f97-5df5e28441b8"]),
    ]
    """Id of the contact, or its contact number."""


@action(title="Get Contact", effect=Effect.READ, scopes={"accounting.contacts.read"})
async def get_contact(xero: XeroClient, data: GetContactInput) -> Contact:
    """Get one contact with its addresses, persons and balances."""
    return await xero.get(CONTACTS, data.contact_id)
