"""What a poll found that no delivery has told of."""

from collections.abc import Sequence

import sqlalchemy as sa

from xero_component.store.schema import webhook_events as events
from xero_component.triggers._events import WebhookEvent
from xero_component.triggers._inbox.identity import moment_of, resource_of
from xero_component.triggers._inbox.receiving import MOST_PARAMETERS, TOLERANCE


def untold(work: sa.Connection, found: Sequence[WebhookEvent]) -> list[WebhookEvent]:
    """Keep the events of records of which the inbox holds nothing as late as what was found."""
    latest: dict[str, float] = {}
    resources = [resource_of(event) for event in found]
    for start in range(0, len(resources), MOST_PARAMETERS):
        some = resources[start : start + MOST_PARAMETERS]
        query = (
            sa.select(events.c.resource, sa.func.max(events.c.happened_at))
            .where(events.c.resource.in_(some))
            .group_by(events.c.resource)
        )
        latest.update((row[0], row[1]) for row in work.execute(query))
    return [
        event
        for event, resource in zip(found, resources, strict=True)
        if (moment_of(event) or 0.0) > latest.get(resource, float("-inf")) + TOLERANCE
    ]
