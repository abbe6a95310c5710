"""https://developer.xero.com/documentation/api/accounting/contacts#get-contacts"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import line, served


@data_source(title="Contacts", scopes={"accounting.contacts.read"})
async def contacts(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a contact by name, number or email address; the search runs at Xero."""
    found = await xero.list_page(
        CONTACTS,
        Query(
            page=query.page,
            page_size=query.page_size,
            order="Name ASC",
            parameters=parameters(searchTerm=query.search.strip() or None, summaryOnly=True),
        ),
    )
    return served(map(_choice, found["records"]), query, found["paging"])


def _choice(row: Contact) -> Choice:
    detail = line(row.get("ContactNumber"), row.get("EmailAddress"))
    return Choice(row.get("Name") or row["ContactID"], row["ContactID"], detail)
