"""Sinks that take rows in bulk: files are filled aside, and delivered as a whole.

The cursor moves after the delivery. A run that dies between the two delivers the same rows again.
"""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import anyio
import anyio.to_thread

from xero_component.errors import ConfigurationError, WaitError, XeroComponentError
from xero_component.sync.flatten import Laid, Misfit, Values
from xero_component.sync.schema import Column, Table
from xero_component.sync.sink import Delta, State, Target
from xero_component.sync.sinks._index import Index
from xero_component.sync.stream import Stream
from xero_component.sync.values import Fits

ROWS_AT_ONCE = 100_000
"""Records after which the files are delivered, so that a run that dies does not lose them all."""
ASIDE = ".unfinished"

ResultT = TypeVar("ResultT")


class Writer(Protocol):
    """A file that is being filled."""

    def write(self, values: Sequence[Values]) -> None:
        """Add rows, given as the values of each of the file's columns."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


@dataclass(frozen=True, slots=True)
class Filled:
    """A file of one table."""

    table: Table
    stream: Stream
    columns: Sequence[Column]
    path: Path
    writer: Writer


class Format(Protocol):
    """How rows are written to files."""

    suffix: str

    @property
    def fits(self) -> Fits:
        """What makes values ready for a writer."""
        ...

    def open(self, path: Path, columns: Sequence[Column]) -> Writer:
        """Begin a file."""
        ...


class Layout(Protocol):
    """How the records of one stream of one organisation become rows of files."""

    def learn(self, delta: Delta) -> bool:
        """Take up new fields; tell whether files with other columns have to be begun."""
        ...

    def columns(self) -> Mapping[str, Sequence[Column]]:
        """Return the columns of the file of each table."""
        ...

    def rows(self, delta: Delta, version: str) -> Laid:
        """Return the rows of each table, and what did not fit."""
        ...


class SpooledSink(ABC):
    """Fills files in a folder aside, and delivers them; an asynchronous context.

    Others say how: `_layout` how records become rows, `_deliver` what is done with full files.
    """

    def __init__(self, folder: str | Path, form: Format, index: str) -> None:
        self.folder = Path(folder)
        self._form = form
        self._index = Index(self.folder / index)
        self._is_open = False
        self._files: dict[str, Filled] = {}
        self._number = 0
        self._count = 0
        self._failure: XeroComponentError | None = None
        self._lock = anyio.Lock()

    async def __aenter__(self) -> Self:
        await anyio.to_thread.run_sync(self._open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_open:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._close)

    async def target(
        self,
        stream: Stream,
        tenant_id: str,
        *,
        history: bool = False,  # noqa: ARG002 - files hold every version in any case
    ) -> Target:
        """Return the place of a stream."""
        layout = await self.run(partial(self._layout, self._index, stream, tenant_id))
        return _SpooledTarget(self, self._index, stream, tenant_id, layout)

    async def run(self, work: Callable[[], ResultT]) -> ResultT:
        """Do some work in a thread, one at a time; after a failure there is no more of it."""
        async with self._lock:
            return await anyio.to_thread.run_sync(self._guarded, work)

    def _guarded(self, work: Callable[[], ResultT]) -> ResultT:
        if not self._is_open:
            raise ConfigurationError("The sink is not open: use it as `async with`.")
        if self._failure is not None:
            raise self._failure
        try:
            return work()
        except OSError as error:
            self._failure = WaitError(
                f"The folder {self.folder} cannot be written to now ({error.strerror}).",
                advice="Run again when there is room on the disk.",
            )
            raise self._failure from None

    def _open(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"The folder {self.folder} cannot be made ({type(error).__name__})."
            ) from None
        self._index.open()
        self._failure, self._is_open = None, True
        self._guarded(self._begin)

    def _begin(self) -> None:
        self._files, self._count = {}, 0
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir(mode=0o700)
        self._number = self._index.number()

    def _close(self) -> None:
        try:
            if self._failure is None:
                self._guarded(self.publish)
        finally:
            self._is_open = False
            self._index.close()
            shutil.rmtree(self._aside, ignore_errors=True)

    @property
    def _aside(self) -> Path:
        return self.folder / ASIDE

    def keep(
        self, stream: Stream, tenant_id: str, layout: Layout, delta: Delta
    ) -> Mapping[Misfit, int]:
        """Add what a delta brings to the files, and deliver them when they are full."""
        self._index.check(stream.key, tenant_id, delta.state)
        try:
            if layout.learn(delta) or self._must_publish(stream, tenant_id, delta):
                self.publish()
            self._remember(stream, tenant_id, delta)
            version = f"{self._number:08}-{delta.state.revision:08}"
            made = layout.rows(delta, version)
            columns = layout.columns()
            for name, values in made.tables.items():
                if made.count(name):
                    self._file(stream, name, columns[name]).writer.write(values)
            self._count += len(delta.rows) + len(delta.gone)
            if self._count >= ROWS_AT_ONCE:
                self.publish()
        except Exception as error:
            self._failure = error if isinstance(error, XeroComponentError) else _broken(error)
            raise
        return made.misfits

    def _remember(self, stream: Stream, tenant_id: str, delta: Delta) -> None:
        index, name = self._index, stream.cursor or ""
        index.move(stream.key, tenant_id, delta.state)
        rows = (
            (one.identifier, one.fingerprint, _text(one.record.get(name))) for one in delta.rows
        )
        index.keep(stream.key, tenant_id, rows)
        index.bury(stream.key, tenant_id, delta.gone)

    def _file(self, stream: Stream, name: str, columns: Sequence[Column]) -> Filled:
        if name not in self._files:
            path = self._aside / f"{name}.{self._form.suffix}"
            table = next(one for one in stream.table.walk() if one.name == name)
            self._files[name] = Filled(table, stream, columns, path, self._form.open(path, columns))
        return self._files[name]

    def publish(self) -> None:
        """Deliver the files, and then move the cursors."""
        for file in self._files.values():
            file.writer.close()
        self._deliver(list(self._files.values()))
        self._index.commit()
        if self._count:
            self._begin()

    @abstractmethod
    def _layout(self, index: Index, stream: Stream, tenant_id: str) -> Layout:
        """Return how the tables of a stream are laid out."""

    @abstractmethod
    def _deliver(self, files: list[Filled]) -> None:
        """Hand whole files over to where they belong."""

    def _must_publish(self, stream: Stream, tenant_id: str, delta: Delta) -> bool:  # noqa: ARG002 - others look
        return False


class _SpooledTarget:
    """The place of one stream of one organisation."""

    def __init__(
        self, sink: SpooledSink, index: Index, stream: Stream, tenant_id: str, layout: Layout
    ) -> None:
        self._sink = sink
        self._index = index
        self._stream = stream
        self._tenant_id = tenant_id
        self._layout = layout

    async def state(self) -> State:
        """Return how far reading has come."""
        return await self._sink.run(partial(self._index.state, self._stream.key, self._tenant_id))

    rows_a_write = 0

    async def fingerprints(self, identifiers: Collection[str]) -> Mapping[str, str]:
        """Return the fingerprints of rows that are there and not marked as deleted."""
        place = (self._stream.key, self._tenant_id)
        return await self._sink.run(partial(self._index.fingerprints, *place, identifiers))

    async def identifiers(
        self, since: datetime | None = None, before: datetime | None = None
    ) -> Collection[str]:
        """Return the ids of rows that are not marked as deleted."""
        place = (self._stream.key, self._tenant_id)
        return await self._sink.run(partial(self._index.identifiers, *place, since, before))

    async def write(self, delta: Delta) -> Mapping[Misfit, int]:
        """Add rows to the files that are being filled."""
        place = (self._stream, self._tenant_id, self._layout)
        return await self._sink.run(partial(self._sink.keep, *place, delta))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _broken(error: Exception) -> WaitError:
    return WaitError(
        f"Rows could not be written ({type(error).__name__}).",
        advice="Run again: it goes on from what was delivered last.",
    )
