"""What the steps of one run have read already, so that a name is looked up once per run."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio

T = TypeVar("T")

MOST_RUNS = 100
MOST_ENTRIES = 2_000


@dataclass(slots=True)
class _Run:
    entries: OrderedDict[Hashable, tuple[object, Any]] = field(default_factory=OrderedDict)
    """By key: the step that read it, and what it read; the least used come first."""
    reading: dict[Hashable, anyio.Lock] = field(default_factory=dict)


class StepMemory:
    """One step's view of what its run has read."""

    def __init__(self, run: _Run | None = None) -> None:
        self._run = run or _Run()

    async def read(
        self, key: Hashable, fetch: Callable[[], Awaitable[T]], *, anew: bool = False
    ) -> tuple[T, bool]:
        """Return what is remembered under a key, or fetch it; and whether this step fetched it.

        `anew` fetches it again, unless this step did so already. Who asks for a key while it is
        being fetched waits for that.
        """
        lock = self._run.reading.setdefault(key, anyio.Lock())
        try:
            async with lock:
                known = self._run.entries.get(key)
                if known is not None and (known[0] is self or not anew):
                    self._run.entries.move_to_end(key)
                    return known[1], known[0] is self
                value = await fetch()
                self._run.entries[key] = (self, value)
                self._run.entries.move_to_end(key)
                while len(self._run.entries) > MOST_ENTRIES:
                    self._run.entries.popitem(last=False)
                return value, True
        finally:
            if not lock.statistics().tasks_waiting:
                self._run.reading.pop(key, None)


class RunMemories:
    """The memories of the latest runs; a step without a run has one of its own."""

    def __init__(self) -> None:
        self._runs: OrderedDict[Hashable, _Run] = OrderedDict()

    def of_step(self, run: Hashable | None) -> StepMemory:
        """Return the memory for a new step of a run."""
        if run is None:
            return StepMemory()
        known = self._runs.setdefault(run, _Run())
        self._runs.move_to_end(run)
        while len(self._runs) > MOST_RUNS:
            self._runs.popitem(last=False)
        return StepMemory(known)
