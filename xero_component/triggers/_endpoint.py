"""The webhook endpoint as an ASGI application, for a host to mount."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio

from xero_component.core import HttpDelivery
from xero_component.triggers._events import WebhookDelivery
from xero_component.triggers.webhook import WebhookInput, webhook

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler = Callable[[WebhookDelivery], Awaitable[object]]

LARGEST_BODY = 1024 * 1024
PATIENCE = 4.0
"""Seconds for a body to arrive; Xero itself gives up after five."""

log = logging.getLogger("xero_component.webhook")


class WebhookApp:
    """Answers Xero's POSTs: 401 with an empty body unless signed, 200 once `on_delivery` is done.

    `on_delivery` must store the events before it returns, as `Inbox.receive` does. When it raises,
    the answer is 500, and Xero delivers again. It gets the events that the filters of `settings`
    leave, and is not called when they leave none; give an endpoint for an inbox no filters.
    """

    def __init__(
        self,
        settings: WebhookInput,
        on_delivery: Handler,
        *,
        largest_body: int = LARGEST_BODY,
        patience: float = PATIENCE,
    ) -> None:
        self._settings = settings
        self._on_delivery = on_delivery
        self._largest_body = largest_body
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        if scope["method"] != "POST":
            await _answer(send, 405, ((b"allow", b"POST"),))
            return
        with anyio.move_on_after(self._patience) as waiting:
            body = await self._body(receive)
        if waiting.cancelled_caught:
            await _answer(send, 408, ((b"connection", b"close"),))
        elif body is None:
            await _answer(send, 413, ((b"connection", b"close"),))
        else:
            await _answer(send, await self._status(scope, body))

    async def _status(self, scope: Scope, body: bytes) -> int:
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        reply = webhook(HttpDelivery(headers, body), self._settings)
        if reply.payload is None:
            return reply.status
        try:
            await self._on_delivery(reply.payload)
        except Exception:
            log.exception("the handler of a webhook delivery failed; Xero will deliver it again")
            return 500
        return reply.status

    async def _body(self, receive: Receive) -> bytes | None:
        """Read the whole body; None when it is too large or the client has gone."""
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part: bytes = message.get("body", b"")
            size += len(part)
            if size > self._largest_body:
                return None
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


async def _answer(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    empty = ((b"content-length", b"0"),)
    await send({"type": "http.response.start", "status": status, "headers": [*empty, *headers]})
    await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
