"""What the engine needs of a place that rows are kept in.

A sink keeps the rows of each stream and, in the same transaction, how far reading has come. So a
run that dies anywhere goes on where it was, and nothing is lost or doubled.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from xero_component.sync.flatten import Misfit
from xero_component.sync.reading import Row
from xero_component.sync.stream import Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far reading a stream of one organisation has come; all of it is text, for any store.

    Written back with nothing but its revision, it makes the next run read everything anew; rows
    that are there as they are cost no write.
    """

    cursor: str | None = None
    """All that comes before it is in the sink."""
    start: str | None = None
    """Rows that changed before were not asked for; None when all were."""
    looked_at: str | None = None
    """When the last run that read to the end began, in Xero's time."""
    swept_at: str | None = None
    """When the last comparison of everything began, in Xero's time."""
    sweep_began: str | None = None
    """When the comparison began that is not done yet; None while there is none."""
    sweep_cursor: str | None = None
    """How far that one has come."""
    revision: int = 0
    """Counts the writes, so that of two runs at once one notices the other."""

    def written(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def read(cls, state: Mapping[str, Any]) -> Self:
        """Read what `written` made; what a newer version added is left aside."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in state.items() if name in known})


class Version(NamedTuple):
    """A row as it is now."""

    identifier: str
    fingerprint: str
    """Differs when anything in the row differs."""
    raw: str
    """The whole row as JSON: Xero's field names, exact numbers, ISO dates."""
    record: Row


@dataclass(frozen=True, slots=True)
class Delta:
    """What one transaction changes."""

    state: State
    """Replaces the one of the same revision, under the next."""
    rows: Sequence[Version] = ()
    """New, changed, or back again; each id once."""
    gone: Collection[str] = ()
    """Ids of rows that Xero has no more; their last version stays, marked as deleted."""
    at: datetime | None = None
    """When this was read (aware, UTC)."""


class Target(Protocol):
    """The place of one stream of one organisation in a sink."""

    @property
    def rows_a_write(self) -> int:
        """How many rows a write should have where they come fast; 0 for as they come."""
        ...

    async def state(self) -> State:
        """Return how far reading has come; an empty state at first."""
        ...

    async def fingerprints(self, identifiers: Collection[str]) -> Mapping[str, str]:
        """Return the fingerprints of those rows that are there and not marked as deleted."""
        ...

    async def identifiers(
        self, since: datetime | None = None, before: datetime | None = None
    ) -> Collection[str]:
        """Return the ids of rows that are not marked as deleted.

        `since` and `before` are whole seconds of the stream's cursor field, and only asked for
        where it is a moment. Rows without one belong to what has no `before`.
        """
        ...

    async def write(self, delta: Delta) -> Mapping[Misfit, int]:
        """Keep rows, their lists and the state in one transaction; return what did not fit.

        Raises `WaitError`, and keeps nothing, when the state has another revision by now.
        """
        ...


class Sink(Protocol):
    """A database, or a folder, that rows are kept in; an asynchronous context."""

    async def __aenter__(self) -> Self:
        """Open it."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        ...

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        """Return the place of a stream, made ready to be written to.

        `history` keeps every version of each row, with the time from which and up to which it held.
        """
        ...
