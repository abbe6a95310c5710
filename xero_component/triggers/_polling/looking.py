"""A whole poll of one object: switched on, looked, and compared when that is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import OBJECTS, Pages, XeroObject
from xero_component.triggers._polling.journals import JournalPoller
from xero_component.triggers._polling.memory import MOST_KNOWN
from xero_component.triggers._polling.poller import Change, Notice, Poller, starting_from
from xero_component.triggers._polling.state import PollState, belongs, fresh
from xero_component.triggers._polling.sweep import is_due, sweep


@dataclass(slots=True)
class Seen:
    """What a poll saw, and the state to go on with."""

    state: PollState
    changes: list[Change] = field(default_factory=list)
    more: bool = False
    notes: list[str] = field(default_factory=list)
    switched_on: bool = False
    """Whether this was the first look, which only takes note."""


async def look_at(
    xero: XeroClient,
    key: str,
    stored: Mapping[str, Any] | None,
    *,
    start_from: datetime | None = None,
    compare_every: timedelta | None = None,
    most_known: int = MOST_KNOWN,
    noticed: Notice | None = None,
) -> Seen:
    """Look at one object of the catalogue. Raises `InputError` for a state that cannot be read.

    `noticed` is shown the rows that are there when the flow is switched on.
    """
    obj: XeroObject[Any] = OBJECTS[key]
    state = None if stored is None else PollState.read(stored, most_known)
    notes = []
    if state is not None and not belongs(state, key, xero.tenant_id):
        notes.append("The state was made for something else; this poll has started anew.")
        state = None
    if obj.pages is Pages.OFFSET:
        seen = await _journals(xero, key, state, start_from)
    elif state is not None:
        seen = await _look(Poller(xero, obj, state), compare_every)
    elif start_from is not None:
        state = starting_from(key, xero.tenant_id, start_from, most_known)
        seen = await _look(Poller(xero, obj, state), compare_every)
    else:
        seen = await _switch_on(xero, obj, fresh(key, xero.tenant_id, most_known), noticed)
    seen.notes[:0] = notes
    return seen


async def look_at_rows(
    xero: XeroClient,
    key: str,
    stored: Mapping[str, Any],
    rows: Sequence[dict[str, Any]],
    *,
    most_known: int = MOST_KNOWN,
) -> Seen:
    """Look at rows that were read just now, and leave the cursor where it is.

    What is seen here is not seen again by the next poll. Raises `InputError` as `look_at` does.
    """
    state = PollState.read(stored, most_known)
    if not belongs(state, key, xero.tenant_id):
        return Seen(state, notes=["The state was made for something else; nothing was looked at."])
    return Seen(state, await Poller(xero, OBJECTS[key], state).tell(rows))


async def _switch_on(
    xero: XeroClient, obj: XeroObject[Any], state: PollState, noticed: Notice | None
) -> Seen:
    await Poller(xero, obj, state).take_note(noticed)
    return Seen(state, switched_on=True)


async def _look(poller: Poller, compare_every: timedelta | None) -> Seen:
    look = await poller.look()
    seen = Seen(poller.state, look.changes, look.more)
    if look.served_at and not look.more and is_due(poller, look.served_at, compare_every):
        found, note = await sweep(poller, look.served_at)
        seen.changes += found
        seen.notes += [note] if note else []
    return seen


async def _journals(
    xero: XeroClient, key: str, state: PollState | None, start_from: datetime | None
) -> Seen:
    poller = JournalPoller(xero)
    if state is None:
        state = fresh(key, xero.tenant_id)
        state.number = await poller.last_number(start_from)
        if start_from is None:
            return Seen(state, switched_on=True)
    look, state.number = await poller.look(state.number)
    return Seen(state, look.changes, look.more)
