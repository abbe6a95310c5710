"""https://developer.xero.com/documentation/api/accounting/contacts#get-contacts"""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from xero_component.api.client import XeroClient
from xero_component.api.finding import Found, IfNone, IfSeveral, find_records
from xero_component.api.paging import Query
from xero_component.api.where import all_of, clause
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact
from xero_component.core import ActionInput, Effect, action

SOUGHT = {
    "name": "Name",
    "contact_number": "ContactNumber",
    "email_address": "EmailAddress",
}


class FindContactInput(ActionInput):
    """What is known of the contact; all that is given must match."""

    example: ClassVar = {"name": "Harbour Lights Events"}

    name: Annotated[Text | None, Field(title="Contact Name", max_length=255)] = None
    """Its whole name, in any capitals."""
    contact_number: Annotated[Text | None, Field(max_length=50)] = None
    """Your own number for it."""
    email_address: Annotated[Text | None, Field(max_length=255)] = None
    """Its email address, in any capitals."""
    search_term: Text | None = None
    """Part of its name, number or email address."""
    include_archived: bool = False
    """Also find archived contacts."""
    if_none: IfNone = "return"
    """What to do when there is none: return that, or end with an error."""
    if_several: IfSeveral = "return"
    """What to do when there are several: return them, or end with an error."""

    @model_validator(mode="after")
    def _something_to_find(self) -> "FindContactInput":
        if not any(getattr(self, name) is not None for name in (*SOUGHT, "search_term")):
            raise ValueError("give name, contact_number, email_address or search_term")
        return self


@action(title="Find Contact", effect=Effect.READ, scopes={"accounting.contacts.read"})
async def find_contact(xero: XeroClient, data: FindContactInput) -> Found[Contact]:
    """Find a customer or supplier by name, number, email address or part of them.

    None, one and several are told apart, for a flow to branch on.
    """
    given = data.model_dump(include={*SOUGHT, "search_term"}, exclude_none=True)
    clauses = [clause(field, "==", given[key]) for key, field in SOUGHT.items() if key in given]
    query = Query(
        where=all_of(*clauses) or None,
        parameters=parameters(
            searchTerm=data.search_term, includeArchived=data.include_archived or None
        ),
    )
    return await find_records(
        xero,
        CONTACTS,
        query,
        sought=given,
        label="Name",
        if_none=data.if_none,
        if_several=data.if_several,
    )
