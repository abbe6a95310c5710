"""The full records of events, read in as few calls as Xero allows, and what they say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import OBJECTS, XeroObject
from xero_component.errors import InputError, NotFoundError
from xero_component.triggers._events import WebhookEvent

IDS_IN_A_CALL = 40
"""Ids that the address of a request has room for."""
_LISTED_BY_IDS = frozenset({"INVOICE", "CONTACT"})
"""Categories whose list takes `IDs`; the others are read one by one."""
_ENDINGS = {"VOIDED": "voided", "DELETED": "deleted", "ARCHIVED": "archived"}
_SALES = ("ACCREC", "RECEIVE-", "AR")
_BILLS = ("ACCPAY", "SPEND-", "AP")

Wanted = dict[tuple[str, str], dict[str, None]]
"""Resource ids by tenant id and category, each once, in the order of the events."""
Read = dict[tuple[str, str, str], dict[str, Any]]


async def enrich(
    xero: XeroClient | Mapping[str, XeroClient], events: Iterable[WebhookEvent]
) -> list[WebhookEvent]:
    """Return the events with `record`, `document` and `change`; costs a call per 40 records or one.

    Give a client, or for events of several organisations one for each tenant id. `record` is the
    record as it is now, which may be later than the event; null when it is gone. `document` tells a
    sale from a bill, and `change` is created, updated, voided, deleted or archived. Categories that
    have no record to read stay as they are. Raises `InputError` when there is no client for an
    organisation, and what the client raises.
    """
    listed = list(events)
    read: Read = {}
    for (tenant_id, category), ids in _wanted(listed).items():
        client = _client_of(xero, tenant_id)
        for record_id, record in (await _records(client, category, list(ids))).items():
            read[tenant_id, category, record_id.lower()] = record
    return [_enriched(event, read) for event in listed]


def _wanted(events: Sequence[WebhookEvent]) -> Wanted:
    wanted: Wanted = {}
    objects = _objects()
    for event in events:
        tenant_id, category, record_id = _key(event)
        if category in objects and record_id:
            wanted.setdefault((tenant_id, category), {})[record_id] = None
    return wanted


def _key(event: WebhookEvent) -> tuple[str, str, str]:
    """Return tenant, category and record, written alike whatever their capitals."""
    tenant_id, category, record_id = (
        event.get(name) for name in ("tenantId", "eventCategory", "resourceId")
    )
    return (
        str(tenant_id or "").lower(),
        str(category or "").upper(),
        str(record_id or "").lower(),
    )


def _objects() -> dict[str, XeroObject[Any]]:
    return {obj.webhook: obj for obj in OBJECTS.values() if obj.webhook is not None}


def _client_of(xero: XeroClient | Mapping[str, XeroClient], tenant_id: str) -> XeroClient:
    if isinstance(xero, Mapping):
        found = {key.lower(): client for key, client in xero.items()}.get(tenant_id)
    else:
        # A custom connection has one organisation, and need not know its id.
        own = xero.tenant_id
        found = xero if own is None or own.lower() == tenant_id else None
    if found is None:
        raise InputError(f"There is no connection to the organisation {tenant_id!r} of an event.")
    return found


async def _records(xero: XeroClient, category: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    obj = _objects()[category]
    if category not in _LISTED_BY_IDS:
        return {one: record for one in ids if (record := await _one(xero, obj, one)) is not None}
    found: dict[str, dict[str, Any]] = {}
    for some in _parts(ids):
        # Without a page, Xero leaves line items and other details out.
        archived = {"includeArchived": "true"} if obj.hides_archived else {}
        query = Query(page=1, page_size=100, parameters={"IDs": ",".join(some), **archived})
        page = await xero.list_page(obj, query)
        found |= {str(record.get(obj.id_field)): record for record in page["records"]}
    return found


async def _one(xero: XeroClient, obj: XeroObject[Any], record_id: str) -> dict[str, Any] | None:
    try:
        return cast("dict[str, Any]", await xero.get(obj, record_id))
    except NotFoundError:
        return None


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), IDS_IN_A_CALL):
        yield ids[start : start + IDS_IN_A_CALL]


def _enriched(event: WebhookEvent, read: Read) -> WebhookEvent:
    key = _key(event)
    if key[1] not in _objects():
        return event
    record = read.get(key)
    return {
        **event,
        "record": record,
        "document": _document(event, record),
        "change": _change(event, record),
    }


def _document(event: WebhookEvent, record: dict[str, Any] | None) -> Literal["sale", "bill"] | None:
    kind = str((record or {}).get("Type") or _data(event).get("Type") or "").upper()
    if kind.startswith(_SALES):
        return "sale"
    return "bill" if kind.startswith(_BILLS) else None


def _change(event: WebhookEvent, record: dict[str, Any] | None) -> str:
    """Name what happened; an event's own status is that of its moment, the record's is today's."""
    kind = str(event.get("eventType", "")).upper()
    if kind == "CREATE":
        return "created"
    held = record or {}
    status = _data(event).get("Status") or held.get("Status") or held.get("ContactStatus")
    ending = _ENDINGS.get(str(status).upper())
    return ending or ("updated" if kind == "UPDATE" else kind.lower())


def _data(event: WebhookEvent) -> Mapping[str, Any]:
    data = event.get("data")
    return data if isinstance(data, Mapping) else {}
