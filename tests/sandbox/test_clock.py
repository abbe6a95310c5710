"""The clock that a test can move."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from xero_component.sandbox import SandboxClock

START = datetime(2026, 3, 2, 22, 30, tzinfo=timezone(timedelta(hours=13)))


def test_clock_with_a_start_stands_still_in_utc() -> None:
    clock = SandboxClock(START)
    assert clock() == clock() == START
    assert clock().tzinfo is UTC
    assert clock.advance(1.5) == clock() == START + timedelta(seconds=1.5)


def test_clock_without_a_start_is_the_machine_s() -> None:
    clock = SandboxClock()
    before = datetime.now(UTC)
    assert before <= clock() <= datetime.now(UTC)
    clock.advance(3600)
    assert clock() >= before + timedelta(hours=1)


@pytest.mark.parametrize("seconds", [-1, -1e300, float("inf"), float("nan"), 1e300, 10**12])
def test_clock_refuses_a_move_it_cannot_make(seconds: float) -> None:
    clock = SandboxClock(START)
    with pytest.raises(ValueError, match=r"."):
        clock.advance(seconds)
    assert clock() == START


def test_start_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        SandboxClock(START.replace(tzinfo=None))


def test_who_watches_is_told_of_every_move_that_was_made() -> None:
    told: list[int] = []
    clock = SandboxClock()
    clock.watch(lambda: told.append(1))
    clock.advance(1)
    clock.advance(0)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)
    assert len(told) == 2
