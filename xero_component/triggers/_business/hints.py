"""Webhook events as hints: what to look at now, rather than at the next poll.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

from collections.abc import Iterable, Mapping
from typing import Any

from xero_component.api.client import XeroClient
from xero_component.core import Polled, State, StepContext, Trace, Trigger
from xero_component.core.inputs import read_input
from xero_component.triggers._business.trigger import BusinessTrigger


async def detect_from_webhook(
    trigger: Trigger[Any, Any],
    raw: Mapping[str, Any],
    xero: XeroClient,
    state: State,
    events: Iterable[Mapping[str, Any]],
    context: StepContext | None = None,
) -> Polled[Any]:
    """Look at the records that webhook events name, and at no others.

    Store the state as after a poll: the next poll does not tell the same again. Events of another
    organisation, or of a category that this trigger does not watch, are passed over; so are all
    by a trigger that tells of no business events of single records. Raises the errors of the
    library.
    """
    if not isinstance(trigger, BusinessTrigger):
        return Polled((), state)
    data = read_input(trigger.input, raw, subject=trigger.title)
    category = trigger.category(data)
    named = [event for event in events if category and event.get("eventCategory") == category]
    identifiers = [
        str(event.get("resourceId"))
        for event in named
        if xero.tenant_id is None or event.get("tenantId") in (None, xero.tenant_id)
    ]
    if not identifiers:
        return Polled((), state)
    bound = xero.for_step(context or StepContext(), Trace())
    return await trigger.look_only_at(bound, data, state, identifiers)
