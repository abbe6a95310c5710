"""Customers and suppliers."""

from xero_component.catalogue.records import Contact, ContactGroup
from xero_component.catalogue.xero_object import Pages, XeroObject

CONTACTS: XeroObject[Contact] = XeroObject(
    key="contacts",
    path="Contacts",
    id_field="ContactID",
    scope="accounting.contacts",
    record=Contact,
    number_field="ContactNumber",
    pages=Pages.NUMBERED,
    page_size=1000,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    stable_order="ContactID ASC",
    by_ids=True,
    hides_archived=True,
    always={"includeArchived": "true"},
    summarises_errors=True,
    attachments=True,
    history=True,
    webhook="CONTACT",
)
CONTACT_GROUPS: XeroObject[ContactGroup] = XeroObject(
    key="contact_groups",
    path="ContactGroups",
    id_field="ContactGroupID",
    scope="accounting.contacts",
    record=ContactGroup,
)
