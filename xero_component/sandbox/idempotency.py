"""Xero's Idempotency-Key: the same request, sent again, gets the first one's reply.

https://developer.xero.com/documentation/guides/idempotent-requests/idempotency
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

import anyio

from xero_component.sandbox.wire import ApiResponse

LONGEST_KEY = 128
KEPT_FOR = timedelta(minutes=6)


class KeyReusedError(Exception):
    """A key came again within its six minutes, with a different request."""


@dataclass(slots=True)
class _Entry:
    fingerprint: str
    expires: datetime
    done: anyio.Event = field(default_factory=anyio.Event)
    reply: ApiResponse | None = None


class ReplyStore:
    """Replies by app and key, errors included, each kept for six minutes."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}

    async def once(
        self,
        client_id: str,
        key: str,
        fingerprint: str,
        execute: Callable[[], Awaitable[ApiResponse]],
    ) -> ApiResponse:
        """Execute a request, or wait for the reply to its first sending and hand that back.

        Raises KeyReusedError when the key belongs to another request.
        """
        while True:
            self._forget_old()
            entry = self._entries.get((client_id, key))
            if entry is None:
                return await self._execute((client_id, key), fingerprint, execute)
            if entry.fingerprint != fingerprint:
                raise KeyReusedError
            await entry.done.wait()
            if entry.reply is not None:
                return entry.reply

    async def _execute(
        self,
        place: tuple[str, str],
        fingerprint: str,
        execute: Callable[[], Awaitable[ApiResponse]],
    ) -> ApiResponse:
        entry = self._entries[place] = _Entry(fingerprint, self._clock() + KEPT_FOR)
        try:
            entry.reply = await execute()
        finally:
            if entry.reply is None and self._entries.get(place) is entry:
                del self._entries[place]
            entry.done.set()
        return entry.reply

    def _forget_old(self) -> None:
        """Drop what is too old; entries stand in the order in which they expire."""
        now = self._clock()
        old = takewhile(lambda pair: pair[1].expires <= now, self._entries.items())
        for place, entry in list(old):
            if entry.done.is_set():
                del self._entries[place]
