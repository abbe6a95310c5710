"""Running things in turn, so that a machine whose speed drifts does not favour one of them."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    what: str
    ours: float
    baseline: float
    ratio: float
    target: str = ""
    met: bool | None = None


def timed(run: Callable[[], Awaitable[object]]) -> float:
    """Return the seconds that one run takes."""
    started = time.perf_counter()
    asyncio.run(_await(run))
    return time.perf_counter() - started


async def _await(run: Callable[[], Awaitable[object]]) -> object:
    return await run()


def in_turn(
    a: Callable[[], float], b: Callable[[], float], runs: int
) -> tuple[float, float, float]:
    """Measure two things A B A B …; return both medians and the median of B / A, pair by pair."""
    a(), b()
    pairs = [(a(), b()) for _ in range(runs)]
    ratio = statistics.median(second / first for first, second in pairs)
    return (
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
        ratio,
    )
