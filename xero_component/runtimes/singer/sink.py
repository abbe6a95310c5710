"""A sink that passes on what the engine reads, as messages for a target.

The target holds the rows, and cannot be asked. So every row that is read is sent, and what is gone
is told by version: everything is read again under a new version, and once that is done the target
drops the rows of those before (ACTIVATE_VERSION).
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from xero_component.runtimes.singer.bookmarks import BOOKMARKS, Bookmark, read_bookmark
from xero_component.runtimes.singer.catalog import Chosen
from xero_component.runtimes.singer.messages import (
    Writer,
    activate_version,
    record_message,
    schema_message,
    state_message,
)
from xero_component.runtimes.singer.shapes import Shape
from xero_component.sync import Delta, Kind, State, Stream, Target
from xero_component.sync.flatten import Misfit


class SingerTarget:
    """The messages of one stream."""

    def __init__(
        self,
        chosen: Chosen,
        state: dict[str, Any],
        writer: Writer,
        *,
        versions: bool,
    ) -> None:
        self._chosen = chosen
        self._stream = chosen.stream
        self._state = state
        self._writer = writer
        self._versions = versions
        self._shape = Shape.of(chosen.stream.table, chosen.left_out)
        self._begin(read_bookmark(state, chosen.stream))

    def _begin(self, bookmark: Bookmark) -> None:
        """Go on under the version of a read that was not finished, or begin a new one."""
        self._last = bookmark.version or 0
        if self._chosen.whole:
            bookmark = Bookmark(State())
        self._at, self._version = bookmark.state, bookmark.version if self._versions else None
        self._renewing = self._at.sweep_cursor is not None
        if self._at.cursor is None and self._stream.reading.kind is Kind.CHANGES:
            self._renew()

    def _renew(self) -> None:
        if self._versions:
            now = int(datetime.now(UTC).timestamp() * 1000)
            self._version = self._last = max(now, self._last + 1)

    async def announce(self) -> None:
        """Send the schema."""
        await self._writer.write([self._schema()])

    def _schema(self) -> dict[str, Any]:
        keys = [self._stream.primary_key]
        bookmarks = self._chosen.bookmark_properties
        return schema_message(self._stream.key, self._shape.schema(keys), keys, bookmarks)

    async def state(self) -> State:
        """Return how far the state has come that the tap was given."""
        return self._at

    rows_a_write = 0

    async def fingerprints(
        self,
        identifiers: Collection[str],  # noqa: ARG002 - no row can be known
    ) -> Mapping[str, str]:
        """Return nothing: what the target holds is not known."""
        return {}

    async def identifiers(
        self,
        since: datetime | None = None,  # noqa: ARG002 - nothing is known of any window
        before: datetime | None = None,  # noqa: ARG002
    ) -> Collection[str]:
        """Return nothing: what the target holds is not known."""
        return ()

    async def write(self, delta: Delta) -> Mapping[Misfit, int]:
        """Send rows, what they complete, and the state after them; return what did not fit."""
        began = delta.state.sweep_began is not None and not self._renewing
        finished = self._finished(delta.state)
        if began or (finished and self._is_unversioned()):
            self._renewing = True
            self._renew()
        misfits: Counter[Misfit] = Counter()
        messages = self._records(delta, misfits)
        if finished and self._version is not None:
            messages.append(activate_version(self._stream.key, self._version))
            self._renewing = False
        self._at = replace(delta.state, revision=0)
        bookmark = Bookmark(self._at, self._version).written(self._stream)
        self._state[BOOKMARKS][self._stream.key] = bookmark
        messages.append(state_message(self._state))
        await self._writer.write(messages)
        return misfits

    def _finished(self, state: State) -> bool:
        """Tell whether everything has been read, by a sweep or by the first read."""
        if state.sweep_began is not None:
            return False
        if self._at.sweep_began is None and state.swept_at in {None, self._at.swept_at}:
            return False
        return not self._is_first() or self._version is not None

    def _is_first(self) -> bool:
        """Tell whether what was finished is the first read, and no sweep."""
        kind = self._stream.reading.kind
        return kind is Kind.CHANGES and self._at.swept_at is None

    def _is_unversioned(self) -> bool:
        """Tell whether a sweep found nothing at all, so that it never seemed to begin."""
        return not self._renewing and not self._is_first()

    def _records(self, delta: Delta, misfits: Counter[Misfit]) -> list[dict[str, Any]]:
        key, messages = self._stream.key, list[dict[str, Any]]()
        if self._shape.learn(row.record for row in delta.rows):
            messages.append(self._schema())
        at = (delta.at or datetime.now(UTC)).astimezone(UTC).isoformat()
        for row in delta.rows:
            record = self._shape.fitted(row.record, key, misfits)
            messages.append(record_message(key, record, at.replace("+00:00", "Z"), self._version))
        return messages


class SingerSink:
    """Sends the streams that were chosen to a target."""

    def __init__(
        self,
        chosen: Collection[Chosen],
        state: dict[str, Any],
        writer: Writer,
        *,
        sweeps: bool = True,
    ) -> None:
        self._chosen = {one.stream.key: one for one in chosen}
        self._state = state
        self._writer = writer
        self._sweeps = sweeps

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Do nothing: what was read has been sent."""

    async def target(
        self,
        stream: Stream,
        tenant_id: str,  # noqa: ARG002 - rows are those of one organisation
        *,
        history: bool = False,  # noqa: ARG002 - the target keeps what it wants
    ) -> Target:
        """Return where a stream's rows go, with its schema sent."""
        chosen = self._chosen[stream.key]
        kind = stream.reading.kind
        versions = kind is Kind.SNAPSHOT or (
            kind is Kind.CHANGES and (self._sweeps or chosen.whole)
        )
        target = SingerTarget(chosen, self._state, self._writer, versions=versions)
        await target.announce()
        return target
