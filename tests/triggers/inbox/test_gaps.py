import random
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

import anyio
import pytest

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import Seen, delivery, event
from xero_component.triggers import Gap, Inbox, WebhookEvent


async def arrive(inbox: Inbox, first: int, last: int, feed: str = "", shift: int = 0) -> None:
    """Deliver the events of these numbers, each of which happened a second after the other."""
    events = (event(f"inv-{n}-{shift}", n + shift) for n in range(first, last + 1))
    await inbox.receive(delivery(*events, first=first), feed)


async def open_gaps(inbox: Inbox) -> list[tuple[int, int]]:
    return [(gap.first, gap.last) for gap in await inbox.gaps()]


async def test_numbers_that_follow_on_leave_no_gap(inbox: Inbox):
    for first, last in [(7, 7), (8, 10), (11, 11)]:
        await arrive(inbox, first, last)

    assert await inbox.gaps(open_only=False) == []


async def test_missing_numbers_are_a_gap_with_the_time_in_which_they_happened(
    inbox: Inbox, clock: FakeClock
):
    await arrive(inbox, 1, 3)
    await arrive(inbox, 8, 9)

    (gap,) = await inbox.gaps()
    assert (gap.first, gap.last, gap.closed_at, gap.closed_by) == (4, 7, None, None)
    assert gap.since == datetime(2026, 3, 2, 8, 0, 3, 250_000, UTC)
    assert gap.until == datetime(2026, 3, 2, 8, 0, 8, 250_000, UTC)
    assert gap.found_at == clock.now()


async def test_a_late_delivery_closes_its_part_of_the_gap(inbox: Inbox, clock: FakeClock):
    await arrive(inbox, 1, 3)
    await arrive(inbox, 10, 10)
    await arrive(inbox, 5, 6)
    assert await open_gaps(inbox) == [(4, 4), (7, 9)]

    clock.advance(5)
    await arrive(inbox, 4, 4)
    await arrive(inbox, 7, 9)
    assert await open_gaps(inbox) == []
    closed = await inbox.gaps(open_only=False)
    assert {gap.closed_by for gap in closed} == {"arrived"}
    assert sorted((gap.first, gap.last) for gap in closed) == [(4, 4), (5, 6), (7, 9)]


async def test_a_redelivery_changes_nothing(inbox: Inbox):
    await arrive(inbox, 1, 3)
    await arrive(inbox, 6, 8)
    await arrive(inbox, 1, 3)
    await arrive(inbox, 6, 8)

    assert await open_gaps(inbox) == [(4, 5)]


async def test_what_came_before_the_first_delivery_is_no_gap_but_a_hole_behind_it_is(
    inbox: Inbox,
):
    await arrive(inbox, 50, 51)
    assert await open_gaps(inbox) == []
    await arrive(inbox, 40, 45)

    assert await open_gaps(inbox) == [(46, 49)]


async def test_numbers_may_start_again(inbox: Inbox):
    await arrive(inbox, 1, 20)
    await arrive(inbox, 1, 3, shift=200)
    await arrive(inbox, 4, 5, shift=200)
    assert await open_gaps(inbox) == []

    await arrive(inbox, 8, 8, shift=200)
    assert await open_gaps(inbox) == [(6, 7)]


async def test_a_delivery_from_before_the_restart_closes_its_gap(inbox: Inbox):
    await arrive(inbox, 1, 20)
    await arrive(inbox, 25, 30)
    await arrive(inbox, 1, 3, shift=200)
    await arrive(inbox, 21, 24)

    assert await open_gaps(inbox) == []


async def test_intent_to_receive_is_no_restart(inbox: Inbox):
    await arrive(inbox, 1, 2)
    await inbox.receive(delivery())
    await arrive(inbox, 3, 4)

    assert await inbox.gaps(open_only=False) == []


async def test_each_app_counts_by_itself(inbox: Inbox):
    await arrive(inbox, 1, 2, "one app")
    await arrive(inbox, 900, 901, "another")
    await arrive(inbox, 4, 4, "one app")

    assert [(gap.feed, gap.first) for gap in await inbox.gaps()] == [("one app", 3)]


async def test_a_poll_heals_a_gap_and_its_events_reach_the_handlers(inbox: Inbox, clock: FakeClock):
    seen, asked = Seen(), list[Gap]()
    inbox.subscribe("flow", seen)
    await arrive(inbox, 1, 1)
    await arrive(inbox, 3, 3)

    async def poll(gap: Gap) -> Sequence[WebhookEvent]:
        asked.append(gap)
        return [event("inv-2-0", 2)]

    assert await inbox.heal(poll) == []
    clock.advance(60)
    (healed,) = await inbox.heal(poll, by="poll of invoices")
    await inbox.dispatch()
    await arrive(inbox, 2, 2)
    await inbox.dispatch()

    assert asked == [healed]
    assert sorted(seen.names) == ["inv-1-0@1", "inv-2-0@2", "inv-3-0@3"]
    (gap,) = await inbox.gaps(open_only=False)
    assert (gap.closed_by, gap.closed_at) == ("poll of invoices", clock.now())


async def test_a_gap_that_could_not_be_polled_stays_open_and_the_next_is_healed(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
):
    for first in (1, 3, 5):
        await arrive(inbox, first, first)

    async def poll(gap: Gap) -> Sequence[WebhookEvent]:
        if gap.first == 2:
            raise OSError("Xero is away")
        return []

    assert [gap.first for gap in await inbox.heal(poll, older_than=0)] == [4]
    assert await open_gaps(inbox) == [(2, 2)]
    assert "2 to 2" in caplog.text


async def test_a_running_inbox_heals_by_itself(open_inbox: OpenInbox, clock: FakeClock):
    inbox = open_inbox()
    await arrive(inbox, 1, 1)
    await arrive(inbox, 3, 3)
    clock.advance(3600)
    healed = anyio.Event()

    async def poll(_gap: Gap) -> Sequence[WebhookEvent]:
        healed.set()
        return []

    with anyio.fail_after(10):
        async with inbox.dispatching(heal=poll):
            await healed.wait()
            while await inbox.gaps():
                await anyio.lowlevel.checkpoint()


@pytest.mark.parametrize("seed", range(12))
async def test_gaps_are_what_is_missing_in_whatever_order_deliveries_come(inbox: Inbox, seed: int):
    chance = random.Random(seed)  # noqa: S311 - chance that repeats, not a secret
    cuts = sorted(chance.sample(range(2, 40), 9))
    spans = [(a, b - 1) for a, b in pairwise([1, *cuts, 40])]
    chance.shuffle(spans)
    came, lost = spans[seed % 4 :], spans[: seed % 4]
    for first, last in came:
        await arrive(inbox, first, last)
    seen = {n for first, last in came for n in range(first, last + 1)}
    missing = set(range(min(seen), max(seen))) - seen

    gaps = await open_gaps(inbox)
    assert sorted(n for first, last in gaps for n in range(first, last + 1)) == sorted(missing)

    for first, last in lost:
        await arrive(inbox, first, last)
    assert await open_gaps(inbox) == []
