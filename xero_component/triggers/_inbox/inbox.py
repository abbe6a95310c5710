"""The inbox itself: receive, subscribe, dispatch, look."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, timedelta
from functools import partial
from typing import Self, TypeVar

import anyio
import anyio.to_thread
import sqlalchemy as sa

from xero_component.api.clock import Clock, SystemClock
from xero_component.errors import InputError
from xero_component.store.database import Database
from xero_component.store.location import default_url
from xero_component.triggers._events import WebhookDelivery
from xero_component.triggers._filters import EventFilter
from xero_component.triggers._inbox.bell import Bell
from xero_component.triggers._inbox.crew import Crew, Registration
from xero_component.triggers._inbox.dispatching import Desk, Dispatcher
from xero_component.triggers._inbox.gaps import Fetch, Gap, all_gaps, close_gap
from xero_component.triggers._inbox.handlers import Handler, HttpCallback, PulledEvent
from xero_component.triggers._inbox.jobs import Claim, Outcome, claim, settle
from xero_component.triggers._inbox.keeping import (
    KeptEvent,
    Replay,
    Search,
    find,
    find_one,
    prune,
    replay,
)
from xero_component.triggers._inbox.reasons import stored
from xero_component.triggers._inbox.receiving import Receipt, store
from xero_component.triggers._inbox.retries import Retries
from xero_component.triggers._inbox.subscriptions import (
    Kind,
    Subscription,
    all_subscriptions,
    checked_name,
    remove_subscription,
    save_subscription,
)
from xero_component.triggers._inbox.untold import untold
from xero_component.triggers._inbox.writer import Change, Writer

AskedT = TypeVar("AskedT")
GivenT = TypeVar("GivenT")

TIMEOUT = 30.0
CONCURRENCY = 8
RETENTION = timedelta(days=35)
"""Longer than the 31 days for which Xero can replay events, so that none of them runs twice."""
POLL_INTERVAL = 2.0
GRACE = 10.0
HOUSEKEEPING = 300.0
"""Seconds between two looks for gaps to heal and events to prune."""

log = logging.getLogger("xero_component.inbox")


class Inbox:
    """Keeps the events of Xero's webhook until every subscription has handled them.

        inbox = Inbox()
        inbox.subscribe("flow-1", start_flow, categories=["INVOICE"])
        app = WebhookApp(WebhookInput(webhook_key=key), inbox.receive)
        async with inbox.dispatching():
            ...  # serve app

    An event is handed at least once to each subscription that asked for it, once when nothing
    crashes, however often Xero delivers it; and per record in the order in which it happened. The
    events are in SQLite, by default in the user's data folder, or in PostgreSQL by URL; several
    processes may receive and dispatch on one database. Without `url` it is the database that
    `XERO_COMPONENT_STORE` names. Raises `ConfigurationError` when the database cannot be used,
    `UnavailableError` when it is away or busy. Give the endpoint's settings no filters here:
    subscriptions have their own, and what an endpoint leaves out looks like a gap.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        clock: Clock | None = None,
        jitter: random.Random | None = None,
        retries: Retries | None = None,
        retention: timedelta = RETENTION,
        poll_interval: float = POLL_INTERVAL,
    ) -> None:
        self._database = Database(url or default_url())
        self._writer = Writer(self._database)
        self._desk = Desk(
            self._writer,
            clock or SystemClock(),
            jitter or random.Random(),  # noqa: S311 - spreads retries, guards nothing
            retries or Retries(),
        )
        self._retention = retention
        self._poll_interval = poll_interval
        self._bell = Bell()
        self._registered: dict[str, Registration] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await anyio.to_thread.run_sync(self.close)

    def close(self) -> None:
        """Finish what was asked, and close the database."""
        self._writer.close()
        self._database.close()

    async def receive(self, delivery: WebhookDelivery, feed: str = "") -> int:
        """Store a delivery's events on disk; return how many of them were new.

        Where several apps deliver to one inbox, `feed` names the app: each counts by itself. When
        this raises, answer 500, and Xero delivers again.
        """
        count = await self._change(store, Receipt.of(delivery, feed, self._desk.now()))
        if count:
            self._bell.ring()
        return count

    def subscribe(
        self,
        name: str,
        handler: Handler | None = None,
        *,
        organisations: Iterable[str] | None = None,
        categories: Iterable[str] | None = None,
        event_types: Iterable[str] | None = None,
        timeout: float = TIMEOUT,
        concurrency: int = CONCURRENCY,
    ) -> Subscription:
        """Keep events under a name from now on, and hand them to a handler, or to who pulls.

        The handler is an async function, or an `HttpCallback`; without one, `pull` hands events
        out. Name and filters stay in the database, so that events wait while no handler runs: call
        this at each start. A filter is a list; one that is left out lets everything through. A
        handler has `timeout` seconds, and handles events of at most `concurrency` records at once.
        Raises `InputError` for a name that is none.
        """
        _require_positive(timeout=timeout, concurrency=concurrency)
        kind: Kind = "callback" if isinstance(handler, HttpCallback) else "callable"
        made = Subscription(
            name=checked_name(name),
            kind="pull" if handler is None else kind,
            filter=EventFilter.of(organisations, categories, event_types),
            created_at=self._desk.clock.now().astimezone(UTC),
        )
        self._writer.submit(save_subscription, made).result()
        if handler is None:
            self._registered.pop(made.name, None)
        else:
            self._registered[made.name] = Registration(handler, timeout, concurrency)
        self._bell.ring()
        return made

    async def unsubscribe(self, name: str) -> bool:
        """Forget a subscription, and the events that wait for it; False when there is none."""
        self._registered.pop(name.strip(), None)
        self._bell.ring()
        return await self._change(remove_subscription, name.strip())

    async def subscriptions(self) -> list[Subscription]:
        """Return every subscription of the database, by name."""
        return await self._look(all_subscriptions)

    async def dispatch(self) -> int:
        """Run the handlers of this process on what is due now; return how many events they had.

        For a host with a schedule of its own, and for tests. `run` does this all the time.
        """
        counts: list[int] = []
        failures: list[Exception] = []

        async def drain(dispatcher: Dispatcher) -> None:
            try:
                counts.append(await dispatcher.drain())
            except Exception as error:
                failures.append(error)

        async with anyio.create_task_group() as tasks:
            for name, registration in self._registered.items():
                tasks.start_soon(drain, registration.dispatcher(name, self._desk))
        if failures:
            raise failures[0]
        return sum(counts)

    @asynccontextmanager
    async def dispatching(
        self, *, heal: Fetch | None = None, grace: float = GRACE
    ) -> AsyncIterator[None]:
        """Run the handlers while the block runs; heal gaps by `heal`, and remove what is old.

        At the end, what is in flight has `grace` seconds; after that it is cancelled and given
        back, for another process or the next start.
        """
        crew = Crew(self._registered, self._desk, poll_interval=self._poll_interval)
        async with crew.at_work(self._bell, grace, lambda: self._keep_house(heal)):
            yield

    async def run(self, *, heal: Fetch | None = None, grace: float = GRACE) -> None:
        """Run the handlers until cancelled."""
        async with self.dispatching(heal=heal, grace=grace):
            await anyio.sleep_forever()

    async def pull(self, name: str, limit: int = 10, *, lease: float = 60.0) -> list[PulledEvent]:
        """Hand out the next events of a subscription, at most one of each record.

        Acknowledge or reject each within `lease` seconds, else it is handed out again.
        """
        _require_positive(limit=limit, lease=lease)
        asked = Claim(
            subscription=checked_name(name),
            limit=limit,
            seconds=lease,
            now=self._desk.now(),
            attempts=self._desk.retries.attempts,
        )
        jobs = await self._change(claim, asked)
        return [
            PulledEvent(f"{job.id}-{job.attempts}-{job.lease}", job.event, job.attempts)
            for job in jobs
        ]

    async def acknowledge(self, ids: Iterable[str]) -> int:
        """Mark pulled events as handled; return how many of them were still leased to the caller.

        Raises `InputError` for what is no id of a pulled event.
        """
        now = self._desk.now()
        pulled = [_pulled(one) for one in ids]
        done = [Outcome.done(job, lease, now) for job, _attempts, lease in pulled]
        answers = [self._writer.submit(settle, outcome) for outcome in done]
        return sum([await asyncio.wrap_future(answer) for answer in answers])

    async def reject(self, pulled_id: str, reason: str) -> bool:
        """Have a pulled event tried again later, or parked with the reason after enough attempts.

        False when its lease had ended. Raises `InputError` for what is no id of a pulled event.
        """
        job, attempts, lease = _pulled(pulled_id)
        wait = self._desk.retries.wait(attempts, self._desk.jitter)
        outcome = Outcome.failed(job, lease, self._desk.now(), stored(reason), wait)
        return await self._change(settle, outcome)

    async def gaps(self, *, open_only: bool = True) -> list[Gap]:
        """Return the sequence numbers that no delivery has brought, oldest first."""
        return await self._look(lambda work: all_gaps(work, open_only=open_only))

    async def heal(self, fetch: Fetch, *, by: str = "poll", older_than: float = 60.0) -> list[Gap]:
        """Ask `fetch` for the events of each open gap, store them, and mark the gap with `by`.

        Gaps younger than `older_than` seconds are left alone: a delivery may only be late. What the
        inbox knows already of a record is not stored again. When `fetch` raises, its gap stays
        open. Returns the gaps that were healed.
        """
        healed = []
        for gap in await self.gaps():
            if self._desk.now() - gap.found_at.timestamp() < older_than:
                continue
            try:
                found = list(await fetch(gap))
            except Exception:
                log.exception("a gap could not be healed: %d to %d", gap.first, gap.last)
                continue
            events = await self._look(partial(untold, found=found))
            if events:
                delivery = WebhookDelivery(events=events, firstEventSequence=0, lastEventSequence=0)
                found_at = self._desk.now()
                receipt = Receipt.of(delivery, gap.feed, found_at, healed=True)
                await self._change(store, receipt)
                self._bell.ring()
            if await self._change(close_gap, (gap.id, self._desk.now(), stored(by))):
                healed.append(gap)
        return healed

    async def events(self, search: Search | None = None) -> list[KeptEvent]:
        """Return what the inbox holds, oldest first, with what became of each event."""
        return await self._look(lambda work: find(work, search or Search()))

    async def event(self, event_id: int) -> KeptEvent:
        """Return one event; raise `InputError` when the inbox does not hold it."""
        return await self._look(lambda work: find_one(work, event_id))

    async def replay(self, event_id: int | None = None, *, subscription: str | None = None) -> int:
        """Hand an event out again, or all that is parked; return for how many handlers.

        With both, the subscription gets the event even if it had not asked for it. What is pending
        stays as it is. Raises `InputError` for an event or a subscription that is not there.
        """
        asked = Replay(now=self._desk.now(), event_id=event_id, subscription=subscription)
        count = await self._change(replay, asked)
        self._bell.ring()
        return count

    async def prune(self) -> int:
        """Remove events that are done and older than the retention; parked ones stay."""
        before = self._desk.now() - self._retention.total_seconds()
        removed = 0
        while count := await self._change(prune, before):
            removed += count
        return removed

    async def _keep_house(self, fetch: Fetch | None) -> None:
        while True:
            try:
                await self.prune()
                if fetch is not None:
                    await self.heal(fetch)
            except Exception:
                log.exception("the inbox could not be tidied; it is tried again")
            await self._desk.clock.sleep(HOUSEKEEPING)

    async def _change(self, change: Change[AskedT, GivenT], asked: AskedT) -> GivenT:
        return await asyncio.wrap_future(self._writer.submit(change, asked))

    async def _look(self, look: Callable[[sa.Connection], GivenT]) -> GivenT:
        def read() -> GivenT:
            with self._database.read() as work:
                return look(work)

        return await anyio.to_thread.run_sync(read)


def _pulled(pulled_id: str) -> tuple[int, int, str]:
    job, _, rest = pulled_id.partition("-")
    attempts, _, lease = rest.partition("-")
    if not (job.isdecimal() and attempts.isdecimal() and lease):
        raise InputError("This is no id of a pulled event.")
    return int(job), int(attempts), lease


def _require_positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise InputError(f"{name} must be more than 0.")
