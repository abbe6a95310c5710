"""A Xero that counts calls in fixed windows, callers, and the time they share."""

import heapq
import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import anyio
from anyio.lowlevel import checkpoint

from tests.clocks import START
from xero_component.api.limits import WINDOW, Limits

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


async def caller(
    clock: VirtualClock,
    limits: Limits,
    server: FixedWindows,
    delays: random.Random,
    slowest: float,
    refusals: list[int],
    tenant: str = "t",
) -> None:
    """Call over and over; the way there and back takes a random time."""
    while True:
        async with limits.slot(tenant) as slot:
            server.in_flight += 1
            server.most_in_flight = max(server.most_in_flight, server.in_flight)
            await clock.sleep(delays.uniform(0.001, slowest / 2))
            remaining = server.take()
            window, left = server.window, server.left
            await clock.sleep(delays.uniform(0.001, slowest / 2))
            slot.observe({"x-minlimit-remaining": str(max(remaining, 0))})
            server.in_flight -= 1
        if remaining < 0:
            refusals.append(window)
            limits.refused(tenant, "minute", float(int(left) + 1))
            await clock.sleep(left)


async def stranger(clock: VirtualClock, server: FixedWindows, every: float) -> None:
    """Be another process that uses the same budget."""
    while True:
        await clock.sleep(every)
        server.take()
