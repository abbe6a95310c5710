from datetime import timedelta

import anyio
import pytest
from anyio.lowlevel import checkpoint

from tests.api.simulation import VirtualClock
from tests.clocks import START, FakeClock
from xero_component.api.limits import BudgetKey, Limits
from xero_component.errors import RateLimitError


def left(remaining: object, app: object | None = None) -> dict[str, str]:
    headers = {"x-minlimit-remaining": str(remaining)}
    return headers if app is None else headers | {"x-appminlimit-remaining": str(app)}


async def call(
    limits: Limits, headers: dict[str, str] | None = None, tenant: str = "t", times: int = 1
) -> None:
    for _ in range(times):
        async with limits.slot(BudgetKey(tenant)) as slot:
            if headers is not None:
                slot.observe(headers)


async def refuse(limits: Limits, problem: str, wait: float | None, tenant: str = "t") -> None:
    async with limits.slot(BudgetKey(tenant)) as slot:
        slot.refused(problem, wait)


async def test_sixty_calls_go_at_once_and_the_next_waits_for_the_window_to_end(
    clock: FakeClock,
) -> None:
    limits = Limits(clock=clock)
    await call(limits)
    clock.advance(20)
    await call(limits, times=59)
    assert clock.sleeps == []
    await call(limits)
    assert clock.sleeps == [40]
    await call(limits, times=59)
    assert clock.sleeps == [40]


async def test_each_organisation_has_a_budget_of_its_own(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, tenant="a", times=60)
    await call(limits, tenant="b", times=60)
    assert clock.sleeps == []


async def test_what_another_process_used_is_counted(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, left(10))
    await call(limits, times=10)
    assert clock.sleeps == []
    await call(limits)
    assert clock.sleeps == [60]


async def test_nothing_left_holds_back_the_very_next_call(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, left(0))
    clock.advance(15)
    await call(limits)
    assert clock.sleeps == [45]


async def test_a_window_that_began_anew_gives_a_whole_budget_from_then(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, left(59))
    clock.advance(30)
    for remaining in range(58, 20, -1):
        await call(limits, left(remaining))
    clock.advance(10)
    await call(limits, left(59))
    for remaining in range(58, -1, -1):
        await call(limits, left(remaining))
    assert clock.sleeps == []
    await call(limits)
    assert clock.sleeps == [60]


async def test_once_a_beginning_was_seen_the_next_ones_are_known(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, left(50))
    clock.advance(25)
    await call(limits, left(59))
    clock.advance(3 * 60 + 40)
    for remaining in range(59, -1, -1):
        await call(limits, left(remaining))
    await call(limits)
    assert clock.sleeps == [20]


async def test_a_late_reply_from_the_old_window_does_not_use_up_the_new_one(
    clock: FakeClock,
) -> None:
    limits = Limits(clock=clock)
    for remaining in range(59, 9, -1):
        await call(limits, left(remaining))
    async with limits.slot(BudgetKey("t")) as early:
        async with limits.slot(BudgetKey("t")) as late:
            clock.advance(1)
            late.observe(left(59))
        early.observe(left(9))
    await call(limits, times=59)
    assert clock.sleeps == []


