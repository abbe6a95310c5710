"""Limits that processes share through a database, each with a `SharedLimits` of its own."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.clocks import START, FakeClock
from xero_component.api.limits import BudgetKey, LineLimiter
from xero_component.api.limits.budget import Ended, Place, Wish
from xero_component.api.limits.rows import Kept
from xero_component.api.limits.shared import SharedLimits
from xero_component.api.usage import CallRecord
from xero_component.api.usage_report import egress, remaining, usage
from xero_component.core import Priority
from xero_component.errors import RateLimitError, UnavailableError
from xero_component.store import database as database_module
from xero_component.store.schema import limits as limits_table

KEY = BudgetKey("t", "app")
INVOICES = CallRecord(
    family="accounting/Invoices", outcome="ok", status=200, wire_bytes=100, decoded_bytes=1000
)


@pytest.fixture
def two(store_url: str, clock: FakeClock) -> Iterator[tuple[SharedLimits, SharedLimits]]:
    with SharedLimits(store_url, clock=clock) as one, SharedLimits(store_url, clock=clock) as other:
        yield one, other


Two = tuple[SharedLimits, SharedLimits]


async def call(
    limits: LineLimiter,
    headers: dict[str, str] | None = None,
    key: BudgetKey = KEY,
    times: int = 1,
    record: CallRecord = INVOICES,
) -> None:
    for _ in range(times):
        async with limits.slot(key) as slot:
            slot.record = record
            slot.observe(headers or {})


async def refuse(limits: LineLimiter, problem: str, wait: float, key: BudgetKey = KEY) -> None:
    async with limits.slot(key) as slot:
        slot.refused(problem, wait)


async def test_sixty_calls_go_in_all_and_the_next_waits(two: Two, clock: FakeClock) -> None:
    one, other = two
    await call(one, times=30)
    await call(other, times=30)
    assert clock.sleeps == []
    await call(other)
    assert sum(clock.sleeps) == pytest.approx(60)


async def test_what_a_reply_told_one_process_the_other_knows(two: Two, clock: FakeClock) -> None:
    one, other = two
    await call(one, {"x-minlimit-remaining": "0"})
    clock.advance(15)
    await call(other)
    assert sum(clock.sleeps) == pytest.approx(45)


async def test_a_429_holds_every_process_back(two: Two, clock: FakeClock) -> None:
    one, other = two
    await refuse(one, "minute", 12.0)
    await call(other)
    assert sum(clock.sleeps) == pytest.approx(12)


async def test_a_429_of_the_app_holds_back_every_organisation(two: Two, clock: FakeClock) -> None:
    one, other = two
    await refuse(one, "appminute", 9.0)
    await call(other, key=BudgetKey("another", "app"))
    assert sum(clock.sleeps) == pytest.approx(9)
    await refuse(one, "appminute", 9.0)
    await call(other, key=BudgetKey("t", "another app"))
    assert sum(clock.sleeps) == pytest.approx(9)


async def test_a_day_that_is_used_up_is_an_error_in_every_process(
    two: Two, clock: FakeClock
) -> None:
    one, other = two
    await refuse(one, "day", 7200.0)
    with pytest.raises(RateLimitError, match="nothing was sent") as raised:
        await call(other)
    assert raised.value.retry_at == START + timedelta(hours=2)
    await call(other, key=BudgetKey("another", "app"))
    clock.advance(7200)
    await call(other)
    assert clock.sleeps == []


def test_five_places_are_for_all_processes(two: Two) -> None:
    one, other = two
    held = one.turn_now(KEY, "one", (), [Wish()] * 5).wishes
    assert other.turn_now(KEY, "other", (), [Wish()]).wishes == [None]
    freed = [Ended(place) for place in held[:1] if isinstance(place, Place)]
    one.turn_now(KEY, "one", freed, None)
    assert other.turn_now(KEY, "other", (), [Wish()] * 2).wishes.count(None) == 1


async def test_the_places_of_a_process_that_died_come_back(
    store_url: str, clock: FakeClock
) -> None:
    with SharedLimits(store_url, clock=clock) as dead, SharedLimits(store_url, clock=clock) as one:
        dead.turn_now(KEY, "dead", (), [Wish(lease=110.0)] * 5)
        await call(one)
    assert 110 <= sum(clock.sleeps) <= 111


def test_bulk_reads_give_way_to_those_who_wait_in_another_process(two: Two) -> None:
    one, other = two
    held = one.turn_now(KEY, "one", (), [Wish()] * 5).wishes
    assert other.turn_now(KEY, "person", (), [Wish()]).wishes == [None]
    freed = [Ended(place) for place in held[:3] if isinstance(place, Place)]
    assert one.turn_now(KEY, "bulk", freed[:1], [Wish(Priority.BULK)]).wishes == [None]
    assert other.turn_now(KEY, "person", (), [Wish()]).wishes != [None]
    assert one.turn_now(KEY, "bulk", freed[1:], [Wish(Priority.BULK)]).wishes != [None]


async def test_organisations_do_not_wait_for_each_other_on_postgresql(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.2)
    with SharedLimits(postgres_url) as limits:
        await call(limits, times=2)
        with limits.database.write(), limits.database.tally() as work:
            Kept(work, KEY)
            await call(limits, key=BudgetKey("another", "app"))
            with pytest.raises(UnavailableError, match="lock"):
                await call(limits)
        await call(limits)


async def test_every_call_is_in_the_usage_when_it_has_ended(two: Two, clock: FakeClock) -> None:
    one, other = two
    for limits in (one, other, one):
        await call(limits)
    limited = CallRecord(
        family="accounting/Contacts", outcome="limited", status=429, requests=2, wire_bytes=7
    )
    await call(other, record=limited)
    clock.advance(24 * 3600)
    await call(one, key=BudgetKey("u", "app"))
    found = usage(one.database, START.date(), START.date() + timedelta(days=1))
    assert [(row.day.day, row.tenant_id, row.family, row.calls) for row in found] == [
        (2, "t", "accounting/Contacts", 2),
        (2, "t", "accounting/Invoices", 3),
        (3, "u", "accounting/Invoices", 1),
    ]
    assert (found[1].wire_bytes, found[1].decoded_bytes, found[0].limited) == (300, 3000, 1)
    assert usage(one.database, START.date(), START.date(), ["u"]) == []


async def test_thirteen_months_of_usage_are_kept(store_url: str, clock: FakeClock) -> None:
    with SharedLimits(store_url, clock=clock) as limits:
        await call(limits)
        await call(limits, key=BudgetKey("gone", "app"))
        clock.advance(400 * 86_400)
        await call(limits, times=2)
        assert [one.calls for one in usage(limits.database, START.date(), date.max)] == [1, 1, 2]
        clock.advance(86_400)
        await call(limits, {"x-daylimit-remaining": "99"}, times=2)
        assert [one.calls for one in usage(limits.database, START.date(), date.max)] == [2, 2]
        assert [one.tenant_id for one in remaining(limits.database, clock.now())] == ["t"]


async def test_old_usage_that_cannot_be_removed_stops_no_call(
    store_url: str,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with SharedLimits(store_url, clock=clock) as limits:
        await call(limits)
        clock.advance(401 * 86_400)
        monkeypatch.setattr(limits.database, "write", unavailable)
        await call(limits, times=2)
        assert "old usage could not be removed" in caplog.text
        assert [one.calls for one in usage(limits.database, START.date(), date.max)] == [1, 2]


async def test_what_the_database_does_not_take_is_kept_and_stored_later(
    store_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SharedLimits(store_url, clock=clock) as limits:
        with monkeypatch.context() as patch:
            async with limits.slot(KEY) as slot:
                slot.record = INVOICES
                patch.setattr(limits.database, "tally", unavailable)
            with pytest.raises(UnavailableError):
                await call(limits)
        limits.flush()
        assert [row.calls for row in usage(limits.database, START.date(), START.date())] == [1]
        await call(limits)
        assert [row.calls for row in usage(limits.database, START.date(), START.date())] == [2]
        (left,) = remaining(limits.database, clock.now())
        assert (left.minute, left.in_flight) == (58, 0)


def unavailable() -> None:
    raise UnavailableError("The store cannot be used now.")


async def test_a_failing_call_is_counted_and_gives_its_place_back(two: Two) -> None:
    one, _ = two

    async def fail() -> None:
        async with one.slot(KEY) as slot:
            slot.record = CallRecord(family="accounting/Items", outcome="lost")
            raise OSError("reset")

    with pytest.raises(OSError, match="reset"):
        await fail()
    (row,) = usage(one.database, START.date(), START.date())
    assert (row.family, row.calls, row.wire_bytes) == ("accounting/Items", 1, 0)


async def test_what_is_left_is_shown_with_what_xero_told(two: Two, clock: FakeClock) -> None:
    one, _ = two
    await call(one, {"x-minlimit-remaining": "41", "x-daylimit-remaining": "4321"})
    await refuse(one, "day", 600.0, BudgetKey("closed", "app"))
    closed, open_ = remaining(one.database, clock.now())
    assert (open_.minute, open_.day, open_.in_flight) == (41, 4321, 0)
    assert open_.day_ends_by == START + timedelta(days=1)
    assert (closed.day, closed.day_closed_until) == (0, START + timedelta(minutes=10))
    (later, _) = remaining(one.database, clock.now() + timedelta(days=2))
    assert (later.minute, later.day, later.day_closed_until) == (60, None, None)


async def test_a_months_data_leaves_out_the_organisation_and_is_carried_forward(
    two: Two, clock: FakeClock
) -> None:
    one, _ = two
    huge = CallRecord(
        family="accounting/Invoices", outcome="ok", wire_bytes=10**9, decoded_bytes=2 * 10**9
    )
    free = CallRecord(family="accounting/Organisation", outcome="ok", decoded_bytes=10**12)
    await call(one, record=huge)
    await call(one, record=free)
    (month,) = egress(one.database, date(2026, 3, 3))
    assert (month.wire_bytes, month.decoded_bytes) == (10**9, 2 * 10**9)
    assert month.expected_decoded_bytes == 30 * 10**9
    assert month.tier == "Plus"


async def test_a_budget_that_cannot_be_read_counts_as_none(two: Two) -> None:
    one, _ = two
    await call(one)
    with one.database.write() as work:
        work.execute(sa.update(limits_table).values(state='{"minute": "of another version"}'))
    await call(one, times=3)
    (left,) = remaining(one.database, START)
    assert left.minute == 57


async def test_a_database_server_tells_the_time(postgres_url: str) -> None:
    with SharedLimits(postgres_url) as limits:
        await call(limits, {"x-daylimit-remaining": "10"})
        with limits.database.read() as work:
            now = work.execute(sa.select(sa.func.now())).scalar_one()
        (left,) = remaining(limits.database, now)
    assert left.day_ends_by is not None
    assert abs(left.day_ends_by - timedelta(days=1) - now) < timedelta(seconds=30)
