"""What is to be said of each kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from xero_component.catalogue.apis import Api
from xero_component.catalogue.scopes import reading

RecordT = TypeVar("RecordT")
Untyped = dict[str, Any]


class Pages(Enum):
    """How a list is cut into pages."""

    NONE = "none"
    """The whole list comes at once."""
    NUMBERED = "numbered"
    """`page` and `pageSize`, with a `pagination` object."""
    BARE = "bare"
    """`page` only; a short page is the last."""
    OFFSET = "offset"
    """`offset` is the highest number read so far; a short page is not the last, an empty one is."""


@dataclass(frozen=True, kw_only=True)
class XeroObject(Generic[RecordT]):
    """One kind of record: where it is, how it is read and what else it can do."""

    key: str
    """Our plural name, as in `list_invoices`."""
    path: str
    """Path below the API, such as `Invoices`."""
    id_field: str
    scope: str
    """The granular scope to write; where Xero only lets read, the one to read."""
    api: Api = Api.ACCOUNTING
    """The API that it belongs to."""
    record: Any = Untyped
    """The record type."""
    reply_key: str = ""
    """Where records are in a reply; the path, unless said otherwise."""
    single_key: str = ""
    """Where the one record is in a reply that has no list; empty where it is the reply itself."""
    number_field: str | None = None
    """A second way to name a record, accepted in the path by Xero."""
    pages: Pages = Pages.NONE
    page_size: int = 0
    """The most records that a page may hold."""
    size_parameter: str = "pageSize"
    """What the query parameter for the size of a page is called."""
    statuses: tuple[str, ...] = ()
    """The values of `status` that each have a list of their own; empty where one list has all."""
    within: "XeroObject[Any] | None" = None
    """The object each record of which has a list of its own, below its path."""
    countries: tuple[str, ...] = ()
    """The countries whose organisations have it, as Organisation.CountryCode; empty for all."""
    cursor_field: str | None = None
    """The field that grows with each change, or where there is no such field, with each new record.

    None where no field tells what is new.
    """
    modified_since: bool = False
    """Whether If-Modified-Since is honoured, and leaves nothing out."""
    where: bool = True
    """Whether a list can be filtered by `where`."""
    ordered: bool = True
    """Whether `order` may be sent with a list."""
    stable_order: str | None = None
    """An order that edits do not disturb, for reading many pages."""
    by_ids: bool = False
    """Whether `IDs` reads the records that it names, and no others."""
    hides_archived: bool = False
    """Whether a record that is archived leaves a list that does not ask for `includeArchived`."""
    always: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Query parameters with which a list leaves nothing out; for reads that must be complete."""
    unit_decimals: bool = False
    """Whether `unitdp=4` is needed to keep four decimals of a unit price."""
    summarises_errors: bool = False
    """Whether `summarizeErrors` is understood when records are created or saved."""
    attachments: bool = False
    history: bool = False
    webhook: str | None = None
    """The webhook category that announces changes."""
    restricted: str | None = None
    """To whom Xero opens it, where that is not every app."""
    withdrawn: str | None = None
    """When and why Xero takes it out of the API, where that is so."""

    @property
    def plural(self) -> str:
        """The key under which a body or a reply holds records."""
        return self.reply_key or self.path

    @property
    def read_scope(self) -> str:
        """The scope to read it with."""
        return reading(self.scope)
