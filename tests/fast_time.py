"""Time that passes faster than the machine's, for a sandbox and the processes that call it."""

import time
from datetime import UTC, datetime, timedelta

import anyio

from xero_component.sandbox.clock import SandboxClock


class FastClock:
    """A client's clock: its seconds are shorter by `speed` from `started` (seconds since 1970)."""

    def __init__(self, speed: float, started: float) -> None:
        self._speed = speed
        self._started = started

    def monotonic(self) -> float:
        return (time.time() - self._started) * self._speed

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._started, UTC) + timedelta(seconds=self.monotonic())

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds / self._speed)


class FastSandboxClock(SandboxClock):
    """The same for a sandbox."""

    def __init__(self, speed: float, started: float) -> None:
        super().__init__()
        self._fast = FastClock(speed, started)

    def __call__(self) -> datetime:
        return self._fast.now() + self._ahead
