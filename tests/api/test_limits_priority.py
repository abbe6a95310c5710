"""Calls that somebody waits for go before bulk reads; the day's last may be kept for writes."""

from datetime import timedelta

import anyio
import pytest
from anyio.lowlevel import checkpoint

from tests.clocks import START, FakeClock
from xero_component.api.limits import BudgetKey, Limits
from xero_component.core import Priority
from xero_component.errors import RateLimitError

KEY = BudgetKey("t")
BULK, INTERACTIVE = Priority.BULK, Priority.INTERACTIVE


async def call(limits: Limits, priority: Priority = INTERACTIVE, times: int = 1) -> None:
    for _ in range(times):
        async with limits.slot(KEY, priority=priority):
            pass


class Visitors:
    """Calls that hold their places until they are let go."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.inside: list[str] = []
        self.leaving = anyio.Event()

    async def come(self, name: str, priority: Priority) -> None:
        async with self.limits.slot(KEY, priority=priority):
            self.inside.append(name)
            await self.leaving.wait()

    async def let_one_go(self) -> None:
        self.leaving.set()
        self.leaving = anyio.Event()
        await settled()


async def settled() -> None:
    for _ in range(20):
        await checkpoint()


async def test_bulk_reads_leave_one_place_free(clock: FakeClock) -> None:
    visitors = Visitors(Limits(clock=clock))
    async with anyio.create_task_group() as tasks:
        for number in range(6):
            tasks.start_soon(visitors.come, f"bulk {number}", BULK)
        await settled()
        assert len(visitors.inside) == 4
        tasks.start_soon(visitors.come, "person", INTERACTIVE)
        await settled()
        assert visitors.inside[4:] == ["person"]
        tasks.cancel_scope.cancel()


async def test_with_one_place_in_all_bulk_reads_still_run(clock: FakeClock) -> None:
    await call(Limits(clock=clock, concurrent=1, per_minute=2), BULK, times=2)
    assert clock.sleeps == []


async def test_who_is_waited_for_goes_before_bulk_reads_that_came_earlier(
    clock: FakeClock,
) -> None:
    visitors = Visitors(Limits(clock=clock, concurrent=2))
    async with anyio.create_task_group() as tasks:
        for name in ("a", "b"):
            tasks.start_soon(visitors.come, name, INTERACTIVE)
        await settled()
        tasks.start_soon(visitors.come, "bulk", BULK)
        await settled()
        for name in ("c", "d", "e"):
            tasks.start_soon(visitors.come, name, INTERACTIVE)
        await settled()
        await visitors.let_one_go()
        assert visitors.inside == ["a", "b", "c", "d"]
        await visitors.let_one_go()
        assert visitors.inside[4:] == ["e"]
        await visitors.let_one_go()
        assert visitors.inside[5:] == ["bulk"]
        await visitors.let_one_go()


async def test_bulk_reads_leave_calls_of_the_minute_and_use_them_towards_its_end(
    clock: FakeClock,
) -> None:
    limits = Limits(clock=clock)
    await call(limits, BULK, times=54)
    assert clock.sleeps == []
    await call(limits, BULK)
    assert clock.sleeps == [pytest.approx(10.0)]
    await call(limits, BULK, times=4)
    assert clock.monotonic() == pytest.approx(50.0)
    await call(limits, BULK)
    assert clock.monotonic() == pytest.approx(57.0)
    await call(limits, BULK)
    assert clock.monotonic() == pytest.approx(60.0)


async def test_who_is_waited_for_finds_a_call_left_after_a_bulk_read(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, BULK, times=54)
    await call(limits, times=6)
    assert clock.sleeps == []
    await call(limits)
    assert clock.sleeps == [60]


async def test_the_last_calls_of_the_day_can_be_kept_for_writes(clock: FakeClock) -> None:
    limits = Limits(clock=clock, day_kept_for_writes=100)
    async with limits.slot(KEY) as slot:
        slot.observe({"x-daylimit-remaining": "101"})
    async with limits.slot(KEY, writes=True) as slot:
        slot.observe({"x-daylimit-remaining": "100"})
    with pytest.raises(RateLimitError, match="kept for writes") as raised:
        await call(limits)
    assert raised.value.problem == "day"
    assert raised.value.retry_at == START + timedelta(days=1)
    async with limits.slot(KEY, writes=True):
        pass
    clock.advance(24 * 3600)
    await call(limits)


async def test_calls_in_flight_count_against_what_is_kept(clock: FakeClock) -> None:
    limits = Limits(clock=clock, day_kept_for_writes=100)
    async with limits.slot(KEY) as slot:
        slot.observe({"x-daylimit-remaining": "102"})
    async with limits.slot(KEY), limits.slot(KEY):
        with pytest.raises(RateLimitError, match="kept for writes"):
            await call(limits)


async def test_a_day_that_began_anew_is_known_by_what_is_left(clock: FakeClock) -> None:
    limits = Limits(clock=clock, day_kept_for_writes=100)
    async with limits.slot(KEY) as slot:
        slot.observe({"x-daylimit-remaining": "50"})
    async with limits.slot(KEY, writes=True) as slot:
        slot.observe({"x-daylimit-remaining": "4999"})
    await call(limits)


async def test_a_day_that_was_used_up_is_whole_again_for_reads_too(clock: FakeClock) -> None:
    limits = Limits(clock=clock, day_kept_for_writes=100)
    async with limits.slot(KEY) as slot:
        slot.observe({"x-daylimit-remaining": "0"})
        slot.refused("day", 3600.0)
    with pytest.raises(RateLimitError, match="used up"):
        await call(limits)
    clock.advance(3600)
    await call(limits)


async def test_many_calls_go_at_once_where_many_may(clock: FakeClock) -> None:
    visitors = Visitors(Limits(clock=clock, concurrent=40))
    async with anyio.create_task_group() as tasks:
        for number in range(50):
            tasks.start_soon(visitors.come, str(number), INTERACTIVE)
        for _ in range(5):
            await settled()
        assert len(visitors.inside) == 40
        tasks.cancel_scope.cancel()


async def test_a_late_reply_of_the_day_gives_nothing_back(clock: FakeClock) -> None:
    limits = Limits(clock=clock, day_kept_for_writes=100)
    for remaining in ("100", "103"):
        async with limits.slot(KEY, writes=True) as slot:
            slot.observe({"x-daylimit-remaining": remaining})
    with pytest.raises(RateLimitError, match="kept for writes"):
        await call(limits)
