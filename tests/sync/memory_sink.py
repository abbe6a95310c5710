"""A sink in memory, and one that fails at a chosen moment."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from xero_component.errors import WaitError
from xero_component.sync import Delta, Sink, State, Stream, Target, Version
from xero_component.sync.flatten import Misfit


class Crash(Exception):
    """The process dies here."""


@dataclass
class Kept:
    """What a sink holds of one stream of one organisation."""

    rows: dict[str, Version] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    state: State = field(default_factory=State)


class MemoryTarget:
    rows_a_write = 0

    def __init__(self, stream: Stream, kept: Kept) -> None:
        self._stream = stream
        self._kept = kept

    async def state(self) -> State:
        return State.read(self._kept.state.written())

    async def fingerprints(self, identifiers: Collection[str]) -> Mapping[str, str]:
        live = self._kept.rows.keys() - self._kept.gone
        return {one: self._kept.rows[one].fingerprint for one in identifiers if one in live}

    async def identifiers(
        self, since: datetime | None = None, before: datetime | None = None
    ) -> Collection[str]:
        return {
            one
            for one, version in self._kept.rows.items()
            if one not in self._kept.gone and self._is_within(version, since, before)
        }

    def _is_within(self, version: Version, since: datetime | None, before: datetime | None) -> bool:
        value = version.record.get(self._stream.cursor or "")
        if not isinstance(value, str):
            return before is None
        moment = datetime.fromisoformat(value)
        return (since is None or moment >= since) and (before is None or moment < before)

    async def write(self, delta: Delta) -> Mapping[Misfit, int]:
        if self._kept.state.revision != delta.state.revision:
            raise WaitError("Another run has written meanwhile.")
        self._kept.rows.update({version.identifier: version for version in delta.rows})
        self._kept.gone -= {version.identifier for version in delta.rows}
        self._kept.gone |= set(delta.gone)
        self._kept.state = replace(delta.state, revision=delta.state.revision + 1)
        return {}


class MemorySink:
    """Keeps everything until the test is over, through any number of crashes."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        return MemoryTarget(stream, self.kept.setdefault(stream.key, Kept()))


class CrashingTarget:
    """Dies before or after an operation of another target."""

    def __init__(self, target: Target, tick: Callable[[], None]) -> None:
        self.rows_a_write = target.rows_a_write
        self._target = target
        self._tick = tick

    async def state(self) -> State:
        return await self._target.state()

    async def fingerprints(self, identifiers: Collection[str]) -> Mapping[str, str]:
        self._tick()
        return await self._target.fingerprints(identifiers)

    async def identifiers(self, *window: datetime | None) -> Collection[str]:
        self._tick()
        return await self._target.identifiers(*window)

    async def write(self, delta: Delta) -> Mapping[Misfit, int]:
        self._tick()
        done = await self._target.write(delta)
        self._tick()
        return done


class CrashingSink:
    """Opens another sink's targets so that they die when the fuse burns out."""

    def __init__(self, sink: Sink, tick: Callable[[], None]) -> None:
        self._sink = sink
        self._tick = tick

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: Any) -> None:
        pass

    async def target(self, stream: Stream, tenant_id: str, *, history: bool = False) -> Target:
        target = await self._sink.target(stream, tenant_id, history=history)
        return CrashingTarget(target, self._tick)


class Fuse:
    """Counts operations, and raises `Crash` at the chosen one."""

    def __init__(self, length: int | None) -> None:
        self._left = length

    def __call__(self) -> None:
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            raise Crash
