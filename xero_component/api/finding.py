"""Finding records by what a person knows: none, one and several are told apart."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

from pydantic import Field
from typing_extensions import TypedDict

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import XeroObject
from xero_component.core.inputs import shortened
from xero_component.errors import FixInputError, NotFoundError

RecordT = TypeVar("RecordT")

MOST_RETURNED = 100
MOST_NAMED = 5
"""How many records an error names."""

Settle = Literal["return", "error"]
IfNone = Annotated[Settle, Field(title="If None")]
"""Whether a search without a result is an outcome to branch on, or an error."""
IfSeveral = Annotated[Settle, Field(title="If Several")]
"""Whether several results are an outcome to branch on, or an error."""


class Found(TypedDict, Generic[RecordT]):
    """What a search found; a flow branches on `found`."""

    found: Literal["none", "one", "several"]
    record: RecordT | None
    """The record, where exactly one was found."""
    records: list[RecordT]
    """All that were found, at most the first hundred."""
    count: int
    """How many there are in the organisation."""


async def find_records(
    xero: XeroClient,
    obj: XeroObject[RecordT],
    query: Query,
    *,
    sought: Mapping[str, str],
    label: str,
    if_none: Settle = "return",
    if_several: Settle = "return",
) -> Found[RecordT]:
    """Read the first page of what matches a query, and tell how many there are.

    `sought` is what was asked for, by the input's key, and `label` the field that names a record;
    both are for messages. Raises `NotFoundError` for none and `FixInputError` for several, where
    the caller says that this is an error.
    """
    page = await xero.list_page(obj, replace(query, page=1, page_size=MOST_RETURNED))
    records = page["records"]
    count = max(len(records), (page["paging"] or {}).get("itemCount") or 0)
    kind = obj.key.replace("_", " ")
    asked = ", ".join(
        f"{name.replace('_', ' ')} {shortened(value)!r}" for name, value in sought.items()
    )
    if not records:
        if if_none == "error":
            raise NotFoundError(
                f"No {kind.removesuffix('s')} matches {asked}.",
                advice="Check the spelling, and that the connection is to the right organisation.",
            )
        return Found(found="none", record=None, records=[], count=0)
    if count == 1:
        return Found(found="one", record=records[0], records=records, count=1)
    if if_several == "error":
        rows = cast("list[dict[str, Any]]", records[:MOST_NAMED])
        named = "; ".join(
            f"{shortened(str(row.get(label)))} ({row.get(obj.id_field)})" for row in rows
        )
        more = f" and {count - len(rows)} more" if count > len(rows) else ""
        raise FixInputError(
            f"{count} {kind} match {asked}: {named}{more}.",
            advice="Nothing was changed: ask for more, so that only the one that is meant matches.",
        )
    return Found(found="several", record=None, records=records, count=count)
