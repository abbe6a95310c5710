"""A database that streams are kept in, and the place of one stream in it, for the engine."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

import anyio
import anyio.to_thread

from xero_component.errors import ConfigurationError, WaitError
from xero_component.sync.flatten import Misfit
from xero_component.sync.sink import Delta, State, Target
from xero_component.sync.stream import Stream

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


def overtaken(stream: str) -> WaitError:
    """Return what is raised when a state has another revision by now."""
    return WaitError(
        f"Another run has written {stream} meanwhile; this one has stopped.",
        advice="Let one run at a time work on a stream.",
    )


class LookedUp:
    """Which of the records looked for last are there, marked as deleted or not.

    Who writes them moves the revision of the state, by which the write is refused that follows. So
    what was true when the fingerprints were asked for is true in the write that comes next.
    """

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._found: set[str] = set()

    def remember(self, asked: Collection[str], found: set[str]) -> None:
        """Take up an answer in place of the last one."""
        self._asked, self._found = set(asked), found

    def present(self, identifiers: Sequence[str]) -> list[str] | None:
        """Return, once, those of some records that are there; None when that is not known."""
        asked, found = self._asked, self._found
        self._asked, self._found = set(), set()
        return (
            [one for one in identifiers if one in found] if asked.issuperset(identifiers) else None
        )


class DatabaseTarget(Generic[WorkT]):
    """Does each thing that the engine asks for in a transaction of its own."""

    def __init__(
        self, tables: Tables[WorkT], transact: Transact[WorkT], *, rows_a_write: int = 0
    ) -> None:
        self.rows_a_write = rows_a_write
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


class DatabaseSink(ABC, Generic[WorkT]):
    """Keeps streams by one connection; an asynchronous context.

    Others say how: `_open` and `_close` the connection, `_transact` some work in one transaction,
    and which `_tables` a stream has.
    """

    rows_a_write = 0
    """As in `Target`."""

    def __init__(self) -> None:
        self._opened: WorkT | None = None
        self._lock = anyio.Lock()

    async def __aenter__(self) -> Self:
        self._opened = await anyio.to_thread.run_sync(self._open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._close, opened)

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        """Return the place of a stream; its tables are made, and get the columns they lack."""
        prepare = partial(self._tables, stream=stream, tenant_id=tenant_id, history=history)
        tables = await self._run(prepare, writes=True)
        return DatabaseTarget(tables, self._run, rows_a_write=self.rows_a_write)

    async def _run(self, work: Callable[[WorkT], ResultT], *, writes: bool = False) -> ResultT:
        """Do some work in a thread: one at a time, in one transaction that is kept or undone."""
        async with self._lock:
            opened = self._opened
            if opened is None:
                raise ConfigurationError("The sink is not open: use it as `async with`.")
            return await anyio.to_thread.run_sync(self._transact, opened, work, writes)

    @abstractmethod
    def _open(self) -> WorkT:
        """Connect, and make what all streams need."""

    @abstractmethod
    def _close(self, opened: WorkT) -> None:
        """Let go of the database."""

    @abstractmethod
    def _transact(
        self, opened: WorkT, work: Callable[[WorkT], ResultT], writes: bool, /
    ) -> ResultT:
        """Do some work in one transaction, which is undone where it fails."""

    @abstractmethod
    def _tables(
        self, opened: WorkT, *, stream: Stream, tenant_id: str, history: bool
    ) -> Tables[WorkT]:
        """Make the tables of a stream ready, inside a transaction."""
