"""https://developer.xero.com/documentation/api/accounting/contacts#get-contacts"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import CONTACTS
from xero_component.core import Choice, ChoiceQuery, Choices, data_source


@data_source(title="Contacts", scopes={"accounting.contacts.read"})
async def contacts(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a contact by name; the search runs at Xero."""
    found = await xero.list_page(
        CONTACTS,
        Query(
            page=query.page,
            page_size=query.page_size,
            order="Name ASC",
            parameters=parameters(searchTerm=query.search or None, summaryOnly=True),
        ),
    )
    items = tuple(
        Choice(row.get("Name") or "", row["ContactID"], row.get("EmailAddress") or "")
        for row in found["records"]
    )
    return Choices(items, has_more=query.page < (found["paging"] or {}).get("pageCount", 1))
