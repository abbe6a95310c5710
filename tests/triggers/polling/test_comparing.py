"""The sweep: edits that Xero does not date, and records that are gone."""

from datetime import timedelta

import pytest

from tests.triggers.polling.conftest import Open
from tests.triggers.polling.host import told
from tests.triggers.polling.model import ModelXero
from xero_component.triggers._polling import sweep

WEEK = timedelta(days=7)


async def test_an_edit_that_xero_does_not_date_is_found_once(hosted: Open):
    xero = ModelXero()
    xero.fill(5)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    xero.edit_silently(2)
    xero.advance(days=6)
    assert await host.poll() == []
    xero.advance(days=1)

    events = await host.poll()
    assert [told(event) for event in events] == [(xero.name(2), "updated", "version 2")]
    assert [event["found_by"] for event in events] == ["sweep"]
    xero.advance(days=7)
    assert await host.poll() == []


async def test_without_comparing_it_is_not_found(hosted: Open):
    xero = ModelXero()
    xero.fill(5)
    host = hosted(xero)
    await host.poll()
    xero.edit_silently(2)
    xero.advance(days=400)

    assert await host.poll() == []


async def test_what_the_poll_tells_the_sweep_does_not_tell_again(hosted: Open):
    xero = ModelXero()
    xero.fill(5)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    xero.advance(days=8)
    xero.edit(2)

    assert [event["found_by"] for event in await host.poll()] == ["poll"]
    assert await host.poll() == []


async def test_an_edit_that_is_taken_back_and_made_again_is_told_each_time(hosted: Open):
    xero = ModelXero()
    xero.fill(2)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    ids = []
    for version in (2, 1, 2):
        xero.rows[1].version = version
        xero.advance(days=8)
        [event] = await host.poll()
        ids.append(event["id"])

    assert len(set(ids)) == 3


async def test_an_edit_during_a_sweep_that_was_lost_is_told_by_the_poll_with_the_same_id(
    hosted: Open,
):
    xero = ModelXero()
    xero.fill(4)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    xero.advance(days=8)
    xero.requests.clear()
    xero.between = lambda: xero.edit(2) if len(xero.requests) == 2 else None
    lost = await host.poll(crash=True)
    xero.between = lambda: None

    assert [event["found_by"] for event in lost] == ["poll"]
    assert await host.poll() == lost


async def test_a_sweep_that_was_lost_tells_the_same_again(hosted: Open):
    xero = ModelXero("items")
    xero.fill(4)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    xero.edit_silently(2)
    xero.remove(3)
    xero.advance(days=8)
    lost = await host.poll(crash=True)

    assert await host.poll() == lost
    assert {told(event)[1] for event in lost} == {"updated", "deleted"}


@pytest.mark.parametrize("key", ["items", "invoices", "linked_transactions"])
async def test_a_record_that_is_gone_is_told_once(hosted: Open, key: str):
    xero = ModelXero(key)
    xero.fill(5)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    xero.remove(3)
    xero.advance(days=8)

    [event] = await host.poll()
    assert told(event) == (xero.name(3), "deleted", None)
    assert (event["changed_at"], event["found_by"]) == (None, "sweep")
    xero.advance(days=8)
    assert await host.poll() == []


async def test_a_record_that_is_only_not_listed_is_not_gone(hosted: Open):
    xero = ModelXero("items")
    xero.fill(5)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    xero.rows[3].seen_from = xero.now + timedelta(days=100)
    xero.advance(days=8)

    assert await host.poll() == []


async def test_of_many_that_are_not_listed_each_is_asked_for_in_time(
    hosted: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweep, "MOST_ASKED", 2)
    xero = ModelXero("items")
    xero.fill(9)
    host = hosted(xero, compare_every=WEEK)
    await host.poll()
    for key in (1, 2):
        xero.rows[key].seen_from = xero.now + timedelta(days=100)
    for key in (3, 4, 5):
        xero.remove(key)
    gone = []
    for _ in range(4):
        xero.advance(days=8)
        gone.append([told(event)[0] for event in await host.poll()])

    assert gone[0] == []
    assert sorted(name for names in gone for name in names) == [xero.name(k) for k in (3, 4, 5)]
    assert "5 items are no longer listed" in host.notes[0]


async def test_a_list_too_long_to_compare_is_not_read_and_a_note_says_so(hosted: Open):
    xero = ModelXero()
    xero.fill(12)
    host = hosted(xero, most_known=5, compare_every=WEEK)
    await host.poll()
    xero.advance(days=8)
    xero.requests.clear()

    assert await host.poll() == []
    assert len(xero.requests) == 2
    [note] = host.notes
    assert note.startswith("There are 12 invoices: more than the 5")
    assert await host.poll() == []
    assert len(host.notes) == 1


async def test_a_list_that_comes_whole_is_compared_within_bounds(hosted: Open):
    xero = ModelXero("items")
    xero.fill(12)
    host = hosted(xero, most_known=5, compare_every=WEEK)
    await host.poll()
    for _ in range(3):
        xero.advance(days=8)
        xero.requests.clear()
        assert await host.poll() == []
        assert len(xero.requests) == 2

    assert len(host.state["known"]) <= 28 * 5 * 4 / 3 + 4  # type: ignore[index]  # it was polled


async def test_a_sweep_makes_a_memory_complete_that_fits_again(hosted: Open):
    xero = ModelXero("items")
    xero.fill(12)
    host = hosted(xero, most_known=5, compare_every=WEEK)
    await host.poll()
    for key in range(1, 9):
        xero.remove(key)
    xero.advance(days=8)
    await host.poll()
    xero.advance(days=8)
    await host.poll()

    assert host.state is not None
    assert host.state["horizon"] is None


async def test_a_record_edited_while_the_sweep_reads_is_an_update(hosted: Open):
    xero = ModelXero()
    xero.fill(12)
    host = hosted(xero, most_known=20, start_from=xero.now - timedelta(hours=1))
    xero.between = lambda: xero.edit(3) if len(xero.requests) == 3 else None
    events = await host.poll()
    xero.between = lambda: None
    events += await host.poll()

    assert [told(event) for event in events] == [(xero.name(3), "updated", "version 2")]
