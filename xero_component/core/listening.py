"""Running a polling trigger in plain steps: look up, validate, poll or test."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from xero_component.core.component import Component
from xero_component.core.context import Priority, StepClient, StepContext, Trace
from xero_component.core.inputs import read_input, shortened
from xero_component.core.trigger import Polled, PollingTrigger, State
from xero_component.errors import InputError

_IN_THE_BACKGROUND = StepContext(priority=Priority.BULK)
"""Nobody waits for a poll: its calls give way to those of actions."""


def look_up_polling(component: Component, key: str) -> PollingTrigger[Any, Any, Any]:
    """Find a polling trigger by key; raise `InputError` with the nearest key."""
    found = component.triggers.get(key)
    if isinstance(found, PollingTrigger):
        return found
    name = shortened(key)
    known = [key for key, item in component.triggers.items() if isinstance(item, PollingTrigger)]
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}" if near else ""
    raise InputError(f"There is no polling trigger {name!r}{hint}.")


async def poll(
    component: Component,
    key: str,
    raw: Mapping[str, Any],
    client: StepClient,
    state: State | None = None,
    context: StepContext | None = None,
) -> Polled[Any]:
    """Look once; without a state, switch the trigger on. Raises the errors of the library.

    The events of a poll whose state was lost come again with the same ids.
    """
    trigger = look_up_polling(component, key)
    data = read_input(trigger.input, raw, subject=trigger.title)
    bound = client.for_step(context or _IN_THE_BACKGROUND, Trace())
    return await trigger(bound, data, state)


async def latest(
    component: Component,
    key: str,
    raw: Mapping[str, Any],
    client: StepClient,
    context: StepContext | None = None,
) -> Sequence[Any]:
    """Return payloads made of what is there now, to build and test a flow with."""
    trigger = look_up_polling(component, key)
    data = read_input(trigger.input, raw, subject=trigger.title)
    return await trigger.latest(client.for_step(context or StepContext(), Trace()), data)
