"""https://developer.xero.com/documentation/api/files/overview"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class FileOwner(TypedDict, total=False):
    """Who put a file there."""

    Id: str
    Name: str
    FirstName: str
    LastName: str
    FullName: str


@with_config(LENIENT)
class File(TypedDict, total=False):
    """A file in the organisation's library, without its content."""

    Id: Required[str]
    Name: str
    MimeType: str
    Size: int
    """Bytes."""
    FolderId: str
    User: FileOwner
    CreatedDateUtc: Instant
    UpdatedDateUtc: Instant


@with_config(LENIENT)
class Folder(TypedDict, total=False):
    """A folder of the library; mail to its address ends up in it."""

    Id: Required[str]
    Name: str
    FileCount: int
    Email: str
    IsInbox: bool
