"""Parts that come fast are written together, and nothing about them is lost."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import FakeClock
from xero_component.sync.gathering import PATIENCE, gathered
from xero_component.sync.reading import Part

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WINDOW = (NOON, NOON)


class BrokenOffError(Exception):
    """Reading ends here."""


def part(*numbers: int, cursor: str | None = None, whole: bool = False) -> Part:
    rows = [{"Number": number} for number in numbers]
    return Part(rows, cursor, window=WINDOW if whole else None)


async def coming(
    parts: Sequence[Part], clock: FakeClock, pause: float = 0.0, *, broken: bool = False
) -> AsyncGenerator[Part, None]:
    for one in parts:
        await clock.sleep(pause)
        yield one
    if broken:
        raise BrokenOffError


async def portions(
    parts: Sequence[Part], rows_a_write: int, pause: float = 0.0, *, broken: bool = False
) -> list[Part]:
    """Return what is yielded, up to the error that breaks it off."""
    clock = FakeClock(NOON)
    reading = gathered(coming(parts, clock, pause, broken=broken), rows_a_write, clock)
    found: list[Part] = []

    async def gather() -> None:
        async for one in reading:
            found.append(one)  # noqa: PERF401 - what came before an error is looked at too

    if not broken:
        await gather()
        return found
    with pytest.raises(BrokenOffError):
        await gather()
    return found


def numbers(parts: Iterable[Part]) -> list[list[int]]:
    return [[row["Number"] for row in one.rows] for one in parts]


async def test_they_come_one_by_one_where_nobody_asks_for_more():
    assert numbers(await portions([part(1), part(2), part(3)], 0)) == [[1], [2], [3]]


async def test_fast_ones_come_together_up_to_a_number_of_rows():
    parts = [part(1, 2), part(3, 4), part(5), part(6)]
    assert numbers(await portions(parts, 4)) == [[1, 2, 3, 4], [5, 6]]


async def test_slow_ones_are_not_waited_for():
    parts = [part(1), part(2), part(3), part(4)]
    assert numbers(await portions(parts, 10, pause=PATIENCE)) == [[1, 2], [3, 4]]


async def test_one_that_tells_what_is_gone_stands_alone():
    parts = [part(1), part(2), part(3, whole=True), part(4), part(5)]
    assert numbers(await portions(parts, 10)) == [[1, 2], [3], [4, 5]]


async def test_what_came_before_an_error_comes_before_it():
    [found] = await portions([part(1), part(2, cursor="b")], 10, broken=True)
    assert (numbers([found]), found.cursor) == ([[1, 2]], "b")


PARTS = st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.booleans()), max_size=12)


@given(PARTS, st.integers(0, 9), st.booleans())
def test_rows_keep_their_order_and_a_cursor_never_runs_ahead(
    shapes: list[tuple[int, bool, bool]], rows_a_write: int, broken: bool
):
    parts, made = [], 0
    for size, has_cursor, whole in shapes:
        cursor = str(made + size) if has_cursor else None
        parts.append(part(*range(made, made + size), cursor=cursor, whole=whole))
        made += size
    known = [one.cursor for one in parts if one.cursor]

    found = anyio.run(partial(portions, parts, rows_a_write, broken=broken))

    kept = 0
    for one in found:
        kept += len(one.rows)
        assert one.cursor is None or int(one.cursor) <= kept
    assert [number for some in numbers(found) for number in some] == list(range(made))
    assert [one.cursor for one in found if one.cursor][-1:] == known[-1:]
