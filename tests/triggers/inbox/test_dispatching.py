import logging
import random

import anyio
import pytest

from tests.clocks import FakeClock
from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import OTHER, Seen, delivery, die_while_handling, event
from xero_component.errors import InputError, UnavailableError
from xero_component.store.database import Database
from xero_component.triggers import Inbox, Retries, Search, WebhookEvent

BRIEF = Retries(attempts=3, first=10, factor=2)


async def test_each_subscription_gets_what_its_filters_let_through(inbox: Inbox):
    everything, invoices, created, others = Seen(), Seen(), Seen(), Seen()
    inbox.subscribe("everything", everything)
    inbox.subscribe("invoices", invoices, categories=["invoice"])
    inbox.subscribe("created", created, event_types=["Create"], categories=["CONTACT", "Invoice"])
    inbox.subscribe("others", others, organisations=[OTHER.upper()])
    await inbox.receive(
        delivery(
            event("inv-1"),
            event("con-1", category="CONTACT", kind="CREATE"),
            event("new-1", category="SOMETHING_NEW", kind="SOMETHING_ELSE", tenant=OTHER),
        )
    )

    assert await inbox.dispatch() == 3 + 1 + 1 + 1

    assert sorted(everything.names) == ["con-1@0", "inv-1@0", "new-1@0"]
    assert invoices.names == ["inv-1@0"]
    assert created.names == ["con-1@0"]
    assert others.names == ["new-1@0"]


async def test_a_filter_is_a_list_of_names(inbox: Inbox):
    with pytest.raises(TypeError):
        inbox.subscribe("flow", categories="INVOICE")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\nb"])
async def test_a_name_that_is_none_is_refused(inbox: Inbox, name: str):
    with pytest.raises(InputError, match="name of a subscription"):
        inbox.subscribe(name)


@pytest.mark.parametrize("settings", [{"timeout": 0}, {"concurrency": 0}, {"timeout": -1}])
async def test_a_handler_needs_time_and_room(inbox: Inbox, settings: dict[str, int]):
    with pytest.raises(InputError, match="must be more than 0"):
        inbox.subscribe("flow", Seen(), **settings)  # type: ignore[arg-type]  # any of them


async def test_a_subscription_gets_what_arrives_after_it_was_made(inbox: Inbox):
    await inbox.receive(delivery(event("inv-before")))
    seen = Seen()
    inbox.subscribe("flow", seen)
    await inbox.receive(delivery(event("inv-after")))
    await inbox.dispatch()

    assert seen.names == ["inv-after@0"]


async def test_events_wait_for_a_handler_that_is_not_there_yet(inbox: Inbox, open_inbox: OpenInbox):
    inbox.subscribe("flow", Seen())
    inbox.close()
    await open_inbox().receive(delivery(event()))
    seen, later = Seen(), open_inbox()
    later.subscribe("flow", seen)
    await later.dispatch()

    assert seen.names == ["inv-1@0"]


async def test_an_ended_subscription_gets_nothing_more(inbox: Inbox):
    seen = Seen()
    inbox.subscribe("flow", seen)
    await inbox.receive(delivery(event("inv-1")))

    assert await inbox.unsubscribe("flow")
    assert not await inbox.unsubscribe("flow")
    await inbox.receive(delivery(event("inv-2")))
    await inbox.dispatch()

    assert seen.events == []
    assert await inbox.subscriptions() == []


async def test_the_events_of_a_record_come_in_the_order_in_which_they_happened(inbox: Inbox):
    seen = Seen()
    inbox.subscribe("flow", seen)
    await inbox.receive(delivery(event("inv-1", 3), event("inv-1", 1)))
    await inbox.receive(delivery(event("inv-1", 2)))
    await inbox.dispatch()

    assert seen.names == ["inv-1@1", "inv-1@2", "inv-1@3"]


async def test_a_later_event_waits_while_an_earlier_one_is_tried_again(
    open_inbox: OpenInbox, clock: FakeClock
):
    inbox = open_inbox(retries=BRIEF)
    seen = Seen(lambda one: one["eventDateUtc"].startswith("2026-03-02T08:00:01"))
    inbox.subscribe("flow", seen)
    await inbox.receive(delivery(event("inv-1", 1), event("inv-1", 2), event("inv-2", 3)))
    await inbox.dispatch()
    assert sorted(seen.names) == ["inv-1@1", "inv-2@3"]

    seen.fails = lambda _event: False
    clock.advance(10)
    await inbox.dispatch()
    assert seen.names[2:] == ["inv-1@1", "inv-1@2"]


async def test_what_keeps_failing_is_parked_with_the_reason_and_blocks_nothing(
    open_inbox: OpenInbox, clock: FakeClock, caplog: pytest.LogCaptureFixture
):
    inbox = open_inbox(retries=BRIEF)
    seen = Seen(lambda one: one["eventDateUtc"].startswith("2026-03-02T08:00:01"))
    inbox.subscribe("flow", seen)
    await inbox.receive(delivery(event("inv-1", 1), event("inv-1", 2)))
    with caplog.at_level(logging.WARNING, "xero_component.inbox"):
        for _ in range(10):
            await inbox.dispatch()
            clock.advance(20)

    assert seen.names == ["inv-1@1"] * 3 + ["inv-1@2"]
    (parked,) = await inbox.events(Search(state="parked"))
    (progress,) = parked.progress
    assert (progress.attempts, progress.reason) == (3, "ValueError: the handler fails")
    assert "flow did not handle an event: ValueError" in caplog.text


