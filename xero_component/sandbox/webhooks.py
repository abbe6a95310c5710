"""The webhook sender: signed events about what changed in the ledger.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias, TypeVar

import anyio
import httpx
import msgspec

from xero_component.sandbox.faults import FaultBoard
from xero_component.sandbox.webhook_outbox import KEPT_FOR, RETRY_EVERY, Delivery, Outbox
from xero_component.sandbox.webhook_receiver import check_url, connection, post
from xero_component.sandbox.wire import Change

GROUPED_WITHIN = 0.05
"""Seconds in which further changes join the same delivery."""
LARGEST_BATCH = 100
TRIES = (0.0, 0.1, 0.4)
"""Seconds to wait before each of the first tries; later ones follow the sandbox's clock."""

Event: TypeAlias = dict[str, object]
ResultT = TypeVar("ResultT")
_HANDSHAKE = ("correctly", "wrongly", "wrongly", "correctly")


class _Pending(NamedTuple):
    moment: datetime
    event: Event


class WebhookSender:
    """Turns changes into events, delivers them in order, and keeps what nobody accepted.

    What fails is tried again every 15 minutes of the sandbox's clock. After a day of that the
    webhook is disabled; events are kept for 31 days until it is enabled again. Faults on the board
    whose kind begins with `webhook-` make deliveries come twice, out of order, or not at all.
    """

    def __init__(
        self,
        key: str,
        url: str | None,
        clock: Callable[[], datetime],
        faults: FaultBoard | None = None,
    ) -> None:
        self._key = key.encode()
        self._clock = clock
        self._url = check_url(url)
        self._faults = faults or FaultBoard()
        self._enabled = True
        self._events: deque[_Pending] = deque()
        self._outbox = Outbox()
        self._held: Delivery | None = None
        self._sequence = 0
        self._sending = anyio.Lock()
        self._wake: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.api_url = "https://api.xero.com"

    @property
    def url(self) -> str | None:
        """Where events go; None while webhooks are off. A new one is enabled."""
        return self._url

    @url.setter
    def url(self, url: str | None) -> None:
        self._url = check_url(url)
        self._switch_on()

    def state(self) -> dict[str, object]:
        """Show where events go and how many wait, without the key."""
        due = self._outbox.next_due() if self._enabled else None
        return {
            "url": self._url,
            "enabled": self._enabled,
            "pending_events": len(self._events),
            "undelivered": len(self._outbox),
            "held_back": int(self._held is not None),
            "next_retry": due.isoformat() if due else None,
            "last_sequence": self._sequence,
        }

    def note(self, change: Change) -> None:
        """Take in a change, from any thread."""
        if self._url is None:
            return
        self._events.append(_Pending(self._clock(), self._event(change)))
        self.wake()

    def wake(self) -> None:
        """Let the running sender look what is to be sent, from any thread."""
        if self._wake is not None:
            self._wake()

    def forget(self) -> None:
        """Drop every event that was not delivered yet, and begin anew."""
        self._events.clear()
        self._outbox.clear()
        self._held = None
        self._switch_on()

    async def run(self) -> None:
        """Deliver events as they come, until cancelled."""
        loop, wanted = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(wanted.set)

        self._wake, self._loop = wake, loop
        wanted.set()
        try:
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wanted.wait(), self._patience())
                await asyncio.sleep(GROUPED_WITHIN)
                wanted.clear()
                await self.retry()
                await self.flush()
        finally:
            self._wake = self._loop = None

    async def flush(self) -> None:
        """Deliver what is pending; a batch that fails three times waits for its next try."""
        await self._beside_the_others(self._flush())

    async def _flush(self) -> None:
        async with self._sending, connection() as client:
            while self._enabled and self._events:
                size = min(LARGEST_BATCH, len(self._events))
                batch = [self._events.popleft().event for _ in range(size)]
                await self._send(client, batch)

    async def retry(self) -> int:
        """Try again what is due by the sandbox's clock; return how many deliveries went."""
        return await self._beside_the_others(self._retry())

    async def _retry(self) -> int:
        async with self._sending:
            self._drop_old()
            if self._held is not None and self._held.due and self._held.due <= self._clock():
                self._let_go()
            due = self._outbox.due(self._clock())
            if self._url is None or not due:
                return 0
            delivered = 0
            async with connection() as client:
                for delivery in due:
                    if self._enabled and await self._try(client, delivery, (0.0,)):
                        delivered += 1
            return delivered

    async def redeliver(self) -> int:
        """Send the undelivered batches again, oldest first, until one fails; return how many went.

        A batch goes out byte for byte as it did before; one that was lost or held back goes too.
        """
        return await self._beside_the_others(self._redeliver())

    async def _redeliver(self) -> int:
        delivered = 0
        async with self._sending, connection() as client:
            self._drop_old()
            self._let_go()
            for delivery in self._outbox.all():
                if not await self._try(client, delivery, (0.0,)):
                    break
                delivered += 1
        await self.flush()
        return delivered

    async def enable(self) -> dict[str, object]:
        """Check the receiver; if it passes, enable the webhook and send what was kept, in order.

        Raises ValueError when no URL is set.
        """
        report = await self.intent_to_receive()
        if report["passed"]:
            self._switch_on()
            await self.redeliver()
        return {**report, **self.state()}

    async def intent_to_receive(self) -> dict[str, object]:
        """Try the receiver as Xero does: it must accept good signatures and answer 401 to bad ones.

        Raises ValueError when no URL is set.
        """
        if self._url is None:
            raise ValueError("No webhook URL is set")
        return await self._beside_the_others(self._shake_hands(self._url))

    async def _shake_hands(self, url: str) -> dict[str, object]:
        attempts = []
        async with self._sending, connection() as client:
            for signed in _HANDSHAKE:
                body = self._body([])
                key = self._key if signed == "correctly" else secrets.token_bytes(32)
                answer = await post(client, url, body, key)
                right = answer.accepted if signed == "correctly" else answer.status == 401
                attempts.append(
                    {
                        "signed": signed,
                        "expected": 200 if signed == "correctly" else 401,
                        "status": answer.status,
                        "complaint": answer.complaint,
                        "passed": right and answer.complaint is None,
                    }
                )
        passed = all(attempt["passed"] for attempt in attempts)
        return {"url": url, "passed": passed, "attempts": attempts}

    async def _beside_the_others(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Do something where the running sender works: a lock holds within one event loop only."""
        if self._loop is None or self._loop is asyncio.get_running_loop():
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _send(self, client: httpx.AsyncClient, events: list[Event]) -> None:
        """Send a new delivery, and let the fault that is meant for it strike."""
        delivery = self._deliverable(events)
        held, self._held = self._held, None
        fault = self._faults.take_for_delivery() if held is None else ""
        if fault == "webhook-lose":
            self._outbox.keep(delivery, due=None)
        elif fault == "webhook-reorder":
            delivery.due = self._clock() + RETRY_EVERY
            self._held = delivery
        else:
            await self._try(client, delivery, TRIES)
        if fault == "webhook-repeat":
            await post(client, self._url, delivery.body, self._key)
        elif fault == "webhook-repeat-events":
            await self._try(client, self._deliverable(events), TRIES)
        if held is not None:
            await self._try(client, held, TRIES)

    async def _try(
        self, client: httpx.AsyncClient, delivery: Delivery, waits: Sequence[float]
    ) -> bool:
        for wait in waits:
            await anyio.sleep(wait)
            if (await post(client, self._url, delivery.body, self._key)).accepted:
                self._outbox.settle(delivery)
                return True
        if self._outbox.fail(delivery, self._clock()):
            self._enabled = False
        return False

    def _let_go(self) -> None:
        """Put the delivery that waits for the next one among those that are to be tried again."""
        held, self._held = self._held, None
        if held is not None:
            self._outbox.keep(held, held.due)

    def _switch_on(self) -> None:
        self._enabled = True
        self._outbox.begin_again()

    def _drop_old(self) -> None:
        oldest = self._clock() - KEPT_FOR
        self._outbox.drop_older_than(oldest)
        while self._events and self._events[0].moment < oldest:
            self._events.popleft()

    def _patience(self) -> float | None:
        """Seconds until the next try is due; None when only a wake-up brings more to do."""
        if self._url is None or not self._enabled:
            return None
        held = self._held.due if self._held else None
        due = min(filter(None, (held, self._outbox.next_due())), default=None)
        return None if due is None else max(1.0, (due - self._clock()).total_seconds())

    def _event(self, change: Change) -> Event:
        event: Event = {
            "resourceUrl": self.api_url + change.resource_path,
            "resourceId": change.resource_id,
            "tenantId": change.tenant_id,
            "tenantType": "ORGANISATION",
            "eventCategory": change.category,
            "eventType": change.event_type,
            "eventDateUtc": self._clock().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
        }
        return {**event, "data": dict(change.data)} if change.data else event

    def _deliverable(self, events: list[Event]) -> Delivery:
        first = self._sequence + 1
        return Delivery(first, self._body(events), self._clock())

    def _body(self, events: list[Event]) -> bytes:
        first = self._sequence + 1 if events else 0
        last = self._sequence + len(events) if events else 0
        self._sequence += len(events)
        envelope = {
            "events": events,
            "firstEventSequence": first,
            "lastEventSequence": last,
            "entropy": secrets.token_urlsafe(15)[:20].upper(),
        }
        return msgspec.json.encode(envelope)
