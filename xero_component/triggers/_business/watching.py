"""One look of a business event: what changed, and what of it the flow is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.inputs import is_guid
from xero_component.catalogue.objects import OBJECTS, Pages
from xero_component.core import Polled, State
from xero_component.errors import NotFoundError
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.snapshots import MOST_BYTES, Snapshot, Snapshots
from xero_component.triggers._business.state import WatchState
from xero_component.triggers._business.watch import Watch
from xero_component.triggers._polling.looking import Seen, look_at, look_at_rows
from xero_component.triggers._polling.memory import MOST_KNOWN
from xero_component.triggers._polling.payload import identity
from xero_component.triggers._polling.poller import Change, Kind

AT_ONCE = 40
"""Ids that a request has room for in its address."""
_encoder = msgspec.json.Encoder(decimal_format="string", order="sorted")


@dataclass(frozen=True, kw_only=True)
class Watcher:
    """Looks at one kind of event for one flow; how it does so follows from the flow's input."""

    event: str
    watch: Watch
    detect: Callable[[Sight], Iterable[Detected]]
    details: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    """What every event of this kind tells of the record."""
    passes: Callable[[Mapping[str, Any]], bool]
    """Whether the flow wants to know of a record."""
    repeats: bool = True
    """Whether one record can go through the event more than once on the same evidence."""
    example: Callable[[Sight], Detected] | None = None
    """What stands for the event of a new record, where a new record is none."""
    compare_every: timedelta | None = None
    most_known: int = MOST_KNOWN
    most_bytes: int = MOST_BYTES

    async def look(self, xero: XeroClient, stored: State | None) -> Polled[Any]:
        """Look at what changed since the last look; without a state, take note of what there is."""
        notes = []
        state = self._read(stored)
        if stored is not None and state is None:
            notes.append("The state was made for something else; this poll has started anew.")
        noted = Snapshots(self.watch.paths, most=self.most_bytes)
        seen = await look_at(
            xero,
            self.watch.object,
            state.poll if state else None,
            compare_every=self.compare_every,
            most_known=self.most_known,
            noticed=lambda row: self._remember(noted, row),
        )
        if state is None or seen.switched_on:
            if not seen.state.memory.is_complete:
                await self._note_open_ones(xero, noted)
            state = WatchState(self.event, {}, noted)
        return self._polled(xero, seen, state, notes)

    async def look_only_at(
        self, xero: XeroClient, stored: State, identifiers: Sequence[str]
    ) -> Polled[Any]:
        """Look at some records only; the next look goes on from where the last one ended."""
        state = self._read(stored)
        if state is None:
            note = "The state was made for something else; the next poll starts anew."
            return Polled((), stored, notes=(note,))
        rows = await self._fetched(xero, identifiers)
        seen = await look_at_rows(
            xero, self.watch.object, state.poll, rows, most_known=self.most_known
        )
        return self._polled(xero, seen, state, [], hinted=True)

    def as_if_new(self, xero: XeroClient, record: dict[str, Any]) -> list[Any]:
        """Return the events of a record as if it were new, to build a flow with."""
        sight = Sight(None, self.watch.values(record), record, was_new=True)
        detected = self.detect(sight) if self.example is None else [self.example(sight)]
        change = Change(Kind.NEW, self._id(record), record, b"", None)
        return [self._event(xero, change, one, told=0, found_by="poll") for one in detected]

    def _read(self, stored: State | None) -> WatchState | None:
        if stored is None:
            return None
        state = WatchState.read(stored, self.most_bytes)
        return state if state.is_of(self.event, self.watch) else None

    def _polled(
        self,
        xero: XeroClient,
        seen: Seen,
        state: WatchState,
        notes: list[str],
        *,
        hinted: bool = False,
    ) -> Polled[Any]:
        was_complete = state.watched.is_complete
        events: list[Any] = []
        for change in seen.changes:
            events += self._events(xero, change, state.watched, hinted=hinted)
        if seen.switched_on or (was_complete and not state.watched.is_complete):
            notes += self._gaps(state.watched)
        written = WatchState(self.event, seen.state.written(), state.watched).written()
        return Polled(events, written, seen.more, [*notes, *seen.notes])

    def _events(
        self, xero: XeroClient, change: Change, watched: Snapshots, *, hinted: bool
    ) -> list[Any]:
        """Return what a change means, and remember what the record says now."""
        if change.record is not None and not self.watch.includes(change.record):
            return []
        known = watched.get(change.identifier)
        told = known.told if known else _first_ordinal(change)
        found = list(self.detect(self._sight(change, known)))
        wanted = change.record is None or self.passes(change.record)
        if change.record is None:
            watched.drop(change.identifier)
        else:
            self._remember(watched, change.record, told + len(found))
        by = "webhook" if hinted else "sweep" if change.swept else "poll"
        return [self._event(xero, change, one, told=told, found_by=by) for one in found if wanted]

    def _sight(self, change: Change, known: Snapshot | None) -> Sight:
        record = change.record or {}
        was_new = known is None and change.kind is Kind.NEW
        otherwise = None if was_new else self.watch.otherwise_before
        before = known.values if known else otherwise
        return Sight(before, self.watch.values(record), record, was_new)

    def _event(
        self, xero: XeroClient, change: Change, one: Detected, *, told: int, found_by: str
    ) -> dict[str, Any]:
        evidence = one.evidence
        if evidence is None:
            evidence = (_encoder.encode(one.changes).decode(),)
        record = change.record
        ordinal = str(told) if self.repeats else ""
        return {
            "id": identity(self.event, xero.tenant_id, change.identifier, ordinal, *evidence),
            "event": self.event,
            "tenant_id": xero.tenant_id,
            "record_id": change.identifier,
            "record": record,
            "changes": list(one.changes),
            "changed_at": (record or {}).get(OBJECTS[self.watch.object].cursor_field or ""),
            "found_by": found_by,
            **(self.details(record) if record is not None else {}),
            **one.details,
        }

    def _remember(self, watched: Snapshots, record: Mapping[str, Any], told: int = 0) -> None:
        if self.watch.includes(record):
            watched.put(
                self._id(record),
                Snapshot(self.watch.values(record), told),
                settled=not self.watch.needs_before or self.watch.is_settled(record),
            )

    async def _note_open_ones(self, xero: XeroClient, noted: Snapshots) -> None:
        if self.watch.open_ones is None:
            is_whole = OBJECTS[self.watch.object].pages is Pages.NONE
            noted.is_complete &= is_whole or not self.watch.needs_before
            return
        async with xero.pages(OBJECTS[self.watch.object], self.watch.open_ones) as pages:
            async for page in pages:
                for row in page:
                    self._remember(noted, row)
                if not noted.is_complete:
                    return

    async def _fetched(self, xero: XeroClient, identifiers: Sequence[str]) -> list[dict[str, Any]]:
        obj = OBJECTS[self.watch.object]
        wanted = [one.lower() for one in dict.fromkeys(identifiers) if is_guid(one)]
        rows: list[dict[str, Any]] = []
        if not obj.by_ids:
            for identifier in wanted:
                try:
                    rows.append(await xero.get(obj, identifier))
                except NotFoundError:
                    continue
            return rows
        for start in range(0, len(wanted), AT_ONCE):
            ids = ",".join(wanted[start : start + AT_ONCE])
            query = Query(page=1, page_size=AT_ONCE, parameters={**obj.always, "IDs": ids})
            rows += (await xero.list_page(obj, query))["records"]
        return rows

    def _gaps(self, watched: Snapshots) -> list[str]:
        if watched.is_complete:
            return []
        note = (
            f"There are too many {self.watch.object} to remember what each of them says. Of those"
            " that are not remembered, an event is told only where the record itself proves it."
        )
        return [note]

    def _id(self, record: Mapping[str, Any]) -> str:
        identifier: str = record[OBJECTS[self.watch.object].id_field]
        return identifier


def _first_ordinal(change: Change) -> int:
    """Return from where the events of a record are counted.

    One that may have been told of and forgotten goes on behind all that can have been counted.
    """
    if change.kind is Kind.NEW or change.moment is None:
        return 0
    return int(change.moment.timestamp() * 1000)
