"""A client that counts what one stream costs."""

from collections.abc import Callable
from typing import Any, TypeVar

from xero_component.api.sources import Reader as Client
from xero_component.api.wire import Call, Reply
from xero_component.core.context import Trace

ResultT = TypeVar("ResultT")
DAY_HEADER = "x-daylimit-remaining"


class Meter:
    """Passes calls on, and counts them and the bytes of their answers.

    `trace` is that of the step that the client is bound to.
    """

    def __init__(self, client: Client, trace: Trace) -> None:
        self._client = client
        self._trace = trace
        self.bytes = 0
        self.day_remaining: int | None = None

    @property
    def calls(self) -> int:
        """Calls that Xero answered, those that the client repeated by itself too."""
        return self._trace.calls

    async def send(self, call: Call, parse: Callable[[Reply], ResultT]) -> ResultT:
        """Send a call and read its reply."""

        def counted(reply: Reply) -> ResultT:
            self.bytes += len(reply.content)
            left = reply.headers.get(DAY_HEADER, "").strip()
            if left.isascii() and left.isdecimal():
                self.day_remaining = int(left)
            return parse(reply)

        return await self._client.send(call, counted)

    def envelope(self, reply: Reply) -> dict[str, Any]:
        """Read a reply's envelope."""
        return self._client.envelope(reply)
