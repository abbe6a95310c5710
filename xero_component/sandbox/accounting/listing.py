"""Answer GET on an endpoint: choose, order, page, and show as much as the parameters ask for."""

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.query import (
    changed_since,
    filtered,
    flag,
    in_default_order,
    modified_since,
    page_of,
)
from xero_component.sandbox.accounting.rendering import envelope, render
from xero_component.sandbox.accounting.resources import Resource
from xero_component.sandbox.wire import ApiRequest, ApiResponse


def list_records(ledger: Ledger, request: ApiRequest, resource: Resource) -> ApiResponse:
    """List records of an endpoint. Raises RequestRefusedError for parameters it cannot read."""
    records = resource.select(list(resource.table(ledger.organisation).all()), request)
    if resource.dated:
        records = changed_since(records, modified_since(request))
        records = in_default_order(records, resource.key)
    records = filtered(
        records, lambda record: resource.searched(ledger, record), request, resource.fields
    )
    summary = bool(resource.not_in_summary) and flag(request, "summaryOnly")
    page = page_of(request, forced=summary) if resource.paged else None
    shown = page.cut(records) if page else records
    dropped = resource.not_in_summary if summary else frozenset[str]()
    emptied = frozenset[str]()
    if resource.paged and page is None:
        dropped, emptied = resource.not_without_page, resource.emptied_without_page
    rendered = []
    for record in shown:
        body = render(resource.listed(ledger, record), ledger.unit_places)
        for name in dropped:
            body.pop(name, None)
        for name in emptied:
            body[name] = []
        rendered.append(body)
    pagination = page.pagination(len(records)) if page else None
    return ApiResponse(200, envelope(resource.plural, rendered, ledger.now, pagination))
