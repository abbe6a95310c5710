"""What is told as new, what as updated, and what not at all."""

from datetime import timedelta

import pytest

from tests.clocks import START
from tests.triggers.polling.conftest import Open
from tests.triggers.polling.host import Host, told
from tests.triggers.polling.model import ModelXero, Row
from xero_component.triggers._polling import poller

HOUR = timedelta(hours=1)


async def told_by(host: Host) -> set[tuple[str, str, str | None]]:
    events = await host.poll()
    assert len({event["id"] for event in events}) == len(events)
    return {told(event) for event in events}


async def test_switching_on_tells_nothing_of_what_is_there(hosted: Open):
    xero = ModelXero()
    xero.fill(5)

    assert await hosted(xero).poll() == []


async def test_the_first_edit_of_an_old_record_is_an_update(hosted: Open):
    xero = ModelXero()
    xero.fill(5)
    host = hosted(xero)
    await host.poll()
    xero.edit(2)

    assert await told_by(host) == {(xero.name(2), "updated", "version 2")}
    assert await host.poll() == []


async def test_the_first_record_of_an_empty_list_is_new(hosted: Open):
    xero = ModelXero()
    host = hosted(xero)
    await host.poll()
    assert await host.poll() == []
    key = xero.create()

    assert await told_by(host) == {(xero.name(key), "new", "version 1")}


async def test_edits_within_one_millisecond_are_told_as_far_as_they_can_be_seen(hosted: Open):
    xero = ModelXero()
    xero.fill(3)
    host = hosted(xero)
    await host.poll()
    xero.edit(1)
    first = await told_by(host)
    xero.edit(1)
    xero.edit(1)

    assert first == {(xero.name(1), "updated", "version 2")}
    assert await told_by(host) == {(xero.name(1), "updated", "version 4")}


async def test_a_record_that_becomes_visible_late_is_new_and_told_once(hosted: Open):
    xero = ModelXero()
    xero.fill(3)
    host = hosted(xero)
    await host.poll()
    late = xero.create(late=timedelta(seconds=119))
    xero.advance(seconds=1)
    soon = xero.create()
    assert await told_by(host) == {(xero.name(soon), "new", "version 1")}
    xero.advance(seconds=118)

    assert await told_by(host) == {(xero.name(late), "new", "version 1")}
    assert await host.poll() == []


async def test_a_record_stamped_by_a_clock_that_is_ahead_hides_none_that_follow(hosted: Open):
    xero = ModelXero()
    host = hosted(xero)
    await host.poll()
    ahead = xero.create()
    xero.rows[ahead].changed += HOUR
    await host.poll()
    xero.advance(minutes=5)
    key = xero.create()

    assert await told_by(host) == {(xero.name(key), "new", "version 1")}


@pytest.mark.parametrize("hours_off", [-11, 11])
async def test_the_component_s_own_clock_plays_no_part(hosted: Open, hours_off: int):
    xero = ModelXero(now=START + hours_off * HOUR)
    xero.fill(3)
    host = hosted(xero, compare_every=HOUR)
    await host.poll()
    key = xero.create()
    xero.edit(1)

    assert await told_by(host) == {
        (xero.name(key), "new", "version 1"),
        (xero.name(1), "updated", "version 2"),
    }


async def test_a_state_that_was_lost_gives_the_same_events_again(hosted: Open):
    xero = ModelXero()
    xero.fill(3)
    host = hosted(xero)
    await host.poll()
    xero.edit(1)
    xero.create()
    lost = await host.poll(crash=True)
    xero.advance(hours=2)

    assert await host.poll() == lost
    assert await host.poll() == []


async def test_starting_from_a_moment_tells_what_happened_since(hosted: Open):
    xero = ModelXero()
    xero.fill(3)
    start = START - HOUR
    old, new = xero.rows[2], Row(9, START, START)
    old.changed, old.version = START - HOUR / 2, 2
    xero.rows[9] = new
    host = hosted(xero, start_from=start)

    assert await told_by(host) == {
        (xero.name(2), "updated", "version 2"),
        (xero.name(9), "new", "version 1"),
    }
    xero.edit(3)
    assert await told_by(host) == {(xero.name(3), "updated", "version 2")}


async def test_what_was_created_at_the_very_moment_of_the_start_is_new(hosted: Open):
    xero = ModelXero()
    key = xero.create()
    xero.advance(minutes=5)

    assert await told_by(hosted(xero, start_from=START)) == {(xero.name(key), "new", "version 1")}


