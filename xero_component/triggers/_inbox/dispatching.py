"""Handing the events of one subscription to its handler, several records at a time."""

import asyncio
import logging
import random
from dataclasses import dataclass

import anyio
from anyio.abc import TaskGroup

from xero_component.api.clock import Clock
from xero_component.triggers._inbox.handlers import Handler
from xero_component.triggers._inbox.jobs import Claim, Job, Outcome, claim, settle
from xero_component.triggers._inbox.reasons import reason_of
from xero_component.triggers._inbox.retries import Retries
from xero_component.triggers._inbox.writer import Writer

AFTER_TIMEOUT = 30.0
"""Seconds that a lease lasts beyond the handler's time, to store what became of it."""

log = logging.getLogger("xero_component.inbox")


@dataclass(frozen=True, slots=True)
class Desk:
    """What all dispatchers of an inbox share."""

    writer: Writer
    clock: Clock
    jitter: random.Random
    retries: Retries

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self.clock.now().timestamp()


class Dispatcher:
    """Runs one subscription's handler, so that no other waits for it and its errors end here."""

    def __init__(
        self, name: str, handler: Handler, desk: Desk, *, timeout: float, concurrency: int
    ) -> None:
        self.name = name
        self._handler = handler
        self._desk = desk
        self._timeout = timeout
        self._concurrency = concurrency
        self._running = 0
        self._stirred = anyio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look for events now; to be called in the event loop that runs this."""
        self._stirred.set()

    def stop(self) -> None:
        """Take up nothing more."""
        self._stopping = True
        self.wake()

    async def drain(self) -> int:
        """Handle what is due, until nothing is; return how many events were handed out."""
        handed_out = 0
        failure: Exception | None = None
        async with anyio.create_task_group() as tasks:
            while failure is None:
                self._stirred = stirred = anyio.Event()
                try:
                    handed_out += await self._take_up(tasks)
                except Exception as error:
                    failure = error  # raised below: a task group would wrap it
                if not self._running:
                    break
                await stirred.wait()
        if failure is not None:
            raise failure
        return handed_out

    async def serve(self, poll_interval: float) -> None:
        """Handle events as they come, until stopped; cancelled, give back what is in flight."""
        async with anyio.create_task_group() as tasks:
            while not self._stopping:
                self._stirred = stirred = anyio.Event()
                try:
                    await self._take_up(tasks)
                except Exception:
                    log.exception("the inbox cannot be read; it is tried again")
                await self._rest(stirred, poll_interval)

    async def _rest(self, stirred: anyio.Event, seconds: float) -> None:
        """Wait to be woken, or for the time after which another process may have stored events."""
        async with anyio.create_task_group() as either:

            async def sleep() -> None:
                await self._desk.clock.sleep(seconds)
                stirred.set()

            either.start_soon(sleep)
            await stirred.wait()
            either.cancel_scope.cancel()

    async def _take_up(self, tasks: TaskGroup) -> int:
        free = self._concurrency - self._running
        if free < 1:
            return 0
        asked = Claim(
            subscription=self.name,
            limit=free,
            seconds=self._timeout + AFTER_TIMEOUT,
            now=self._desk.now(),
            attempts=self._desk.retries.attempts,
        )
        with anyio.CancelScope(shield=True):  # what is leased is handled, or given back
            jobs = await asyncio.wrap_future(self._desk.writer.submit(claim, asked))
        for job in jobs:
            self._running += 1
            tasks.start_soon(self._handle, job)
        return len(jobs)

    async def _handle(self, job: Job) -> None:
        try:
            outcome = await self._outcome(job)
            with anyio.CancelScope(shield=True):
                await asyncio.wrap_future(self._desk.writer.submit(settle, outcome))
        except Exception:
            log.exception("what became of an event could not be stored; it will be handled again")
        finally:
            self._running -= 1
            self._stirred.set()

    async def _outcome(self, job: Job) -> Outcome:
        limit = anyio.CancelScope()
        try:
            with anyio.fail_after(self._timeout) as limit:
                await self._handler(job.event)
        except anyio.get_cancelled_exc_class() as error:
            if _is_being_cancelled():
                return Outcome.given_back(job.id, job.lease, self._desk.now())
            reason = reason_of(error)
        except Exception as error:
            late = f"TimeoutError: no end within {self._timeout:g} s"
            reason = late if limit.cancelled_caught else reason_of(error)
        else:
            return Outcome.done(job.id, job.lease, self._desk.now())
        kind = reason.partition(":")[0]  # the rest is the handler's text, and may quote the ledger
        log.warning("%s did not handle an event: %s", self.name, kind)
        wait = self._desk.retries.wait(job.attempts, self._desk.jitter)
        return Outcome.failed(job.id, job.lease, self._desk.now(), reason, wait)


def _is_being_cancelled() -> bool:
    """Tell whether this task is to end, or only something that its handler waited for has."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
