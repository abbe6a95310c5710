"""https://developer.xero.com/documentation/api/accounting/contacts#put-contacts"""

from typing import Any, ClassVar

from xero_component.actions.batches._input import BatchInput
from xero_component.actions.batches._likeness import CONTACTS_ALIKE
from xero_component.actions.batches._run import run_batch
from xero_component.actions.contacts._fields import contact_body
from xero_component.actions.contacts.create_contact import CreateContactInput, create_contact
from xero_component.api.batch import BatchResults
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import Effect, action


class CreateContactsInput(BatchInput[CreateContactInput]):
    """Who the contacts are."""

    example: ClassVar = {"records": [{"name": "Blue Door Bakery"}, {"name": "Harbour Books"}]}


@action(title="Create Contacts", effect=Effect.WRITE, scopes=create_contact.scopes)
async def create_contacts(xero: XeroClient, data: CreateContactsInput) -> BatchResults[Contact]:
    """Create up to 1,000 customers or suppliers, and tell of each whether it was saved."""

    async def body(one: CreateContactInput, _at: str) -> dict[str, Any]:
        return contact_body(one)

    return await run_batch(xero, CONTACTS, data, body, CONTACTS_ALIKE)
