"""Contact groups: contacts under a name; each contact says which groups it is in.

https://developer.xero.com/documentation/api/accounting/contactgroups
"""

from functools import partial
from typing import Any

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.answering import Answer, dispatch
from xero_component.sandbox.accounting.contacts import find_contact
from xero_component.sandbox.accounting.document_views import brief_contact
from xero_component.sandbox.accounting.elements import Intent, Written, apply_elements
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element, elements
from xero_component.sandbox.accounting.problems import (
    ElementInvalidError,
    not_found,
    refused_with,
)
from xero_component.sandbox.accounting.rendering import envelope
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse

_READERS: dict[str, fields.Reader] = {
    "Name": fields.code(255),
    "Status": fields.one_of(("ACTIVE", "DELETED")),
}


def write_contact_group(
    ledger: Ledger, element: Element, _intent: Intent, target: Record | None = None
) -> Written:
    """Create a group, or rename or delete `target`. Raises ElementInvalidError."""
    values = fields.read(element, _READERS)
    if target is not None and values.get("Status") == "DELETED":
        return Written(_delete(ledger, target))
    group: Record = {"ContactGroupID": "", "Status": "ACTIVE", "Name": None, **(target or {})}
    if "Name" in values or target is None:
        group["Name"] = values.get("Name")
    if values.get("Status") == "DELETED":
        raise ElementInvalidError("A new contact group cannot have the status DELETED.")
    _check_name(ledger.organisation, group)
    if group == target:
        return Written(target)
    group["ContactGroupID"] = group["ContactGroupID"] or ledger.new_id()
    record = ledger.save(ledger.organisation.contact_groups, group)
    for contact in members(ledger.organisation, group["ContactGroupID"]):
        put_into_group(ledger, contact, record)
    return Written(record)


def _check_name(organisation: Organisation, group: Record) -> None:
    name = folded(group["Name"])
    if name is None:
        raise ElementInvalidError("The Name of a contact group is required and cannot be empty.")
    others = organisation.contact_groups.find("name", name)
    if any(other["ContactGroupID"] != group["ContactGroupID"] for other in others):
        raise ElementInvalidError(f"A contact group with the name {group['Name']} exists already.")


def _delete(ledger: Ledger, group: Record) -> Record:
    for contact in members(ledger.organisation, group["ContactGroupID"]):
        _leave(ledger, contact, group)
    ledger.remove(ledger.organisation.contact_groups, group["ContactGroupID"])
    return {**group, "Status": "DELETED"}


def members(organisation: Organisation, group_id: str) -> list[Record]:
    """List the contacts of a group."""
    return [
        contact
        for contact in organisation.contacts.all()
        if any(group["ContactGroupID"] == group_id for group in contact["ContactGroups"])
    ]


def put_into_group(ledger: Ledger, contact: Record, group: Record) -> Record:
    """Put a contact into a group, or the group's new name into a contact that is in it.

    This does not move the UpdatedDateUTC of the contact.
    """
    others = _other_groups(contact, group)
    groups = [*others, {**group, "Contacts": [], "HasValidationErrors": False}]
    return ledger.amend(ledger.organisation.contacts, contact, ContactGroups=groups)


def _leave(ledger: Ledger, contact: Record, group: Record) -> None:
    others = _other_groups(contact, group)
    ledger.amend(ledger.organisation.contacts, contact, ContactGroups=others)


def _other_groups(contact: Record, group: Record) -> list[Record]:
    identifier = group["ContactGroupID"]
    return [other for other in contact["ContactGroups"] if other["ContactGroupID"] != identifier]


def listed_contact_group(_ledger: Ledger, group: Record) -> Record:
    """Show a group as lists do: without its contacts."""
    return {**group, "Contacts": [], "HasValidationErrors": False}


def contact_group_view(ledger: Ledger, group: Record) -> Record:
    """Show a group with its contacts, by id and name."""
    found = members(ledger.organisation, group["ContactGroupID"])
    return {
        **listed_contact_group(ledger, group),
        "Contacts": [brief_contact(ledger, contact["ContactID"]) for contact in found],
    }


def contacts_below(
    ledger: Ledger, request: ApiRequest, group: Record, rest: tuple[str, ...]
) -> ApiResponse:
    """Answer for the contacts of a group: put some in, take one or all of them out."""
    if len(rest) > 1:
        raise not_found()
    answers: dict[str, Answer] = {"PUT": partial(_put_in, ledger, request, group)}
    answers["DELETE"] = partial(_take_all_out, ledger, group)
    if rest:
        answers = {"DELETE": partial(_take_out, ledger, group, rest[0])}
    return dispatch(request, answers, json=request.method.upper() != "DELETE")


def _put_in(ledger: Ledger, request: ApiRequest, group: Record) -> ApiResponse:
    def joined(element: Element) -> Written:
        values: dict[str, Any] = fields.read(element, {"ContactID": fields.identifier})
        contact = ledger.organisation.contacts.get(values.get("ContactID") or "")
        if contact is None or contact["ContactStatus"] == "ARCHIVED":
            raise ElementInvalidError("The contact to put into the group could not be found.")
        return Written(put_into_group(ledger, contact, group))

    rendered = apply_elements(
        ledger,
        elements(request.body, "Contacts"),
        key="ContactID",
        write=joined,
        view=lambda contact: brief_contact(ledger, contact["ContactID"]),
        summarise=True,
    )
    return ApiResponse(200, envelope("Contacts", rendered, ledger.now))


def _take_all_out(ledger: Ledger, group: Record) -> ApiResponse:
    for contact in members(ledger.organisation, group["ContactGroupID"]):
        _leave(ledger, contact, group)
    return ApiResponse(204)


def _take_out(ledger: Ledger, group: Record, reference: str) -> ApiResponse:
    contact = find_contact(ledger.organisation, reference)
    if contact is None:
        raise not_found()
    if contact not in members(ledger.organisation, group["ContactGroupID"]):
        raise refused_with("The contact is not in this contact group.")
    _leave(ledger, contact, group)
    return ApiResponse(204)
