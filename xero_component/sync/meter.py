"""A client that counts what one stream costs."""

from collections.abc import Callable
from typing import Any, TypeVar

from xero_component.api.sources import Reader as Client
from xero_component.api.wire import Call, Reply
from xero_component.errors import XeroComponentError

ResultT = TypeVar("ResultT")
DAY_HEADER = "x-daylimit-remaining"


class Meter:
    """Passes calls on, and counts them and the bytes of their answers."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.calls = 0
        """Answered calls; what the client repeats by itself is not seen here."""
        self.bytes = 0
        self.day_remaining: int | None = None

    async def send(self, call: Call, parse: Callable[[Reply], ResultT]) -> ResultT:
        """Send a call and read its reply."""

        def counted(reply: Reply) -> ResultT:
            self.calls += 1
            self.bytes += len(reply.content)
            left = reply.headers.get(DAY_HEADER, "").strip()
            if left.isascii() and left.isdecimal():
                self.day_remaining = int(left)
            return parse(reply)

        try:
            return await self._client.send(call, counted)
        except XeroComponentError as error:
            self.calls += error.status is not None
            raise

    def envelope(self, reply: Reply) -> dict[str, Any]:
        """Read a reply's envelope."""
        return self._client.envelope(reply)
