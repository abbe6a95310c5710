"""Several processes over one database, against a Xero whose windows begin when only it knows."""

import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
from anyio.lowlevel import checkpoint
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.api.simulation import LONG, Caller, FixedWindows, JumpingClock, VirtualClock
from xero_component.api.limits import BudgetKey
from xero_component.api.limits.budget import Answer, Ended, Wish
from xero_component.api.limits.shared import SharedLimits
from xero_component.core import Priority

PROCESSES = 4
MINUTES = 5
LONGEST_CALL = 110.0
"""Seconds after which a call under way is taken for dead; a clock can be set forward by more."""
phases = st.floats(0.0, 59.9)
seeds = st.integers(0, 2**32)


class InlineLimits(SharedLimits):
    """Asks the database at once, since a thread would be outside the simulated time."""

    async def turn(
        self, key: BudgetKey, owner: str, ended: Sequence[Ended], wishes: Sequence[Wish] | None
    ) -> Answer:
        await checkpoint()
        return self.turn_now(key, owner, ended, wishes)


@dataclass
class Seen:
    server: FixedWindows
    refusals: list[int]
    waits: list[float]
    """Of the interactive calls, how long each was held up."""

    @property
    def whole_windows(self) -> list[int]:
        """The calls of each window but the first ones, where little is known, and the last."""
        return [used for _, used in sorted(self.server.used.items())][2:-1]


def simulated(
    url: str,
    phase: float,
    seed: int,
    slowest: float,
    *,
    bulk: int = 0,
    every: float = 0.0,
    jumps: Sequence[tuple[float, float]] = (),
) -> Seen:
    """Run processes of two interactive callers each, or of bulk readers beside one that is not."""

    async def run() -> Seen:
        clock = JumpingClock(jumps)
        seen = Seen(FixedWindows(clock, phase), [], [])
        delays = random.Random(seed)  # noqa: S311 - delays, not secrets
        with ExitStack() as opened:
            shared = [InlineLimits(url, clock=clock) for _ in range(PROCESSES)]
            given = (clock, seen.server, delays, slowest, seen.refusals)
            callers = [caller(one, *given) for one in shared for _ in range(0 if bulk else 2)]
            callers += [caller(one, *given, Priority.BULK) for one in shared for _ in range(bulk)]
            if bulk:
                callers.append(caller(shared[0], *given, every=every, waits=seen.waits))
            for one in shared:
                opened.callback(one.close)
            async with anyio.create_task_group() as tasks:
                for each in callers:
                    tasks.start_soon(each.run)
                await clock.run_until(60.0 * MINUTES)
                tasks.cancel_scope.cancel()
        return seen

    return anyio.run(run)


def caller(
    limits: SharedLimits,
    clock: VirtualClock,
    server: FixedWindows,
    delays: random.Random,
    slowest: float,
    refusals: list[int],
    priority: Priority = Priority.INTERACTIVE,
    every: float = 0.0,
    waits: list[float] | None = None,
) -> Caller:
    kept = [] if waits is None else waits
    return Caller(clock, limits, server, delays, slowest, refusals, priority, every, kept)


def check(seen: Seen) -> None:
    assert seen.refusals == []
    assert max(seen.server.used.values()) <= seen.server.limit
    assert seen.server.most_in_flight <= 5
    whole = seen.whole_windows
    assert sum(whole) >= 0.98 * seen.server.limit * len(whole)


@settings(max_examples=20 if LONG else 2, deadline=None)
@given(phases, seeds, st.sampled_from([0.05, 0.4, 2.0, 4.5]))
def test_processes_use_the_budget_together_and_never_overdraw_it(
    phase: float, seed: int, slowest: float
) -> None:
    with TemporaryDirectory() as folder:
        check(simulated(f"sqlite:///{Path(folder) / 'a.db'}", phase, seed, slowest))


@settings(max_examples=20 if LONG else 2, deadline=None)
@given(phases, seeds, st.sampled_from([0.05, 0.4, 2.0]))
def test_bulk_reads_of_all_processes_leave_what_a_person_needs(
    phase: float, seed: int, slowest: float
) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'a.db'}"
        seen = simulated(url, phase, seed, slowest, bulk=2, every=11.0)
    check(seen)
    assert len(seen.waits) >= 60 * MINUTES // 14
    assert max(seen.waits) <= 3.5


@settings(max_examples=20 if LONG else 1, deadline=None)
@given(
    phases,
    seeds,
    st.tuples(st.floats(100.0, 130.0), st.sampled_from([-7200.0, -20.0, -3.0, 3.0, 20.0, 7200.0])),
)
@example(51.924096711326506, 8744, (124.1583036518719, 7200.0))
def test_a_clock_that_is_set_costs_a_minute_or_a_few_refusals(
    phase: float, seed: int, jump: tuple[float, float]
) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'a.db'}"
        seen = simulated(url, phase, seed, 0.4, jumps=[jump])
    assert len(seen.refusals) <= 5
    taken_for_dead = 5 if jump[1] > LONGEST_CALL else 0
    assert seen.server.most_in_flight <= 5 + taken_for_dead
    whole = seen.whole_windows
    assert sum(whole) >= seen.server.limit * (len(whole) - 1)
    assert whole[-1] >= 0.98 * seen.server.limit


def test_the_same_on_postgresql(postgres_url: str) -> None:
    check(simulated(postgres_url, 21.0, 3, 0.4, bulk=1, every=11.0))
