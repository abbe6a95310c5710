"""Files attached to records, as raw bytes.

https://developer.xero.com/documentation/api/accounting/attachments
"""

from mimetypes import guess_type
from urllib.parse import quote

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.problems import not_found, refused_with
from xero_component.sandbox.accounting.query import flag
from xero_component.sandbox.accounting.tables import Record, Table
from xero_component.sandbox.wire import ApiRequest

MOST_PER_DOCUMENT = 10
LARGEST_FILE = 25 * 1024 * 1024
FORBIDDEN = frozenset('<>:"/\\|?*\0+')
_ANY_TYPE = "application/octet-stream"
_INTERNAL = frozenset({"ParentID", "Content", "UpdatedDateUTC"})


def attachments_of(ledger: Ledger, parent_id: str) -> list[Record]:
    """List the files of a record."""
    return ledger.organisation.attachments.find("parent", parent_id)


def attachment_view(record: Record) -> Record:
    """Show a file without its bytes."""
    return {name: value for name, value in record.items() if name not in _INTERNAL}


def find_attachment(ledger: Ledger, parent_id: str, reference: str) -> Record:
    """Look a file up by its name or AttachmentID; raises RequestRefusedError (404)."""
    files = attachments_of(ledger, parent_id)
    for record in files:
        if record["FileName"].casefold() == reference.casefold():
            return record
    for record in files:
        if record["AttachmentID"] == reference.lower():
            return record
    raise not_found()


def store_attachment(
    ledger: Ledger, request: ApiRequest, table: Table, parent: Record, file_name: str, url: str
) -> Record:
    """Attach a file, or replace the one of that name. Raises RequestRefusedError (400)."""
    _check(request, file_name)
    parent_id = parent[table.key]
    files = attachments_of(ledger, parent_id)
    same = next((file for file in files if file["FileName"].casefold() == file_name.casefold()), {})
    if not same and len(files) >= MOST_PER_DOCUMENT:
        raise refused_with(f"A document can have at most {MOST_PER_DOCUMENT} attachments.")
    declared = request.headers.get("content-type", "").split(";")[0].strip()
    if declared in ("", _ANY_TYPE):
        declared = guess_type(file_name)[0] or _ANY_TYPE
    record = ledger.save(
        ledger.organisation.attachments,
        {
            "AttachmentID": same.get("AttachmentID") or ledger.new_id(),
            "FileName": file_name,
            "Url": f"{url}/Attachments/{quote(file_name)}",
            "MimeType": declared,
            "ContentLength": len(request.body),
            "IncludeOnline": flag(request, "IncludeOnline"),
            "ParentID": parent_id,
            "Content": request.body,
        },
    )
    if not parent.get("HasAttachments"):
        ledger.amend(table, parent, HasAttachments=True)
    ledger.record_history(parent_id, "Attached a file", f"Attached the file {file_name}.")
    return record


def _check(request: ApiRequest, file_name: str) -> None:
    if not file_name.strip() or FORBIDDEN & set(file_name):
        raise refused_with(
            'The file name is empty or contains one of the characters < > : " / \\ | ? * NUL +'
        )
    if len(file_name) > 255:
        raise refused_with("The file name must be 255 characters or fewer.")
    if not request.body:
        raise refused_with("The attached file is empty.")
    if len(request.body) > LARGEST_FILE:
        raise refused_with("The attached file is larger than 25 MB.")
