from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import START
from tests.triggers.polling.conftest import Open
from tests.triggers.polling.model import ModelXero, Row
from xero_component.triggers._polling import journals
from xero_component.triggers._polling.journals import JournalPoller


def with_numbers(numbers: set[int]) -> ModelXero:
    xero = ModelXero("journals")
    for number in sorted(numbers):
        moment = START - timedelta(days=90) + timedelta(minutes=number)
        xero.rows[number] = Row(number, moment, moment, seen_from=moment)
    return xero


@given(
    gaps=st.lists(st.sampled_from([1, 1, 1, 2, 90, 101, 250, 4000]), max_size=260),
    cut=st.none() | st.integers(0, 20_000),
)
async def test_the_last_number_is_found_whatever_the_gaps(gaps: list[int], cut: int | None):
    numbers, number = set[int](), 0
    for gap in gaps:
        number += gap
        numbers.add(number)
    xero = with_numbers(numbers)
    before = None if cut is None else START - timedelta(days=90) + timedelta(minutes=cut)
    async with xero.client() as client:
        found = await JournalPoller(client).last_number(before)

    older = [number for number in numbers if cut is None or number < cut]
    assert found == max(older, default=0)


async def test_the_last_of_twenty_thousand_costs_few_calls():
    xero = with_numbers(set(range(1, 20_001)))
    async with xero.client() as client:
        assert await JournalPoller(client).last_number() == 20_000

    assert len(xero.requests) <= 20


async def test_the_first_journal_of_all_is_told(hosted: Open):
    xero = with_numbers(set())
    host = hosted(xero)

    assert await host.poll() == []
    assert {request.url.params["offset"] for request in xero.requests} == {"0"}
    xero.create()
    assert [event["kind"] for event in await host.poll()] == ["new"]


async def test_a_short_page_is_not_the_end(hosted: Open, monkeypatch: pytest.MonkeyPatch):
    xero = with_numbers(set(range(1, 31)))
    host = hosted(xero)
    await host.poll()
    for _ in range(7):
        xero.create()
    shown = xero._answer
    monkeypatch.setattr(xero, "_answer", lambda plural, rows, *rest: shown(plural, rows[:3], *rest))

    events = await host.poll()
    numbers = [event["record"]["JournalNumber"] for event in events if event["record"]]
    assert numbers == list(range(31, 38))
    assert await host.poll() == []


async def test_journals_that_were_made_since_a_moment_are_told(hosted: Open):
    xero = with_numbers(set(range(1, 500)))
    start = xero.rows[497].created
    events = await hosted(xero, start_from=start).poll()

    assert [event["kind"] for event in events] == ["new"] * 3
    assert events[0]["changed_at"] == start.isoformat().replace("+00:00", "Z").replace(
        "00Z", "00.000Z"
    )


async def test_many_journals_are_told_in_portions(hosted: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(journals, "MOST_EVENTS", 100)
    xero = with_numbers({1})
    host = hosted(xero)
    await host.poll()
    for _ in range(250):
        xero.create()
    seen = await host._look(host.state)

    assert (len(seen.changes), seen.more, seen.state.number) == (100, True, 101)
    assert len(await host.poll()) == 250


async def test_a_xero_that_ignores_the_offset_is_left():
    xero = with_numbers({5, 6, 7})
    shown = with_numbers({5, 6, 7})
    xero._list = lambda request: shown._answer(  # type: ignore[method-assign]
        "Journals", [shown.shown(row) for row in shown.rows.values()]
    )
    async with xero.client() as client:
        poller = JournalPoller(client)
        assert await poller.last_number() == 7
        look, number = await poller.look(5)

    assert ([change.identifier for change in look.changes], number) == (
        [xero.name(6), xero.name(7)],
        7,
    )
