"""What stands between client and server: the log of requests, and faults of the wire."""

from asyncio import Transport
from collections.abc import Callable, MutableMapping
from datetime import datetime
from socket import SO_LINGER, SOL_SOCKET
from struct import pack

import anyio
import httpx
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xero_component.sandbox.faults import FaultBoard
from xero_component.sandbox.gateway import BASE, LIMIT_FAULTS
from xero_component.sandbox.limits import Problem
from xero_component.sandbox.problems import FAULT_PAGES, problem, respond
from xero_component.sandbox.request_log import LoggedRequest, RequestLog
from xero_component.sandbox.wire import ApiResponse

CONTROL = "/sandbox"
_INSTEAD = frozenset({"502", "503-text", "html-200"})
_GATEWAY_S_OWN = frozenset({"500", "500-html", *LIMIT_FAULTS})

Wires = MutableMapping[tuple[str, int], Transport]
"""The open sockets of the server by the client's address; empty when there is no server."""


class FaultyTransport:
    """Passes requests on to the app, lets faults strike them, and logs them."""

    def __init__(
        self,
        app: ASGIApp,
        faults: FaultBoard,
        log: RequestLog,
        wires: Wires,
        clock: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._faults = faults
        self._log = log
        self._wires = wires
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection as ASGI has it."""
        if scope["type"] != "http" or (scope["path"] + "/").startswith(CONTROL + "/"):
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        path = scope["path"]
        taken = self._faults.take(scope["method"], path.removeprefix(BASE), query)
        names = tuple(fault.name for fault in taken)
        scope["sandbox.faults"] = names
        scope["sandbox.delay"] = sum(fault.delay for fault in taken)
        headers = Request(scope).headers
        times_cleared = self._log.times_cleared

        def note(status: int | None) -> None:
            self._log.add(
                LoggedRequest(
                    time=self._clock().isoformat(),
                    method=scope["method"],
                    path=path,
                    query=query if path.startswith("/api.xro/") else "",
                    tenant=headers.get("xero-tenant-id"),
                    idempotency_key=headers.get("idempotency-key"),
                    status=status,
                    faults=[str(fault) for fault in taken],
                ),
                times_cleared,
            )

        reply = _Reply(send, note)
        try:
            await self._exchange(scope, receive, reply, names)
        finally:
            reply.settle(None)

    async def _exchange(
        self, scope: Scope, receive: Receive, reply: "_Reply", names: tuple[str, ...]
    ) -> None:
        in_gateway = scope["path"].startswith(BASE + "/")
        for name in names:
            if name in _INSTEAD or (name in _GATEWAY_S_OWN and not in_gateway):
                await respond(_page(name))(scope, receive, reply.pass_on)
                return
        if "reset-before" in names:
            await self._reset(scope, receive, reply)
            return
        if "slow" in names and not in_gateway:
            await anyio.sleep(scope["sandbox.delay"])
        struck = {"reset-after", "504", "empty-200", "half-json"} & set(names)
        if not struck:
            await self._app(scope, receive, reply.pass_on)
            return
        await self._app(scope, receive, reply.keep)
        if "reset-after" in struck:
            await self._reset(scope, receive, reply)
        elif "504" in struck:
            await respond(FAULT_PAGES["504"])(scope, receive, reply.pass_on)
        else:
            await reply.send_part(0.5 if "half-json" in struck else 0)

    async def _reset(self, scope: Scope, receive: Receive, reply: "_Reply") -> None:
        """Reset the connection; where there is no socket, fail as httpx does on a reset."""
        reply.settle(None)
        wire = self._wires.get(tuple(scope["client"] or ()))
        if wire is None:
            raise httpx.ReadError("The sandbox reset the connection")
        # Lingering for no time is what makes the system send a reset and not an orderly end.
        wire.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))
        wire.abort()
        while (await receive())["type"] != "http.disconnect":
            continue


class _Reply:
    """What the app answers, passed on or kept back; noted before the client can see it."""

    def __init__(self, send: Send, note: Callable[[int | None], None]) -> None:
        self._send = send
        self._note: Callable[[int | None], None] | None = note
        self._start: Message = {}
        self._body = bytearray()

    def settle(self, status: int | None) -> None:
        """Note the status, once; None for a connection without a reply."""
        note, self._note = self._note, None
        if note is not None:
            note(status)

    async def pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.settle(message["status"])
        await self._send(message)

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._body += message.get("body", b"")

    async def send_part(self, part: float) -> None:
        """Send what was kept, with only this part of its body."""
        body = bytes(self._body[: int(len(self._body) * part)])
        headers = [pair for pair in self._start["headers"] if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self.pass_on({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _page(name: str) -> ApiResponse:
    limit: Problem | None = LIMIT_FAULTS.get(name)
    if limit is None:
        return FAULT_PAGES[name]
    answer = problem(429, "Too Many Requests", f"The {limit} rate limit has been exceeded")
    wait = {"minute": {"Retry-After": "60"}, "day": {"Retry-After": "86400"}}.get(limit, {})
    return ApiResponse(429, answer.body, answer.media_type, {"X-Rate-Limit-Problem": limit, **wait})
