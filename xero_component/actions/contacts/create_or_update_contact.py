"""https://developer.xero.com/documentation/api/accounting/contacts#post-contacts"""

from typing import ClassVar

from xero_component.actions.contacts._address import beside, gives_address
from xero_component.actions.contacts._details import ContactDetails
from xero_component.actions.contacts._fields import contact_body
from xero_component.actions.contacts._match import ContactMatch, matched
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import Effect, action


class CreateOrUpdateContactInput(ContactDetails, ContactMatch):
    """Who the contact is, and how one that is there already is recognised."""

    example: ClassVar = {
        "match_by": "contact_number",
        "contact_number": "C-0001",
        "name": "Harbour Lights Events",
        "email_address": "accounts@harbourlights.example",
    }


@action(title="Create Or Update Contact", effect=Effect.WRITE, scopes={"accounting.contacts"})
async def create_or_update_contact(xero: XeroClient, data: CreateOrUpdateContactInput) -> Contact:
    """Change the customer or supplier that has this id, number or name, or create it.

    Of one that is there, only what is given is changed. Where part of an address is given, the
    contact is read first, so that its other addresses stay.
    """
    body = contact_body(data)
    if gives_address(data):
        body = beside(await matched(xero, data), body)
    return await xero.save(CONTACTS, body)
