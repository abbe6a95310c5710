"""The webhook sender: signed events about what changed in the ledger.

https://developer.xero.com/documentation/guides/webhooks/overview
"""

import asyncio
import hmac
import secrets
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

import anyio
import httpx
import msgspec

from xero_component.sandbox.wire import Change

GROUPED_WITHIN = 0.05
"""Seconds in which further changes join the same delivery."""
LARGEST_BATCH = 100
TIMEOUT = 5.0
TRIES = (0.0, 0.1, 0.4)
"""Seconds to wait before each try."""

Event: TypeAlias = dict[str, object]
_HANDSHAKE = ("correctly", "wrongly", "wrongly", "correctly")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int | None
    complaint: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class WebhookSender:
    """Turns changes into events, delivers them in order, and keeps what nobody accepted."""

    def __init__(self, key: str, url: str | None, clock: Callable[[], datetime]) -> None:
        self._key = key.encode()
        self._clock = clock
        self._url = check_url(url)
        self._events: deque[Event] = deque()
        self._undelivered: deque[bytes] = deque()
        self._sequence = 0
        self._sending = anyio.Lock()
        self._wake: Callable[[], None] | None = None
        self.api_url = "https://api.xero.com"

    @property
    def url(self) -> str | None:
        """Where events go; None while webhooks are off."""
        return self._url

    @url.setter
    def url(self, url: str | None) -> None:
        self._url = check_url(url)

    def state(self) -> dict[str, object]:
        """Show where events go and how many wait, without the key."""
        return {
            "url": self._url,
            "pending_events": len(self._events),
            "undelivered": len(self._undelivered),
            "last_sequence": self._sequence,
        }

    def note(self, change: Change) -> None:
        """Take in a change, from any thread."""
        if self._url is None:
            return
        self._events.append(self._event(change))
        if self._wake is not None:
            self._wake()

    def forget(self) -> None:
        """Drop every event that was not delivered yet."""
        self._events.clear()
        self._undelivered.clear()

    async def run(self) -> None:
        """Deliver events as they come, until cancelled."""
        loop, wanted = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(wanted.set)

        self._wake = wake
        wanted.set()
        try:
            while True:
                await wanted.wait()
                await asyncio.sleep(GROUPED_WITHIN)
                wanted.clear()
                await self.flush()
        finally:
            self._wake = None

    async def flush(self) -> None:
        """Deliver what is pending; a batch that fails three times waits for `redeliver`."""
        async with self._sending, _client() as client:
            while self._events:
                batch = [
                    self._events.popleft() for _ in range(min(LARGEST_BATCH, len(self._events)))
                ]
                body = self._body(batch)
                if not await self._deliver(client, body, TRIES):
                    self._undelivered.append(body)

    async def redeliver(self) -> int:
        """Send the undelivered batches again, oldest first, until one fails; return how many went.

        A batch goes out byte for byte as it did before.
        """
        delivered = 0
        async with self._sending, _client() as client:
            while self._undelivered and await self._deliver(client, self._undelivered[0], (0.0,)):
                self._undelivered.popleft()
                delivered += 1
        await self.flush()
        return delivered

    async def intent_to_receive(self) -> dict[str, object]:
        """Try the receiver as Xero does: it must accept good signatures and answer 401 to bad ones.

        Raises ValueError when no URL is set.
        """
        if self._url is None:
            raise ValueError("No webhook URL is set")
        attempts = []
        async with self._sending, _client() as client:
            for signed in _HANDSHAKE:
                body = self._body([])
                key = self._key if signed == "correctly" else secrets.token_bytes(32)
                answer = await self._post(client, body, key)
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
        return {"url": self._url, "passed": passed, "attempts": attempts}

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

    async def _deliver(
        self, client: httpx.AsyncClient, body: bytes, tries: tuple[float, ...]
    ) -> bool:
        for wait in tries:
            await anyio.sleep(wait)
            if (await self._post(client, body, self._key)).accepted:
                return True
        return False

    async def _post(self, client: httpx.AsyncClient, body: bytes, key: bytes) -> _Answer:
        if self._url is None:
            return _Answer(None, "no webhook URL is set")
        signature = b64encode(hmac.digest(key, body, sha256)).decode()
        headers = {"Content-Type": "application/json", "x-xero-signature": signature}
        try:
            with anyio.fail_after(TIMEOUT):
                reply = await client.post(self._url, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            return _Answer(None, f"no answer: {type(error).__name__}")
        if reply.content:
            return _Answer(reply.status_code, "the body must be empty")
        if "set-cookie" in reply.headers:
            return _Answer(reply.status_code, "there must be no cookies")
        return _Answer(reply.status_code)


def check_url(url: str | None) -> str | None:
    """Let only http and https URLs of this machine through; raises ValueError."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        local = False
    else:
        local = local and parts.scheme in ("http", "https")
    if not local:
        raise ValueError("The webhook URL must be http(s)://localhost or another loopback address")
    return url


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, follow_redirects=False)
