"""From the input of a list action to the records: one page, or all of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.list_inputs import PagedListInput, UnpagedListInput
from xero_component.catalogue.objects import XeroObject
from xero_component.catalogue.record import Records

RecordT = TypeVar("RecordT")


async def list_records(
    xero: XeroClient,
    obj: XeroObject[RecordT],
    data: UnpagedListInput,
    parameters: Mapping[str, str],
) -> Records[RecordT]:
    """Read what a list action asks for."""
    query = query_of(data, parameters)
    if isinstance(data, PagedListInput) and data.fetch_all:
        return await xero.list_all(obj, query)
    return await xero.list_page(obj, query)


def query_of(data: UnpagedListInput, parameters: Mapping[str, str]) -> Query:
    """Turn a list action's input into the query to send."""
    query = Query(
        modified_after=data.modified_after,
        where=data.where,
        order=data.order,
        parameters=parameters,
    )
    if not isinstance(data, PagedListInput):
        return query
    if not data.fetch_all:
        return replace(query, page=data.page, page_size=data.page_size)
    given = "page_size" in data.model_fields_set
    return replace(query, page_size=data.page_size if given else None)
