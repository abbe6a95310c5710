"""https://developer.xero.com/documentation/api/accounting/contacts#post-contacts"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import ContactId
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import ActionInput, Effect, action


class ArchiveContactInput(ActionInput):
    """Which contact."""

    example: ClassVar = {"contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8"}

    contact_id: ContactId
    """Id of the contact."""


@action(title="Archive Contact", effect=Effect.DESTRUCTIVE, scopes={"accounting.contacts"})
async def archive_contact(xero: XeroClient, data: ArchiveContactInput) -> Contact:
    """Archive a customer or supplier: its documents stay, and it gets no new ones."""
    return await xero.update(CONTACTS, data.contact_id, {"ContactStatus": "ARCHIVED"})