async def test_replies_out_of_order_count_each_call_once(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    async with limits.slot(BudgetKey("t")) as first:
        async with limits.slot(BudgetKey("t")) as second:
            async with limits.slot(BudgetKey("t")) as third:
                third.observe(left(57))
            second.observe(left(59))
        first.observe(left(58))
    await call(limits, times=57)
    assert clock.sleeps == []
    await call(limits)
    assert clock.sleeps == [60]


async def test_a_lost_call_is_counted_as_made(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    for _ in range(60):
        with pytest.raises(OSError, match="reset"):
            async with limits.slot(BudgetKey("t")):
                raise OSError("reset")
    await call(limits)
    assert clock.sleeps == [60]


@pytest.mark.parametrize("remaining", ["", "many", "-1", "1.5", "٣٣", "999999999"])
async def test_a_header_that_makes_no_sense_stops_nothing(clock: FakeClock, remaining: str) -> None:
    limits = Limits(clock=clock)
    await call(limits, left(remaining), times=5)
    assert clock.sleeps == []


async def test_the_limit_of_the_whole_app_holds_across_organisations(clock: FakeClock) -> None:
    limits = Limits(clock=clock, app_per_minute=100)
    await call(limits, tenant="a", times=60)
    await call(limits, tenant="b", times=40)
    assert clock.sleeps == []
    await call(limits, tenant="c")
    assert clock.sleeps == [60]


async def test_what_others_used_of_the_apps_limit_is_counted(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits, left(59, app=0), tenant="a")
    await call(limits, tenant="b")
    assert clock.sleeps == [60]


async def test_the_window_ends_when_a_429_says_so(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await call(limits)
    await refuse(limits, "minute", 12.0)
    await call(limits, times=60)
    assert clock.sleeps == [12]
    await call(limits)
    assert clock.sleeps == [12, 60]


async def test_a_429_of_the_app_holds_back_every_organisation(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await refuse(limits, "appminute", None, "a")
    await call(limits, tenant="b")
    assert clock.sleeps == [60]


async def test_a_day_that_is_used_up_stops_one_organisation_only(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    await refuse(limits, "day", 3600.0, "a")
    with pytest.raises(RateLimitError) as raised:
        await call(limits, tenant="a")
    assert raised.value.retry_at == START + timedelta(hours=1)
    await call(limits, tenant="b")
    clock.advance(3600)
    await call(limits, tenant="a")
    assert clock.sleeps == []


async def test_a_call_that_waits_for_the_minute_hears_of_the_day(clock: FakeClock) -> None:
    virtual = VirtualClock()
    limits = Limits(clock=virtual)
    raised: list[RateLimitError] = []

    async def wait_in_line() -> None:
        try:
            await call(limits)
        except RateLimitError as error:
            raised.append(error)

    async with anyio.create_task_group() as tasks:
        async with limits.slot(BudgetKey("t")) as slot:
            await refuse(limits, "minute", 30.0)
            tasks.start_soon(wait_in_line)
            await virtual.run_until(10)
            slot.refused("day", 3600.0)
        await virtual.run_until(60)
    assert [error.problem for error in raised] == ["day"]


async def test_at_most_five_calls_are_in_flight_for_one_organisation(clock: FakeClock) -> None:
    limits = Limits(clock=clock)
    present = most = done = 0

    async def visit() -> None:
        nonlocal present, most, done
        async with limits.slot(BudgetKey("t")):
            present += 1
            most = max(most, present)
            await checkpoint()
            await checkpoint()
            present -= 1
        done += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(30):
            tasks.start_soon(visit)
    assert (most, done) == (5, 30)


async def test_a_caller_that_gives_up_leaves_its_place(clock: FakeClock) -> None:
    limits = Limits(clock=clock, concurrent=1)
    with anyio.move_on_after(0):
        async with limits.slot(BudgetKey("t")):
            await anyio.sleep_forever()
    await call(limits, times=3)
    assert clock.sleeps == []


@pytest.mark.parametrize("text", ["", " ", "many", "-1", "1.5", "٣", "7\x1f8"])
async def test_a_header_that_is_no_count_changes_nothing(text: str) -> None:
    limits = Limits(per_minute=2, clock=(clock := FakeClock()))
    for _ in range(2):
        async with limits.slot(BudgetKey("tenant")) as slot:
            slot.observe({"x-minlimit-remaining": text})
    assert clock.sleeps == []


async def test_a_count_may_have_space_around_it() -> None:
    limits = Limits(clock=(clock := FakeClock()))
    async with limits.slot(BudgetKey("tenant")) as slot:
        slot.observe({"x-minlimit-remaining": " 0\x1f"})
    async with limits.slot(BudgetKey("tenant")):
        assert clock.sleeps
