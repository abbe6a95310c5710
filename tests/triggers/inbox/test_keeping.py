from datetime import timedelta

import pytest

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import OTHER, Seen, delivery, event
from xero_component.errors import InputError
from xero_component.triggers import Inbox, Retries, Search

DAY = 86_400


@pytest.fixture
def inbox(open_inbox: OpenInbox) -> Inbox:
    return open_inbox(retries=Retries(attempts=1))


def failing(*resources: str) -> Seen:
    return Seen(lambda one: one["resourceId"] in resources)


async def found(inbox: Inbox, search: Search) -> list[str]:
    return [one.event["resourceId"] for one in await inbox.events(search)]


async def test_events_are_found_by_what_they_are_and_what_became_of_them(inbox: Inbox):
    inbox.subscribe("flow", failing("inv-2"), categories=["INVOICE"])
    inbox.subscribe("slow")
    await inbox.receive(
        delivery(event("inv-1"), event("inv-2", tenant=OTHER), event("con-1", category="CONTACT"))
    )
    await inbox.dispatch()

    assert await found(inbox, Search()) == ["inv-1", "inv-2", "con-1"]
    assert await found(inbox, Search(limit=2)) == ["inv-2", "con-1"]
    assert await found(inbox, Search(after_id=1, limit=1)) == ["inv-2"]
    assert await found(inbox, Search(subscription="flow")) == ["inv-1", "inv-2"]
    assert await found(inbox, Search(subscription="flow", state="parked")) == ["inv-2"]
    assert await found(inbox, Search(subscription="flow", state="pending")) == []
    assert await found(inbox, Search(state="done")) == ["inv-1"]
    assert await found(inbox, Search(organisation=OTHER.upper())) == ["inv-2"]
    assert await found(inbox, Search(category="contact")) == ["con-1"]


async def test_a_parked_event_can_be_replayed(inbox: Inbox):
    seen = failing("inv-1")
    inbox.subscribe("flow", seen)
    await inbox.receive(delivery(event("inv-1"), event("inv-2")))
    await inbox.dispatch()
    seen.fails = lambda _event: False

    assert await inbox.replay() == 1
    await inbox.dispatch()

    assert seen.names == ["inv-1@0", "inv-2@0", "inv-1@0"]
    (progress,) = (await inbox.event(1)).progress
    assert (progress.state, progress.attempts, progress.reason) == ("done", 1, None)


async def test_an_event_can_be_replayed_to_all_or_to_one(inbox: Inbox):
    first, second = Seen(), Seen()
    inbox.subscribe("first", first)
    inbox.subscribe("second", second)
    await inbox.receive(delivery(event()))
    await inbox.dispatch()

    assert await inbox.replay(1) == 2
    await inbox.dispatch()
    assert await inbox.replay(1, subscription="second") == 1
    assert await inbox.replay(1, subscription="second") == 0
    await inbox.dispatch()

    assert (len(first.events), len(second.events)) == (2, 3)


async def test_a_later_subscription_can_be_given_an_earlier_event(inbox: Inbox):
    await inbox.receive(delivery(event()))
    seen = Seen()
    inbox.subscribe("flow", seen, categories=["CONTACT"])

    assert await inbox.replay(1) == 0
    assert await inbox.replay(1, subscription="flow") == 1
    await inbox.dispatch()
    assert seen.names == ["inv-1@0"]


async def test_what_is_not_there_cannot_be_replayed(inbox: Inbox):
    with pytest.raises(InputError, match="no event 7"):
        await inbox.replay(7)
    with pytest.raises(InputError, match="no event 7"):
        await inbox.event(7)
    with pytest.raises(InputError, match="no subscription 'nobody'"):
        await inbox.replay(subscription="nobody")


async def test_what_is_done_is_removed_when_xero_cannot_replay_it_any_more(
    inbox: Inbox, clock: FakeClock
):
    inbox.subscribe("flow", failing("inv-2"))
    await inbox.receive(delivery(event("inv-1"), event("inv-2")))
    await inbox.dispatch()
    await inbox.receive(delivery(event("inv-3")))

    clock.advance(34 * DAY)
    assert await inbox.prune() == 0
    assert await inbox.receive(delivery(event("inv-1"))) == 0
    clock.advance(2 * DAY)
    assert await inbox.prune() == 1
    assert await found(inbox, Search()) == ["inv-2", "inv-3"]


async def test_what_nobody_wanted_is_removed_too(open_inbox: OpenInbox, clock: FakeClock):
    inbox = open_inbox(retention=timedelta(days=1))
    await inbox.receive(delivery(*(event(f"inv-{n}") for n in range(1200))))
    clock.advance(DAY + 1)

    assert await inbox.prune() == 1200
    assert await inbox.prune() == 0


async def test_what_was_replayed_lately_stays(inbox: Inbox, clock: FakeClock):
    inbox.subscribe("flow", Seen())
    await inbox.receive(delivery(event()))
    await inbox.dispatch()
    clock.advance(36 * DAY)
    await inbox.replay(1)
    await inbox.dispatch()

    assert await inbox.prune() == 0


async def test_filters_can_be_changed_and_what_waits_stays(inbox: Inbox, clock: FakeClock):
    made = inbox.subscribe("flow", categories=["INVOICE"])
    await inbox.receive(delivery(event("inv-1")))
    clock.advance(60)
    inbox.subscribe(" flow ", categories=["contact"])
    await inbox.receive(delivery(event("inv-2"), event("con-1", category="CONTACT")))

    (kept,) = await inbox.subscriptions()
    assert (kept.name, kept.kind, kept.created_at) == ("flow", "pull", made.created_at)
    assert kept.filter.categories == frozenset({"contact"})
    pulled = await inbox.pull("flow")
    assert [one.event["resourceId"] for one in pulled] == ["inv-1", "con-1"]
