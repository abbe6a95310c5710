"""By which key Xero is to recognise a contact."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.where import clause
from xero_component.catalogue.inputs import ContactId, RecordInput, Text, kept
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.records import Contact

KEYS = {"contact_id": "ContactID", "contact_number": "ContactNumber", "name": "Name"}
"""In the order in which Xero looks at them."""
PARAMETERS: dict[str, dict[str, str]] = {
    "contact_number": {"includeArchived": "true"},
    "name": {},
}
"""A number of an archived contact is still taken; its name is free, so Xero would not match it."""
MatchBy = Literal["contact_id", "contact_number", "name"]


class ContactMatch(RecordInput):
    """Which contact is meant; Xero looks at the id first, then the number, then the name."""

    match_by: MatchBy
    """Key by which a contact that is there already is recognised."""
    contact_id: Annotated[ContactId | None, AfterValidator(kept)] = None
    """Id of the contact, to match by; one that is given must exist."""
    contact_number: Annotated[Text | None, Field(max_length=50)] = None
    """Your own number for the contact, to match by, or to set when matching by id."""
    name: Annotated[
        Annotated[Text, Field(max_length=255)] | None,
        AfterValidator(kept),
        Field(title="Contact Name"),
    ] = None
    """Full name, to match by, or to set; without the number, a contact of this name is changed."""

    @model_validator(mode="after")
    def _one_key(self) -> "ContactMatch":
        if getattr(self, self.match_by) is None:
            raise ValueError(f"{self.match_by} is required when match_by is {self.match_by}")
        names = list(KEYS)
        strangers = sorted(set(KEYS.values()) & set(getattr(self, "additional_fields", ())))
        if strangers:
            raise ValueError(f"additional_fields.{strangers[0]} must be given as an input")
        for earlier in names[: names.index(self.match_by)]:
            if getattr(self, earlier) is not None:
                raise ValueError(
                    f"{earlier} must be left out when match_by is {self.match_by}: Xero would"
                    f" match by {earlier}"
                )
        if self.match_by == "contact_number" and self.name is None:
            raise ValueError(
                "name is required when match_by is contact_number: a new contact needs one"
            )
        return self


async def matched(xero: XeroClient, data: ContactMatch) -> Contact | None:
    """Read the contact that Xero would recognise, or None where it would create one."""
    if data.contact_id is not None:
        return await xero.get(CONTACTS, data.contact_id)
    names = list(KEYS)
    for name in names[names.index(data.match_by) :]:
        query = Query(
            page=1,
            where=clause(KEYS[name], "==", getattr(data, name)),
            parameters=PARAMETERS[name],
        )
        found = (await xero.list_page(CONTACTS, query))["records"]
        if found:
            return found[0]
    return None