async def test_retries_back_off_and_spread(open_inbox: OpenInbox):
    retries = Retries(attempts=6, first=5, factor=4, longest=100)
    chances = [random.Random(seed) for seed in range(200)]  # noqa: S311 - chance that repeats, not a secret
    waits = [[retries.wait(attempt, chance) for attempt in range(1, 7)] for chance in chances]

    for attempt, whole in enumerate([5, 20, 80, 100, 100]):
        column = [row[attempt] for row in waits]
        assert all(one is not None and whole / 2 <= one <= whole for one in column)
        assert len(set(column)) > 100
    assert {row[5] for row in waits} == {None}
    assert Retries(attempts=10_000).wait(9_999, chances[0]) is not None


async def test_a_handler_that_hangs_is_ended_and_holds_up_no_other(
    open_inbox: OpenInbox, clock: FakeClock
):
    inbox = open_inbox(retries=BRIEF)
    seen, others = Seen(), Seen()

    async def hangs(one: WebhookEvent) -> None:
        if one["resourceId"] == "inv-1":
            await anyio.sleep_forever()
        await seen(one)

    inbox.subscribe("hangs", hangs, timeout=0.05)
    inbox.subscribe("other", others)
    await inbox.receive(delivery(event("inv-1"), event("inv-1", 1), event("inv-2")))
    await inbox.dispatch()

    assert seen.names == ["inv-2@0"]
    assert sorted(others.names) == ["inv-1@0", "inv-1@1", "inv-2@0"]
    (one,) = [p for p in (await inbox.event(1)).progress if p.subscription == "hangs"]
    assert (one.state, one.reason) == ("pending", "TimeoutError: no end within 0.05 s")


async def test_a_cancelled_error_of_the_handler_s_own_is_a_failure(inbox: Inbox):
    async def cancels(_event: WebhookEvent) -> None:
        raise anyio.get_cancelled_exc_class()

    inbox.subscribe("flow", cancels)
    await inbox.receive(delivery(event()))
    await inbox.dispatch()

    assert (await inbox.event(1)).progress[0].attempts == 1
    assert (await inbox.event(1)).progress[0].reason == "CancelledError"


async def test_no_more_run_at_once_than_the_subscription_allows(inbox: Inbox):
    running, most = 0, 0

    async def slow(_event: WebhookEvent) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(20):
            await anyio.lowlevel.checkpoint()
        running -= 1

    inbox.subscribe("flow", slow, concurrency=3)
    await inbox.receive(delivery(*(event(f"inv-{n}") for n in range(12))))

    assert await inbox.dispatch() == 12
    assert most == 3


async def test_the_events_of_one_record_never_run_at_once(inbox: Inbox):
    running: set[str] = set()

    async def slow(one: WebhookEvent) -> None:
        assert one["resourceId"] not in running
        running.add(one["resourceId"])
        await anyio.lowlevel.checkpoint()
        running.remove(one["resourceId"])

    inbox.subscribe("flow", slow)
    await inbox.receive(delivery(*(event(f"inv-{n % 3}", n) for n in range(30))))

    assert await inbox.dispatch() == 30
    assert await inbox.events(Search(state="pending")) == []


async def test_two_processes_on_one_database_share_the_work(inbox: Inbox, open_inbox: OpenInbox):
    here, there, second = Seen(), Seen(), open_inbox()
    inbox.subscribe("flow", here, concurrency=1)
    second.subscribe("flow", there, concurrency=1)
    await inbox.receive(delivery(*(event(f"inv-{n}") for n in range(20))))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(inbox.dispatch)
        tasks.start_soon(second.dispatch)

    assert sorted(here.names + there.names) == sorted(f"inv-{n}@0" for n in range(20))


async def test_the_work_of_a_process_that_died_is_taken_up_by_another(
    inbox: Inbox, open_inbox: OpenInbox, clock: FakeClock
):
    inbox.subscribe("flow")
    await inbox.receive(delivery(event()))
    await die_while_handling(inbox, "flow")
    seen, other = Seen(), open_inbox()
    other.subscribe("flow", seen)
    await other.dispatch()
    assert seen.events == []

    clock.advance(61)
    await other.dispatch()
    assert seen.names == ["inv-1@0"]


async def test_an_event_that_ends_every_process_is_parked(open_inbox: OpenInbox, clock: FakeClock):
    for _ in range(BRIEF.attempts):
        victim = open_inbox(retries=BRIEF)
        victim.subscribe("flow")
        await victim.receive(delivery(event()))
        await die_while_handling(victim, "flow")
        clock.advance(61)
    seen, last = Seen(), open_inbox(retries=BRIEF)
    last.subscribe("flow", seen)
    await last.dispatch()

    assert seen.events == []
    assert (await last.event(1)).progress[0].state == "parked"
    assert "never said" in str((await last.event(1)).progress[0].reason)


async def test_a_database_that_is_away_is_told_to_who_dispatches(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
):
    inbox.subscribe("flow", Seen())

    def away(_self: Database) -> None:
        raise UnavailableError("The store cannot be used now.")

    monkeypatch.setattr(Database, "write", away)
    with pytest.raises(UnavailableError):
        await inbox.dispatch()
