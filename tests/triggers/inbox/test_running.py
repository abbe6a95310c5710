"""Handlers that run all the time, woken by what arrives, and how they stop."""

from datetime import UTC, datetime

import anyio
import pytest

from tests.triggers.inbox.conftest import OpenInbox
from tests.triggers.inbox.samples import Seen, delivery, event
from xero_component.triggers import Inbox, Search, WebhookEvent

PATIENCE = 10.0


class StillClock:
    """Stands still; who sleeps by it waits until `tick`."""

    def __init__(self) -> None:
        self._ticked = anyio.Event()

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    async def sleep(self, seconds: float) -> None:
        await self._ticked.wait()

    def tick(self) -> None:
        self._ticked.set()
        self._ticked = anyio.Event()


class Waited(Seen):
    """A handler that tells when it has seen a number of events."""

    def __init__(self, count: int = 1) -> None:
        super().__init__()
        self._count = count
        self.done = anyio.Event()

    async def __call__(self, event: WebhookEvent) -> None:
        await super().__call__(event)
        if len(self.events) == self._count:
            self.done.set()


@pytest.fixture
def still() -> StillClock:
    return StillClock()


@pytest.fixture
def inbox(open_inbox: OpenInbox, still: StillClock) -> Inbox:
    return open_inbox(clock=still)


async def test_a_receipt_wakes_the_handler(inbox: Inbox):
    seen = Waited(3)
    inbox.subscribe("flow", seen)
    with anyio.fail_after(PATIENCE):
        async with inbox.dispatching():
            await inbox.receive(delivery(event("inv-1")))
            await inbox.receive(delivery(event("inv-2"), event("inv-2", 1)))
            await seen.done.wait()

    assert seen.names == ["inv-1@0", "inv-2@0", "inv-2@1"]
    assert await inbox.events(Search(state="pending")) == []


async def test_what_another_process_stored_is_found_after_a_while(
    inbox: Inbox, open_inbox: OpenInbox, still: StillClock
):
    seen = Waited()
    inbox.subscribe("flow", seen)
    with anyio.fail_after(PATIENCE):
        async with inbox.dispatching():
            await anyio.wait_all_tasks_blocked()
            await open_inbox(clock=still).receive(delivery(event()))
            assert seen.events == []
            while not seen.done.is_set():
                still.tick()
                await anyio.lowlevel.checkpoint()

    assert seen.names == ["inv-1@0"]


async def test_a_handler_that_is_subscribed_meanwhile_is_served(inbox: Inbox):
    seen = Waited()
    with anyio.fail_after(PATIENCE):
        async with inbox.dispatching():
            inbox.subscribe("flow", seen)
            await inbox.receive(delivery(event()))
            await seen.done.wait()

    assert seen.names == ["inv-1@0"]


async def test_a_new_handler_under_a_name_takes_over(inbox: Inbox):
    first, second = Waited(), Waited()
    inbox.subscribe("flow", first)
    with anyio.fail_after(PATIENCE):
        async with inbox.dispatching():
            await inbox.receive(delivery(event("inv-1")))
            await first.done.wait()
            inbox.subscribe("flow", second)
            await anyio.wait_all_tasks_blocked()
            await inbox.receive(delivery(event("inv-2")))
            await second.done.wait()

    assert (first.names, second.names) == (["inv-1@0"], ["inv-2@0"])


async def test_what_is_in_flight_may_end_before_it_stops(inbox: Inbox):
    started, finished = anyio.Event(), anyio.Event()

    async def slow(_event: WebhookEvent) -> None:
        started.set()
        await finished.wait()

    inbox.subscribe("flow", slow)
    with anyio.fail_after(PATIENCE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(inbox.run)
            await inbox.receive(delivery(event()))
            await started.wait()
            tasks.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                await anyio.wait_all_tasks_blocked()
                finished.set()

    assert (await inbox.event(1)).progress[0].state == "done"


async def test_what_takes_too_long_to_end_is_given_back(inbox: Inbox, open_inbox: OpenInbox):
    started = anyio.Event()

    async def hangs(_event: WebhookEvent) -> None:
        started.set()
        await anyio.sleep_forever()

    inbox.subscribe("flow", hangs)
    with anyio.fail_after(PATIENCE):
        async with inbox.dispatching(grace=0):
            await inbox.receive(delivery(event()))
            await started.wait()

    seen = Seen()
    inbox.subscribe("flow", seen)
    await inbox.dispatch()
    assert seen.names == ["inv-1@0"]
    assert (await inbox.event(1)).progress[0].attempts == 1


async def test_an_error_in_the_block_comes_out_as_it_is(inbox: Inbox):
    with pytest.raises(KeyError, match="mine"):
        async with inbox.dispatching():
            raise KeyError("mine")


async def test_a_hanging_handler_does_not_keep_new_events_from_others(inbox: Inbox):
    seen = Waited(2)

    async def hangs(_event: WebhookEvent) -> None:
        await anyio.sleep_forever()

    inbox.subscribe("hangs", hangs, concurrency=1)
    inbox.subscribe("flow", seen)
    with anyio.fail_after(PATIENCE):
        async with inbox.dispatching(grace=0):
            await inbox.receive(delivery(event("inv-1")))
            await inbox.receive(delivery(event("inv-2")))
            await seen.done.wait()

    assert seen.names == ["inv-1@0", "inv-2@0"]
