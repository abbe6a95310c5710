"""The place of one stream in a database, for the engine."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from xero_component.sync.flatten import Misfit
from xero_component.sync.sink import Delta, State

WorkT = TypeVar("WorkT")
WorkT_contra = TypeVar("WorkT_contra", contravariant=True)
WorkT_co = TypeVar("WorkT_co", covariant=True)
ResultT = TypeVar("ResultT")


class Tables(Protocol[WorkT_contra]):
    """What reads and writes the tables, inside transactions that the caller makes."""

    def state(self, work: WorkT_contra, /) -> State:
        """Return how far reading has come."""
        ...

    def fingerprints(
        self, work: WorkT_contra, identifiers: Collection[str], /
    ) -> Mapping[str, str]:
        """Return the fingerprints of rows that are there and not marked as deleted."""
        ...

    def identifiers(
        self, work: WorkT_contra, since: datetime | None, before: datetime | None, /
    ) -> Collection[str]:
        """Return the ids of a window of the cursor."""
        ...

    def write(self, work: WorkT_contra, delta: Delta, /) -> Mapping[Misfit, int]:
        """Keep a delta; raise `WaitError` when another run has written since."""
        ...


class Transact(Protocol[WorkT_co]):
    """Does some work in one transaction, which is kept or undone as a whole."""

    def __call__(
        self, work: Callable[[WorkT_co], ResultT], *, writes: bool = False
    ) -> Awaitable[ResultT]:
        """Run it in a thread."""
        ...


class DatabaseTarget(Generic[WorkT]):
    """Does each thing that the engine asks for in a transaction of its own."""

    def __init__(self, tables: Tables[WorkT], transact: Transact[WorkT]) -> None:
        self._tables = tables
        self._transact = transact

    async def state(self) -> State:
        """Return how far reading has come."""
        return await self._transact(self._tables.state)

    async def fingerprints(self, identifiers: Collection[str]) -> Mapping[str, str]:
        """Return the fingerprints of rows that are there and not marked as deleted."""
        return await self._transact(lambda work: self._tables.fingerprints(work, identifiers))

    async def identifiers(
        self, since: datetime | None = None, before: datetime | None = None
    ) -> Collection[str]:
        """Return the ids of rows that are not marked as deleted."""
        return await self._transact(lambda work: self._tables.identifiers(work, since, before))

    async def write(self, delta: Delta) -> Mapping[Misfit, int]:
        """Keep rows, their lists and the state in one transaction."""
        return await self._transact(lambda work: self._tables.write(work, delta), writes=True)