async def test_after_starting_in_the_past_no_record_is_doubtful(hosted: Open):
    xero = ModelXero("accounts")
    xero.fill(3)
    host = hosted(xero, start_from=START - HOUR)
    await host.poll()
    key = xero.create()

    assert await told_by(host) == {(xero.name(key), "new", "version 1")}
    assert all("History" not in request.url.path for request in xero.requests)


async def test_what_changed_in_the_second_of_the_start_but_before_it_is_not_told(hosted: Open):
    xero = ModelXero()
    xero.rows[1] = Row(1, START - HOUR, START + timedelta(milliseconds=200))
    xero.advance(minutes=5)

    assert await hosted(xero, start_from=START + timedelta(milliseconds=500)).poll() == []


@pytest.mark.parametrize("key", ["invoices", "contacts", "credit_notes"])
async def test_of_a_list_too_long_to_remember_history_tells_the_age(hosted: Open, key: str):
    xero = ModelXero(key)
    xero.fill(12)
    host = hosted(xero, most_known=5)
    await host.poll()
    made = xero.create()
    xero.edit(1)

    assert await told_by(host) == {
        (xero.name(made), "new", "version 1"),
        (xero.name(1), "updated", "version 2"),
    }
    assert await host.poll() == []
    xero.advance(hours=2)
    xero.edit(made)
    assert await told_by(host) == {(xero.name(made), "updated", "version 2")}


async def test_a_list_too_long_to_remember_is_not_read_to_be_switched_on(hosted: Open):
    xero = ModelXero()
    xero.fill(3000)
    host = hosted(xero, most_known=1500)
    await host.poll()

    assert len(xero.requests) == 2
    assert len(host.state["known"]) < 500  # type: ignore[index]  # it has been polled


async def test_a_forgotten_record_that_is_shown_again_is_no_news(hosted: Open):
    xero = ModelXero("linked_transactions")
    xero.fill(12)
    host = hosted(xero, most_known=5)
    await host.poll()
    for _ in range(3):
        xero.advance(hours=1)
        assert await host.poll() == []
    xero.edit(3)

    assert await told_by(host) == {(xero.name(3), "updated", "version 2")}
    assert await host.poll() == []


async def test_a_state_stays_within_bounds(hosted: Open):
    xero = ModelXero()
    xero.fill(10)
    host = hosted(xero, most_known=20)
    await host.poll()
    for _ in range(40):
        xero.advance(minutes=10)
        for _ in range(3):
            xero.create()
        assert {kind for _, kind, _ in await told_by(host)} == {"new"}

    assert len(host.state["known"]) <= 28 * 24 * 4 / 3  # type: ignore[index]  # it was polled


async def test_many_changes_are_told_in_portions(hosted: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(poller, "MOST_EVENTS", 4)
    xero = ModelXero(largest_page=3)
    xero.fill(2)
    host = hosted(xero)
    await host.poll()
    for _ in range(20):
        xero.advance(seconds=1)
        xero.create()
    looks = []
    seen = await host._look(host.state)
    while True:
        looks.append(len(seen.changes))
        if not seen.more:
            break
        seen = await host._look(seen.state.written())

    assert sum(looks) == 20
    assert max(looks) <= 6
    assert len(looks) > 3


async def test_many_changes_since_the_start_are_told_in_portions_too(
    hosted: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(poller, "DOUBTFUL_PAGE", 4)
    xero = ModelXero()
    for _ in range(20):
        xero.advance(minutes=1)
        xero.create()
    host = hosted(xero, start_from=START)
    first = await host._look(None)

    assert (len(first.changes), first.more) == (4, True)
    assert len(await host.poll()) == 20


async def test_an_archived_or_voided_record_is_an_update(hosted: Open):
    xero = ModelXero("bank_transfers")
    xero.fill(3)
    host = hosted(xero)
    await host.poll()
    xero.edit(2)

    events = await host.poll()
    assert [told(event) for event in events] == [(xero.name(2), "updated", "version 2")]
    assert await host.poll() == []


async def test_a_state_of_something_else_starts_anew_and_says_so(hosted: Open):
    invoices, contacts = ModelXero(), ModelXero("contacts")
    invoices.fill(3)
    contacts.fill(3)
    host, other = hosted(invoices), hosted(contacts)
    await host.poll()
    other.state = host.state

    assert await other.poll() == []
    assert other.notes == ["The state was made for something else; this poll has started anew."]
