"""https://developer.xero.com/documentation/api/accounting/attachments#get-attachments"""

from typing import ClassVar

from xero_component.actions.attachments._fields import ObjectId, ObjectType
from xero_component.api.client import XeroClient
from xero_component.api.wire import json_call, path_of
from xero_component.catalogue.records import Attachment, Records
from xero_component.core import ActionInput, Effect, action


class ListAttachmentsInput(ActionInput):
    """Which record."""

    example: ClassVar = {
        "object_type": "Invoices",
        "object_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
    }

    object_type: ObjectType
    """Kind of record that the files are attached to."""
    object_id: ObjectId
    """Id of the record."""


@action(title="List Attachments", effect=Effect.READ, scopes={"accounting.attachments.read"})
async def list_attachments(xero: XeroClient, data: ListAttachmentsInput) -> Records[Attachment]:
    """List the files of a record, without their content."""
    call = json_call(
        "GET",
        path_of(data.object_type, data.object_id, "Attachments"),
        scopes=frozenset({"accounting.attachments.read"}),
    )
    return await xero.read_all(call, "Attachments", Attachment)
