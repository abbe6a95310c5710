"""https://developer.xero.com/documentation/api/accounting/attachments#put-attachments"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from xero_component.actions.attachments._fields import FileName, ObjectId, ObjectType
from xero_component.api.client import XeroClient
from xero_component.api.wire import JSON, Call, path_of
from xero_component.catalogue.inputs import FileContent
from xero_component.catalogue.records import Attachment
from xero_component.core import ActionInput, Effect, action

LARGEST = 25 * 1024 * 1024
_WORD = r"[A-Za-z0-9_.+-]+"
MEDIA_TYPE = rf"^{_WORD}/{_WORD}(; *{_WORD}={_WORD})*$"


def _fits(content: bytes) -> bytes:
    if not content:
        raise ValueError("is empty: a file needs content")
    if len(content) > LARGEST:
        raise ValueError(f"has {len(content):,} bytes; Xero takes at most {LARGEST:,}")
    return content


class CreateAttachmentInput(ActionInput):
    """Which file, and where it goes."""

    example: ClassVar = {
        "object_type": "Invoices",
        "object_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
        "file_name": "terms #1.txt",
        "file_data": "UGF5bWVudCB3aXRoaW4gMTQgZGF5cy4=",
        "content_type": "text/plain",
    }

    object_type: ObjectType
    """Kind of record to attach the file to."""
    object_id: ObjectId
    """Id of the record."""
    file_name: FileName
    """Name of the file; a file of that name at the record is replaced."""
    file_data: Annotated[FileContent, AfterValidator(_fits)]
    """Content of the file, at most 25 MB; Base64 where it is text."""
    content_type: Annotated[str, Field(pattern=MEDIA_TYPE)] = "application/octet-stream"
    """MIME type of the file, such as application/pdf."""
    include_online: bool | None = None
    """Show it to the customer with the online invoice (sales invoices and credit notes)."""


@action(title="Create Attachment", effect=Effect.WRITE, scopes={"accounting.attachments"})
async def create_attachment(xero: XeroClient, data: CreateAttachmentInput) -> Attachment:
    """Attach a file to a record; one of the same name is replaced."""
    query = {}
    if data.include_online is not None:
        query["IncludeOnline"] = "true" if data.include_online else "false"
    call = Call(
        method="PUT",
        path=path_of(data.object_type, data.object_id, "Attachments", data.file_name),
        query=query,
        headers={"Accept": JSON, "Content-Type": data.content_type},
        body=data.file_data,
        scopes=frozenset({"accounting.attachments"}),
    )
    return await xero.write_one(call, "Attachments", Attachment)
