"""Finding out by a poll what happened while deliveries were lost.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

from collections.abc import Iterable, Mapping
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

from xero_component.api.changes import changes, moment_of
from xero_component.api.client import XeroClient
from xero_component.api.sources import ListSource
from xero_component.catalogue.objects import OBJECTS, XeroObject
from xero_component.errors import ScopeError
from xero_component.triggers._events import WebhookEvent
from xero_component.triggers._inbox.gaps import Fetch, Gap
from xero_component.triggers._polling.evidence import created_at

AROUND = timedelta(minutes=2)
"""How far before and behind a gap to look: events come a little later than what they tell of."""


def heal_by_polling(clients: Mapping[str, XeroClient]) -> Fetch:
    """Return what `Inbox.heal` and `Inbox.dispatching` take: it reads what changed around a gap.

    Give a client for each organisation, by tenant id. Every kind of record that webhooks tell of is
    read, as far as the connection's scopes allow. The events say CREATE for records that were made
    in the gap; they tell of a record as it is now, once, however often it changed.
    """

    async def fetch(gap: Gap) -> Iterable[WebhookEvent]:
        events: list[WebhookEvent] = []
        for tenant_id, xero in clients.items():
            for obj in OBJECTS.values():
                if obj.webhook is not None:
                    events += await _events(xero, tenant_id, obj, gap)
        return sorted(events, key=lambda event: event["eventDateUtc"])

    return fetch


async def _events(
    xero: XeroClient, tenant_id: str, obj: XeroObject[Any], gap: Gap
) -> list[WebhookEvent]:
    found: dict[str, tuple[dict[str, Any], datetime]] = {}
    reading = changes(ListSource(xero, obj), obj, gap.since - AROUND)
    try:
        async with aclosing(reading) as batches:
            async for batch in batches:
                for row in batch.rows:
                    moment = moment_of(obj, row)
                    if moment is not None and moment <= gap.until + AROUND:
                        found[row[obj.id_field]] = (row, moment)
        created = await created_at(xero, obj, [row for row, _ in found.values()])
    except ScopeError:
        return []
    return [
        _event(tenant_id, obj, row, moment, created[identifier], gap)
        for identifier, (row, moment) in found.items()
    ]


def _event(
    tenant_id: str,
    obj: XeroObject[Any],
    row: Mapping[str, Any],
    moment: datetime,
    created: datetime | None,
    gap: Gap,
) -> WebhookEvent:
    is_new = created is not None and created >= gap.since.replace(microsecond=0)
    return WebhookEvent(
        resourceUrl=f"https://api.xero.com/api.xro/2.0/{obj.path}/{row[obj.id_field]}",
        resourceId=row[obj.id_field],
        tenantId=tenant_id,
        tenantType="ORGANISATION",
        eventCategory=obj.webhook or "",
        eventType="CREATE" if is_new else "UPDATE",
        eventDateUtc=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )
