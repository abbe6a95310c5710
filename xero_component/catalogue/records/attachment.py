"""https://developer.xero.com/documentation/api/accounting/attachments"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class Attachment(TypedDict, total=False):
    """What Xero tells about an attached file."""

    AttachmentID: Required[str]
    FileName: str
    Url: str
    MimeType: str
    ContentLength: int
    """Size in bytes."""
    IncludeOnline: bool
    """Whether customers see it with the online invoice."""


@with_config(LENIENT)
class AttachmentContent(TypedDict):
    """An attached file with its bytes."""

    FileName: str
    MimeType: str
    ContentLength: int
    """Size in bytes."""
    Content: bytes
    """The file itself; Base64 in JSON."""
