"""Ten minutes against a Xero whose windows begin at a moment that the client does not know."""

import random

import anyio
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.api.simulation import LONG, Caller, FixedWindows, VirtualClock, stranger
from xero_component.api.limits import Limits

MINUTES = 10
phases = st.floats(0.0, 59.9)
seeds = st.integers(0, 2**32)


def simulated(
    phase: float,
    seed: int,
    slowest: float,
    callers: int = 8,
    strangers_every: float | None = None,
) -> tuple[FixedWindows, list[int]]:
    async def run() -> tuple[FixedWindows, list[int]]:
        clock = VirtualClock()
        server = FixedWindows(clock, phase)
        limits = Limits(clock=clock)
        delays = random.Random(seed)  # noqa: S311 - delays, not secrets
        refusals: list[int] = []
        async with anyio.create_task_group() as tasks:
            for _ in range(callers):
                one = Caller(clock, limits, server, delays, slowest, refusals)
                tasks.start_soon(one.run)
            if strangers_every is not None:
                tasks.start_soon(stranger, clock, server, strangers_every)
            await clock.run_until(60.0 * MINUTES)
            tasks.cancel_scope.cancel()
        return server, refusals

    return anyio.run(run)


@settings(max_examples=60 if LONG else 6, deadline=None)
@given(phases, seeds, st.sampled_from([0.05, 0.4, 2.0, 4.5]))
@example(1.4, 0, 4.5)
@example(0.07, 6, 4.5)
def test_the_budget_is_used_and_never_overdrawn(phase: float, seed: int, slowest: float) -> None:
    server, refusals = simulated(phase, seed, slowest)
    assert refusals == []
    assert max(server.used.values()) <= server.limit
    assert server.most_in_flight <= 5
    assert sum(server.used.values()) >= 0.98 * server.limit * MINUTES


@settings(max_examples=30 if LONG else 4, deadline=None)
@given(phases, seeds, st.sampled_from([0.4, 2.0]), st.sampled_from([2.0, 5.0, 13.0]))
def test_beside_another_process_the_rest_of_the_budget_is_used(
    phase: float, seed: int, slowest: float, every: float
) -> None:
    server, refusals = simulated(phase, seed, slowest, strangers_every=every)
    assert len(refusals) <= 2 * MINUTES
    assert sum(server.used.values()) >= 0.9 * server.limit * MINUTES


@settings(max_examples=15 if LONG else 3, deadline=None)
@given(phases, seeds)
def test_callers_too_few_for_the_limit_are_never_held_up(phase: float, seed: int) -> None:
    server, refusals = simulated(phase, seed, slowest=3.0, callers=1)
    assert refusals == []
    expected = 60.0 * MINUTES / 1.501
    assert sum(server.used.values()) >= 0.93 * expected
