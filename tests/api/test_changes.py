"""No row that changes is missed while a list is read, whatever happens to it meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import START
from tests.triggers.polling.model import ModelXero, Row
from xero_component.api.changes import Batch, changes, earlier, moment_of
from xero_component.api.sources import ListSource
from xero_component.catalogue.objects import BANK_TRANSFERS, INVOICES

LONG_AGO = START - timedelta(days=1000)
SIZE = 4

PAGED = ["contacts", "invoices", "manual_journals", "payments"]
BARE = ["linked_transactions", "quotes"]
WHOLE = ["accounts", "bank_transfers", "items", "users"]


async def read(
    xero: ModelXero, since: datetime | None = LONG_AGO, page_size: int | None = SIZE
) -> list[Batch]:
    async with xero.client() as client:
        source = ListSource(client, xero.obj)
        return [b async for b in changes(source, xero.obj, since, page_size=page_size)]


def versions(xero: ModelXero, batches: list[Batch]) -> set[tuple[str, str]]:
    return {(row[xero.obj.id_field], row["Reference"]) for batch in batches for row in batch.rows}


def now_in(xero: ModelXero) -> set[tuple[str, str]]:
    return {(xero.name(row.key), f"version {row.version}") for row in xero.rows.values()}


def edits(xero: ModelXero, plan: list[list[int]]) -> Callable[[], None]:
    """Return what edits the rows of the next plan entry, and creates one for every zero."""

    def change() -> None:
        xero.advance(milliseconds=7)
        for number in plan.pop(0) if plan else []:
            if number and xero.rows:
                xero.edit(sorted(xero.rows)[number % len(xero.rows)])
            else:
                xero.create()

    return change


PLANS = st.lists(st.lists(st.integers(0, 60), max_size=4), max_size=30)


@given(
    key=st.sampled_from(PAGED),
    gaps=st.lists(st.sampled_from([0, 1, 400, 1000, 90_000]), max_size=40),
    plan=PLANS,
)
async def test_every_row_at_rest_comes_and_the_others_come_next_time(
    key: str, gaps: list[int], plan: list[list[int]]
):
    xero, moment = ModelXero(key), START - timedelta(days=9)
    for number, gap in enumerate(gaps, 1):
        moment += timedelta(milliseconds=gap)
        xero.rows[number] = Row(number, moment, moment, seen_from=moment)
    at_rest = now_in(xero)
    xero.between = edits(xero, plan)
    batches = await read(xero)

    assert at_rest & now_in(xero) <= versions(xero, batches)
    assert await missed_by_the_next(xero, batches) == set()


async def missed_by_the_next(xero: ModelXero, batches: list[Batch]) -> set[tuple[str, str]]:
    """Return what neither this read shows nor the next one, which begins where it ended."""
    xero.between = lambda: None
    ended = [batch.upto for batch in batches if batch.upto is not None]
    began = next((batch.served_at for batch in batches if batch.served_at), START)
    again = await read(xero, min(ended[-1], began) if ended else LONG_AGO)
    return now_in(xero) - versions(xero, batches) - versions(xero, again)


@given(number=st.integers(0, 30), plan=PLANS)
async def test_a_second_with_more_rows_than_a_page_is_read_whole(
    number: int, plan: list[list[int]]
):
    xero, moment = ModelXero(), START - timedelta(days=9)
    for key in range(1, number + 1):
        xero.rows[key] = Row(key, moment, moment, seen_from=moment)
    at_rest = now_in(xero)
    xero.between = edits(xero, plan)
    batches = await read(xero)

    assert at_rest & now_in(xero) <= versions(xero, batches)
    assert await missed_by_the_next(xero, batches) == set()


@pytest.mark.parametrize("key", [*PAGED, *BARE, *WHOLE])
async def test_every_kind_of_list_is_read_whole(key: str):
    xero = ModelXero(key)
    xero.fill(230)

    assert versions(xero, await read(xero, None, None)) == now_in(xero)


@pytest.mark.parametrize("key", [*PAGED, *BARE, *WHOLE])
async def test_an_empty_list_is_one_call_and_no_moment(key: str):
    xero = ModelXero(key)
    batches = await read(xero)

    assert len(xero.requests) == 1
    assert [row for batch in batches for row in batch.rows] == []
    assert {batch.upto for batch in batches} == {None}


@pytest.mark.parametrize("key", [*PAGED, "quotes", *WHOLE])
async def test_what_changed_before_is_not_read(key: str):
    xero = ModelXero(key)
    xero.fill(5)
    xero.edit(2)
    batches = await read(xero, START)

    assert versions(xero, batches) == {(xero.name(2), "version 2")}


async def test_the_last_row_of_each_page_says_how_far_reading_has_come():
    xero = ModelXero()
    xero.fill(9)
    uptos = [batch.upto for batch in await read(xero)]

    assert uptos == [xero.rows[key].changed for key in (4, 7, 9)]


async def test_a_page_of_a_second_that_is_just_full_ends_the_list():
    xero = ModelXero()
    moment = START - timedelta(days=9)
    for key in range(1, SIZE + 1):
        xero.rows[key] = Row(key, moment, moment, seen_from=moment)
    batches = await read(xero)

    assert versions(xero, batches) == now_in(xero)
    assert len(xero.requests) <= 5


@pytest.mark.parametrize("key", ["invoices", "quotes"])
async def test_a_xero_that_ignores_the_order_is_read_until_nothing_new_appears(key: str):
    xero = ModelXero(key, ignores=frozenset({"order"}))
    xero.fill(250)
    for number in (3, 1, 20):
        xero.advance(seconds=5)
        xero.edit(number)
    batches = await read(xero, LONG_AGO, 100)

    assert versions(xero, batches) == now_in(xero)
    assert [batch.upto for batch in batches if batch.upto] == [xero.rows[20].changed]


@given(plan=PLANS)
async def test_nor_is_a_row_missed_there_while_others_change(plan: list[list[int]]):
    xero = ModelXero(ignores=frozenset({"order"}))
    xero.fill(23)
    xero.rows[1].changed = START - timedelta(minutes=1)
    at_rest = now_in(xero)
    xero.between = edits(xero, plan)
    batches = await read(xero)

    assert at_rest & now_in(xero) <= versions(xero, batches)
    assert await missed_by_the_next(xero, batches) == set()


async def test_a_xero_that_cuts_smaller_pages_is_read_whole():
    xero = ModelXero(largest_page=3)
    xero.fill(20)

    assert versions(xero, await read(xero, LONG_AGO, 10)) == now_in(xero)


@pytest.mark.parametrize("ignored", ["since", "page", "count"])
@pytest.mark.parametrize("second", [timedelta(0), timedelta(seconds=3)], ids=["crowd", "apart"])
async def test_reading_ends_whatever_xero_takes_no_notice_of(ignored: str, second: timedelta):
    xero = ModelXero(ignores=frozenset({ignored}))
    xero.fill(15, every=second)
    batches = await read(xero, xero.rows[8].changed)

    assert len(xero.requests) < 60
    whole = now_in(xero)
    if ignored == "page" and not second:
        whole = {one for one in whole if one in versions(xero, batches)}
    assert versions(xero, batches) >= {
        (name, said) for name, said in whole if xero.rows[int(name[-12:], 16)].key >= 8
    }


async def test_a_xero_that_ignores_everything_is_left_soon():
    everything = frozenset({"since", "page", "order", "count"})
    xero = ModelXero(ignores=everything)
    xero.fill(15)
    xero.between = lambda: xero.edit(2)
    await read(xero)

    assert len(xero.requests) < 60


async def test_rows_without_a_moment_are_read_by_page_numbers(monkeypatch: pytest.MonkeyPatch):
    xero = ModelXero()
    xero.fill(10)
    shown = xero.shown

    def undated(row: Row) -> dict[str, Any]:
        return {k: v for k, v in shown(row).items() if k != "UpdatedDateUTC"}

    monkeypatch.setattr(xero, "shown", undated)
    batches = await read(xero)

    assert versions(xero, batches) == now_in(xero)
    assert [request.url.params["page"] for request in xero.requests[1:4]] == ["1", "2", "3"]


@pytest.mark.parametrize("value", [None, 7, "", "soon", "2026-11-20T08:15:30"])
def test_a_row_without_a_readable_moment_has_none(value: Any):
    assert moment_of(INVOICES, {"UpdatedDateUTC": value}) is None


def test_a_transfer_is_dated_by_its_creation():
    row = {"CreatedDateUTC": "2026-11-20T08:15:30.123Z"}
    assert moment_of(BANK_TRANSFERS, row) == datetime.fromisoformat(row["CreatedDateUTC"])


def test_no_moment_is_earlier_than_the_first_there_is():
    first = datetime.min.replace(tzinfo=START.tzinfo)

    assert earlier(first + timedelta(seconds=30), timedelta(minutes=2)) == first
    assert earlier(START, timedelta(minutes=2)) == START - timedelta(minutes=2)
