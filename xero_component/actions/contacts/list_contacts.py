"""https://developer.xero.com/documentation/api/accounting/contacts#get-contacts"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.listing import list_records
from xero_component.catalogue.list_inputs import Ids, PagedListInput, parameters
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact, Records
from xero_component.core import Effect, action


class ListContactsInput(PagedListInput):
    """Which contacts."""

    example: ClassVar = {"search_term": "a", "page_size": 10}

    ids: Ids | None = None
    """Only the contacts with these ids, at most 40."""
    search_term: str | None = None
    """Text to find in names, numbers or email address."""
    include_archived: bool = False
    """Also list archived contacts."""
    summary_only: bool = False
    """Leave out addresses, balances, groups, persons and defaults."""


@action(title="List Contacts", effect=Effect.READ, scopes={"accounting.contacts.read"})
async def list_contacts(xero: XeroClient, data: ListContactsInput) -> Records[Contact]:
    """List customers and suppliers, one page or all of them."""
    filters = parameters(
        IDs=data.ids,
        searchTerm=data.search_term,
        includeArchived=data.include_archived or None,
        summaryOnly=data.summary_only or None,
    )
    return await list_records(xero, CONTACTS, data, filters)
