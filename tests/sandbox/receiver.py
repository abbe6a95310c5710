"""A webhook receiver on a real socket."""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from queue import Queue
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from xero_component.sandbox.identity.applications import WEBHOOK_KEY
from xero_component.sandbox.serving import in_background


@dataclass
class Receiver:
    """Checks signatures as a good receiver does, unless it is told to misbehave."""

    checks: bool = True
    status: int = 200
    body: bytes = b""
    cookie: str = ""
    failures: int = 0
    """How many deliveries are answered with 500 first."""
    bodies: "Queue[bytes]" = field(default_factory=Queue)
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            assert (await receive())["type"] == "lifespan.startup"
            await send({"type": "lifespan.startup.complete"})
            assert (await receive())["type"] == "lifespan.shutdown"
            await send({"type": "lifespan.shutdown.complete"})
            return
        await (await self._answer(Request(scope, receive)))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        expected = b64encode(hmac.digest(WEBHOOK_KEY.encode(), body, sha256)).decode()
        if self.checks and request.headers.get("x-xero-signature") != expected:
            return Response(status_code=401)
        if self.failures:
            self.failures -= 1
            return Response(status_code=500)
        self.bodies.put(body)
        headers = {"set-cookie": self.cookie} if self.cookie else {}
        return Response(self.body, self.status, headers)

    def next(self) -> dict[str, Any]:
        delivered: dict[str, Any] = json.loads(self.bodies.get(timeout=10))
        return delivered

    def all(self) -> list[bytes]:
        """Take every body that was accepted so far, in the order in which they came."""
        return [self.bodies.get() for _ in range(self.bodies.qsize())]

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        with in_background(self, {}, "127.0.0.1", 0) as base_url:
            self.url = base_url + "/hook"
            yield self
