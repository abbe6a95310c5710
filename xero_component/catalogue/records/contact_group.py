"""https://developer.xero.com/documentation/api/accounting/contactgroups"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.record import LENIENT
from xero_component.catalogue.records.contact import Contact


@with_config(LENIENT)
class ContactGroup(TypedDict, total=False):
    """Contacts that belong together under a name."""

    ContactGroupID: Required[str]
    Name: str
    Status: str
    Contacts: list[Contact]
    """Ids and names; only in the answer for a single group."""
    HasValidationErrors: bool
