"""Answer GET on an endpoint: choose, order, page, and show as much as the parameters ask for."""

from collections.abc import Sequence

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.query import (
    DEFAULT_PAGE_SIZE,
    Page,
    behind,
    changed_since,
    filtered,
    flag,
    in_default_order,
    modified_since,
    page_of,
)
from xero_component.sandbox.accounting.rendering import envelope, render
from xero_component.sandbox.accounting.resource import Pages, Resource
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse


def list_records(ledger: Ledger, request: ApiRequest, resource: Resource) -> ApiResponse:
    """List records of an endpoint. Raises RequestRefusedError for parameters it cannot read."""
    records = _chosen(ledger, request, resource)
    summary = bool(resource.not_in_summary) and flag(request, "summaryOnly")
    page = _page(request, resource, summary=summary)
    shown: Sequence[Record] = page.cut(records) if page else records
    dropped = resource.not_in_summary if summary else frozenset[str]()
    emptied = frozenset[str]()
    if resource.pages is Pages.NUMBERED and page is None:
        dropped, emptied = resource.not_without_page, resource.emptied_without_page
    rendered = []
    for record in shown:
        body = render(resource.listed(ledger, record), ledger.unit_places)
        for name in dropped:
            body.pop(name, None)
        for name in emptied:
            body[name] = []
        rendered.append(body)
    counted = page is not None and resource.pages is not Pages.BARE
    pagination = page.pagination(len(records)) if page and counted else None
    return ApiResponse(200, envelope(resource.plural, rendered, ledger.now, pagination))


def _chosen(ledger: Ledger, request: ApiRequest, resource: Resource) -> list[Record]:
    records = resource.select(list(resource.table(ledger.organisation).all()), request)
    moment = resource.dated
    if moment is not None:
        if resource.modified_since:
            records = changed_since(records, modified_since(request), moment)
        records = in_default_order(records, moment, resource.key)
    records = filtered(
        records,
        lambda record: resource.searched(ledger, record),
        request,
        resource.fields,
        by_where=resource.filtered,
    )
    if resource.pages is Pages.OFFSET:
        records = behind(records, request, resource.key_number)[:DEFAULT_PAGE_SIZE]
    return records


def _page(request: ApiRequest, resource: Resource, *, summary: bool) -> Page | None:
    if resource.pages in (Pages.NONE, Pages.OFFSET):
        return None
    if not resource.ordered and request.parameter("order"):
        return None
    page = page_of(request, forced=summary or resource.pages in (Pages.ALWAYS, Pages.BARE))
    if page is not None and resource.pages is Pages.BARE:
        return Page(page.number, DEFAULT_PAGE_SIZE)
    return page
