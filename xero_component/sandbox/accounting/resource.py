"""What an endpoint of the sandbox's Accounting API IS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.tables import Record, Table
from xero_component.sandbox.wire import ApiRequest, ApiResponse

View: TypeAlias = Callable[[Ledger, Record], Record]
Write: TypeAlias = Callable[[Ledger, Element, Intent, Record | None], Written]
Select: TypeAlias = Callable[[list[Record], ApiRequest], list[Record]]
Narrow: TypeAlias = Callable[[Record, ApiRequest], Record]
Part: TypeAlias = Callable[[Ledger, ApiRequest, Record, tuple[str, ...]], ApiResponse]
"""Answers for a path below a record: ledger, request, the record, and the segments behind it."""


class Pages(Enum):
    """How the list of an endpoint is cut into pages."""

    NONE = "none"
    """The whole list comes at once."""
    NUMBERED = "numbered"
    """`page` and `pageSize`, with a `pagination` object; without `page` the whole list."""
    ALWAYS = "always"
    """As NUMBERED, and the first page when `page` was not sent."""
    BARE = "bare"
    """`page` of 100 only, without a `pagination` object; the first page when it was not sent."""
    OFFSET = "offset"
    """The 100 records behind the number in `offset`."""


def names(text: str) -> frozenset[str]:
    """Split field names that stand one after another."""
    return frozenset(text.split())


def everything(records: list[Record], _request: ApiRequest) -> list[Record]:
    """List all there are."""
    return records


def whole(record: Record, _request: ApiRequest) -> Record:
    """Take the whole of a record."""
    return record


def as_stored(_ledger: Ledger, record: Record) -> Record:
    """Show a record with just the fields that it is stored with."""
    return record


@dataclass(frozen=True, slots=True)
class Resource:
    """One endpoint, such as /Invoices."""

    plural: str
    key: str
    table: Callable[[Organisation], Table]
    fields: frozenset[str]
    """Top-level fields that `where` and `order` know."""
    view: View = as_stored
    listed: View = as_stored
    searched: View = as_stored
    """What `where` and `order` look at."""
    find: Callable[[Organisation, str], Record | None] | None = None
    write: Write | None = None
    select: Select = everything
    narrow: Narrow = whole
    """Takes the part of a single record that the parameters ask for."""
    collection_verbs: Sequence[str] = ("GET",)
    record_verbs: Sequence[str] = ("GET",)
    one_at_a_time: frozenset[str] = frozenset()
    """Verbs of the collection that take a single element and always answer 400 on failure."""
    pages: Pages = Pages.NONE
    key_number: str = ""
    """The number that `offset` counts by."""
    dated: str | None = "UpdatedDateUTC"
    """The moment that records are ordered by, and which If-Modified-Since reads; None without."""
    modified_since: bool = True
    """Whether If-Modified-Since is read."""
    ordered: bool = True
    """Whether `order` may be sent beside `page`; otherwise it undoes the paging."""
    filtered: bool = True
    """Whether `where` is read; `order` always is."""
    unit_places: int | None = None
    """Decimals that unit prices keep here; None where `unitdp` decides."""
    not_in_summary: frozenset[str] = frozenset()
    not_without_page: frozenset[str] = frozenset()
    emptied_without_page: frozenset[str] = frozenset()
    has_attachments: bool = False
    has_history: bool = False
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What else there is below a record, by lower-case name: `allocations`, `email`."""
    delete: Callable[[Ledger, Record], Record | None] | None = None
    """What DELETE does; None instead of a record answers 204. Raises ElementInvalidError."""

    def lookup(self, organisation: Organisation, reference: str) -> Record | None:
        """Find a record by its id, or by whatever else the endpoint takes in the path."""
        if self.find is not None:
            return self.find(organisation, reference)
        table = self.table(organisation)
        return table.get(reference) or table.get(reference.lower()) or table.get(reference.upper())
