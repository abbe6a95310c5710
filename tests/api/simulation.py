"""A Xero that counts calls in fixed windows, callers, and the time they share."""

import heapq
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import anyio
from anyio.lowlevel import checkpoint

from tests.clocks import START
from xero_component.api.limits import BudgetKey, Limiter, Slot
from xero_component.api.limits.window import WINDOW
from xero_component.core import Priority

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
"""Whether many more lives are simulated than in every run of the suite."""
SETTLE = 12
"""Rounds of the event loop after which every task waits for the time again."""


class VirtualClock:
    """Time that moves on to the next sleeper when all tasks sleep."""

    def __init__(self) -> None:
        self._now = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, anyio.Event]] = []

    def monotonic(self) -> float:
        return self._now

    def now(self) -> datetime:
        return START + timedelta(seconds=self._now)

    async def sleep(self, seconds: float) -> None:
        woken = anyio.Event()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), woken))
        await woken.wait()

    async def run_until(self, end: float) -> None:
        while True:
            for _ in range(SETTLE):
                await checkpoint()
            if not self._sleepers or self._sleepers[0][0] > end:
                return
            self._now, _, woken = heapq.heappop(self._sleepers)
            woken.set()


class JumpingClock(VirtualClock):
    """One whose time of day is set, by so many seconds at so many seconds from the start."""

    def __init__(self, jumps: Sequence[tuple[float, float]]) -> None:
        super().__init__()
        self._jumps = jumps

    def now(self) -> datetime:
        passed = self.monotonic()
        return super().now() + timedelta(seconds=sum(by for at, by in self._jumps if passed >= at))


class FixedWindows:
    """Counts as Xero does: windows of a minute that begin at a moment only Xero knows."""

    def __init__(self, clock: VirtualClock, phase: float, limit: int = 60) -> None:
        self._clock = clock
        self._phase = phase
        self.limit = limit
        self.used: Counter[int] = Counter()
        self.in_flight = self.most_in_flight = 0

    @property
    def window(self) -> int:
        return int((self._clock.monotonic() + WINDOW - self._phase) // WINDOW)

    @property
    def left(self) -> float:
        return WINDOW - (self._clock.monotonic() + WINDOW - self._phase) % WINDOW

    def take(self) -> int:
        """Count one call, and return what is left; below zero where it is one too many."""
        self.used[self.window] += 1
        return self.limit - self.used[self.window]


@dataclass
class Caller:
    """Calls over and over, or now and then; the way there and back takes a random time."""

    clock: VirtualClock
    limits: Limiter
    server: FixedWindows
    delays: random.Random
    slowest: float
    refusals: list[int]
    priority: Priority = Priority.INTERACTIVE
    every: float = 0.0
    waits: list[float] = field(default_factory=list)
    """How long each call was held up."""

    async def run(self) -> None:
        while True:
            if self.every:
                await self.clock.sleep(self.every)
            asked = self.clock.monotonic()
            async with self.limits.slot(BudgetKey("t", "app"), priority=self.priority) as slot:
                self.waits.append(self.clock.monotonic() - asked)
                refused_for = await self._call(slot)
            if refused_for:
                await self.clock.sleep(refused_for)

    async def _call(self, slot: Slot) -> float:
        self.server.in_flight += 1
        self.server.most_in_flight = max(self.server.most_in_flight, self.server.in_flight)
        await self.clock.sleep(self.delays.uniform(0.001, self.slowest / 2))
        remaining = self.server.take()
        window, left = self.server.window, self.server.left
        await self.clock.sleep(self.delays.uniform(0.001, self.slowest / 2))
        slot.observe({"x-minlimit-remaining": str(max(remaining, 0))})
        self.server.in_flight -= 1
        if remaining >= 0:
            return 0.0
        self.refusals.append(window)
        slot.refused("minute", float(int(left) + 1))
        return left


async def stranger(clock: VirtualClock, server: FixedWindows, every: float) -> None:
    """Be another process that uses the same budget."""
    while True:
        await clock.sleep(every)
        server.take()
