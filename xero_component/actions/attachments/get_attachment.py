"""https://developer.xero.com/documentation/api/accounting/attachments#get-attachments"""

from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.actions.attachments._fields import ObjectId, ObjectType
from xero_component.api.client import XeroClient
from xero_component.api.wire import Call, Reply, path_of
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.records import AttachmentContent
from xero_component.core import ActionInput, Effect, action


class GetAttachmentInput(ActionInput):
    """Which file of which record."""

    example: ClassVar = {
        "object_type": "Invoices",
        "object_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
        "file_name": "terms #1.txt",
    }

    object_type: ObjectType
    """Kind of record that the file is attached to."""
    object_id: ObjectId
    """Id of the record."""
    file_name: Annotated[Text, Field(max_length=255, examples=["receipt.pdf"])]
    """Name of the file, or the id of the attachment."""


@action(title="Get Attachment", effect=Effect.READ, scopes={"accounting.attachments.read"})
async def get_attachment(xero: XeroClient, data: GetAttachmentInput) -> AttachmentContent:
    """Get an attached file with its content."""

    def content(reply: Reply) -> AttachmentContent:
        return AttachmentContent(
            FileName=data.file_name,
            MimeType=reply.media_type or "application/octet-stream",
            ContentLength=len(reply.content),
            Content=reply.content,
        )

    call = Call(
        method="GET",
        path=path_of(data.object_type, data.object_id, "Attachments", data.file_name),
        headers={"Accept": "*/*"},
        scopes=frozenset({"accounting.attachments.read"}),
    )
    return await xero.send(call, content)
