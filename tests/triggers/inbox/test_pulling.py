import asyncio

import pytest

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import delivery, event
from xero_component.errors import InputError
from xero_component.triggers import Inbox, Retries, Search


async def test_pulled_and_acknowledged_events_are_done(inbox: Inbox):
    inbox.subscribe("flow", categories=["INVOICE"])
    await inbox.receive(delivery(event("inv-1"), event("con-1", category="CONTACT")))

    (pulled,) = await inbox.pull("flow")
    assert (pulled.event, pulled.attempt) == (event("inv-1"), 1)
    assert await inbox.pull("flow") == []
    assert await inbox.acknowledge([pulled.id]) == 1
    assert await inbox.acknowledge([pulled.id]) == 0
    assert (await inbox.event(1)).progress[0].state == "done"


async def test_a_limit_holds_and_each_record_comes_once_at_a_time(inbox: Inbox):
    inbox.subscribe("flow")
    await inbox.receive(delivery(*(event(f"inv-{n % 4}", n) for n in range(8))))

    first = await inbox.pull("flow", 3)
    second = await inbox.pull("flow", 3)
    assert [one.event["resourceId"] for one in first] == ["inv-0", "inv-1", "inv-2"]
    assert [one.event["resourceId"] for one in second] == ["inv-3"]
    await inbox.acknowledge(one.id for one in first)
    third = await inbox.pull("flow", 9)
    assert [one.event for one in third] == [event(f"inv-{n - 4}", n) for n in (4, 5, 6)]


async def test_an_ended_lease_gives_the_event_back(inbox: Inbox, clock: FakeClock):
    inbox.subscribe("flow")
    await inbox.receive(delivery(event()))
    (lost,) = await inbox.pull("flow", lease=60)

    clock.advance(59)
    assert await inbox.pull("flow") == []
    clock.advance(1)
    (again,) = await inbox.pull("flow")

    assert (again.event, again.attempt) == (lost.event, 2)
    assert await inbox.acknowledge([lost.id]) == 0
    assert not await inbox.reject(lost.id, "late")
    assert await inbox.acknowledge([again.id]) == 1


async def test_a_late_acknowledgement_counts_while_nobody_else_has_the_event(
    inbox: Inbox, clock: FakeClock
):
    inbox.subscribe("flow")
    await inbox.receive(delivery(event()))
    (pulled,) = await inbox.pull("flow", lease=1)
    clock.advance(100)

    assert await inbox.acknowledge([pulled.id]) == 1
    assert await inbox.pull("flow") == []


async def test_a_rejected_event_comes_later_and_is_parked_in_the_end(
    open_inbox: OpenInbox, clock: FakeClock
):
    inbox = open_inbox(retries=Retries(attempts=2, first=10))
    inbox.subscribe("flow")
    await inbox.receive(delivery(event()))
    (pulled,) = await inbox.pull("flow")
    assert await inbox.reject(pulled.id, "no such customer\0\n")
    assert await inbox.pull("flow") == []

    clock.advance(10)
    (pulled,) = await inbox.pull("flow")
    assert await inbox.reject(pulled.id, "x" * 5000)
    clock.advance(10_000)
    assert await inbox.pull("flow") == []
    (parked,) = await inbox.events(Search(state="parked"))
    assert len(str(parked.progress[0].reason)) == 500


async def test_two_who_pull_at_once_never_get_the_same(inbox: Inbox, open_inbox: OpenInbox):
    inbox.subscribe("flow")
    await inbox.receive(delivery(*(event(f"inv-{n}") for n in range(40))))
    both = [inbox, open_inbox()]

    batches = await asyncio.gather(*(both[n % 2].pull("flow", 5) for n in range(8)))

    ids = [one.event["resourceId"] for batch in batches for one in batch]
    assert len(ids) == len(set(ids)) == 40


async def test_a_name_without_a_subscription_has_no_events(inbox: Inbox):
    await inbox.receive(delivery(event()))

    assert await inbox.pull("nobody") == []


@pytest.mark.parametrize("wrong", ["", "1", "1-1", "1-1-", "a-1-b", "-1-1-x", "1--x", "²-1-x"])
async def test_what_is_no_id_is_refused(inbox: Inbox, wrong: str):
    with pytest.raises(InputError, match="no id"):
        await inbox.acknowledge([wrong])
    with pytest.raises(InputError, match="no id"):
        await inbox.reject(wrong, "why")


@pytest.mark.parametrize("settings", [{"limit": 0}, {"limit": -1}, {"lease": 0}])
async def test_a_pull_asks_for_something(inbox: Inbox, settings: dict[str, int]):
    with pytest.raises(InputError, match="more than 0"):
        await inbox.pull("flow", **settings)
