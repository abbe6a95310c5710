"""One look at what changed: read, compare with what is remembered, tell, remember.

https://developer.xero.com/documentation/api/accounting/requests-and-responses#modified-after
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from xero_component.api.changes import changes, earlier, moment_of
from xero_component.api.client import XeroClient
from xero_component.api.fingerprint import fingerprint
from xero_component.api.sources import ListSource
from xero_component.catalogue.objects import Pages, XeroObject
from xero_component.triggers._polling.evidence import created_at
from xero_component.triggers._polling.memory import MOST_KNOWN, Memory
from xero_component.triggers._polling.state import PollState

OVERLAP = timedelta(minutes=2)
"""How far before the last change a poll begins: a change may become visible late."""
MOST_EVENTS = 1000
"""From how many events on a poll ends, and leaves the rest to the next."""
DOUBTFUL_PAGE = 100
"""Rows a page, and events a poll, where each unknown row costs a call that tells its age."""

Notice: TypeAlias = Callable[[dict[str, Any]], None]
"""Is shown a row that is there when the flow is switched on."""


class Kind(StrEnum):
    """What happened to a record."""

    NEW = "new"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one record."""

    kind: Kind
    identifier: str
    record: dict[str, Any] | None
    said: bytes
    """Fingerprint of the record."""
    moment: datetime | None
    swept: bool = False
    """Whether only a full comparison could find it, since Xero did not count it as a change."""
    compared: datetime | None = None
    """When everything had been compared before, in Xero's time, where a comparison found it."""


@dataclass(slots=True)
class Look:
    """What a look found."""

    changes: list[Change] = field(default_factory=list)
    more: bool = False
    served_at: datetime | None = None


class Poller:
    """Looks at one object of one organisation; it changes the state that it was given."""

    def __init__(self, xero: XeroClient, obj: XeroObject[Any], state: PollState) -> None:
        self.xero = xero
        self.obj = obj
        self.state = state
        self.source = ListSource(xero, obj)

    async def take_note(self, noticed: Notice | None = None) -> None:
        """Remember what there is, and tell nothing of it: the flow is being switched on.

        A long list of which a part can be asked for is not read whole: see `Memory.horizon`.
        """
        state, began = self.state, None
        last: datetime | None = None
        async with aclosing(changes(self.source, self.obj, None)) as batches:
            async for batch in batches:
                began, last = began or batch.served_at, batch.upto or last
                self._note(batch.rows, noticed)
                if began and self._is_too_long(batch.total):
                    await self._note_the_end_only(began, noticed)
                    break
            else:
                self._move(last, began)
        state.memory.trim(state.cursor)
        state.swept_at = began

    def _is_too_long(self, total: int | None) -> bool:
        whole = self.obj.pages is Pages.NONE or not self.obj.modified_since
        return not whole and max(total or 0, len(self.state.memory)) > self.state.memory.most

    def _note(self, rows: Sequence[dict[str, Any]], noticed: Notice | None) -> None:
        for row in rows:
            self.remember(row, fingerprint(row))
            if noticed is not None:
                noticed(row)

    async def _note_the_end_only(self, now: datetime, noticed: Notice | None) -> None:
        state = self.state
        state.cursor = earlier(now, OVERLAP)
        state.memory = Memory(state.cursor, state.memory.most)
        reading = changes(self.source, self.obj, state.cursor, page_size=DOUBTFUL_PAGE)
        async with aclosing(reading) as batches:
            async for batch in batches:
                self._note(batch.rows, noticed)

    async def look(self) -> Look:
        """Read what changed since the cursor, and move it."""
        state, found = self.state, Look()
        size, most = None, MOST_EVENTS
        if not state.memory.is_complete:
            size = most = DOUBTFUL_PAGE
        upto: datetime | None = None
        reading = changes(self.source, self.obj, state.cursor, page_size=size)
        async with aclosing(reading) as batches:
            async for batch in batches:
                found.served_at = found.served_at or batch.served_at
                found.changes += await self.tell(batch.rows)
                if batch.upto is not None:
                    upto = batch.upto
                    if len(found.changes) >= most:
                        found.more = True
                        break
        self._move(upto, found.served_at)
        state.memory.trim(state.cursor)
        return found

    def _move(self, last: datetime | None, served_at: datetime | None) -> None:
        """Move the cursor to the last change, or to a while before Xero answered.

        A change may become visible late, and the clock that stamps it may be ahead.
        """
        if last is not None:
            reached = min(last, earlier(served_at or last, OVERLAP))
            self.state.cursor = max(self.state.cursor or reached, reached)

    async def tell(self, rows: Sequence[dict[str, Any]], *, swept: bool = False) -> list[Change]:
        """Return those rows that are not remembered as they are, and remember them."""
        told: list[tuple[dict[str, Any], bytes, Kind | None]] = []
        for row in rows:
            said = fingerprint(row)
            before = self.state.memory.get(row[self.obj.id_field])
            if before != said and not (before is None and self._is_no_news(row, swept)):
                told.append((row, said, self._kind(before)))
            self.remember(row, said)
        doubtful = [row for row, _, kind in told if kind is None]
        created = await created_at(self.xero, self.obj, doubtful) if doubtful else {}
        return [
            self._change(row, said, kind or self._judged(created[row[self.obj.id_field]]), swept)
            for row, said, kind in told
        ]

    def remember(self, row: Mapping[str, Any], said: bytes) -> None:
        """Remember what a row says."""
        self.state.memory.put(row[self.obj.id_field], said, moment_of(self.obj, row))

    def _change(self, row: dict[str, Any], said: bytes, kind: Kind, swept: bool) -> Change:
        moment, cursor = moment_of(self.obj, row), self.state.cursor
        silent = swept and moment is not None and cursor is not None and moment < cursor
        compared = self.state.swept_at if silent else None
        return Change(kind, row[self.obj.id_field], row, said, moment, silent, compared)

    def _kind(self, before: bytes | None) -> Kind | None:
        """Return what memory knows of a record that is not as it was; None when it cannot tell."""
        if before is not None:
            return Kind.UPDATED
        return Kind.NEW if self.state.memory.is_complete else None

    def _judged(self, created: datetime | None) -> Kind:
        horizon = self.state.memory.horizon
        if created is None or horizon is None:
            return Kind.UPDATED
        return Kind.NEW if created >= horizon.replace(microsecond=0) else Kind.UPDATED

    def _is_no_news(self, row: Mapping[str, Any], swept: bool) -> bool:
        """Tell whether an unknown row changed so long ago that it may be one that was forgotten.

        Where Xero dates no changes, what it lists as changed has changed.
        """
        horizon, moment = self.state.memory.horizon, moment_of(self.obj, row)
        dated = swept or self.obj.cursor_field == "UpdatedDateUTC"
        return dated and horizon is not None and moment is not None and moment < horizon


def starting_from(
    obj: str, tenant: str | None, start: datetime, most: int = MOST_KNOWN
) -> PollState:
    """Return the state of a poll that tells what changed since a moment in the past."""
    return PollState(obj, tenant, Memory(start, most), cursor=start)
