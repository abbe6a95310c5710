"""Listening in on the component and the sandbox, for the judge."""

import sys
from contextvars import ContextVar
from functools import wraps
from types import FrameType
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.judges.judge import API_BASE, Bench
from xero_component.api.client import XeroClient
from xero_component.connections._oauth.sending import Sender
from xero_component.sandbox.accounting import AccountingApi
from xero_component.sandbox.server import Sandbox, demo_ledger
from xero_component.sandbox.wire import ApiRequest, ApiResponse

CLIENT = "xero_component.api."
RAW_REQUESTS = "xero_component.actions.raw."

_component_is_sending: ContextVar[bool] = ContextVar("component_is_sending", default=False)


class Hearing:
    """What the judge has found since it was last asked."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._found: list[str] = []

    def take(self) -> list[str]:
        """Return the findings and forget them."""
        found, self._found = self._found, []
        return list(dict.fromkeys(found))

    def hear_request(self, request: httpx.Request) -> None:
        """Judge a request of the component."""
        url = request.url
        self._found += self._bench.request(
            request.method, str(url), request.headers.multi_items(), request.read()
        )

    def hear_reply(self, request: ApiRequest, response: ApiResponse) -> None:
        """Judge a reply of the sandbox's ledger."""
        path = "/".join(quote(part, safe="") for part in request.segments)
        self._found += self._bench.answer(
            request.method,
            f"{API_BASE}/{path}",
            response.status,
            response.media_type,
            response.body,
        )

    def hear_answer(self, scope: Scope, status: int, media_type: str, body: bytes) -> None:
        """Judge an answer of the sandbox's server."""
        path = scope["raw_path"].decode("latin-1")
        self._found += self._bench.answer(scope["method"], path, status, media_type, body)


class Overheard:
    """The sandbox's ASGI app with the judge listening; a fault on request is not its answer."""

    def __init__(self, app: ASGIApp, hearing: Hearing, has_books: bool) -> None:
        self._app = app
        self._hearing = hearing
        self._has_books = has_books

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and judge the answer when it is whole."""
        if scope["type"] != "http" or not (self._has_books or scope["path"][:5] != "/api."):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def listen(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body") and not scope.get("sandbox.faults"):
                    headers = dict(start["headers"])
                    media_type = headers.get(b"content-type", b"").decode("latin-1")
                    self._hearing.hear_answer(scope, start["status"], media_type, bytes(body))
            await send(message)

        await self._app(scope, receive, listen)


def listen_to_the_component(hearing: Hearing, patch: pytest.MonkeyPatch) -> None:
    """Judge each request that the component builds itself.

    What a test hands to the client, what a raw request holds, and what a test sends by its own
    httpx client are not the component's words.
    """
    send_call, send_form, send_request = XeroClient.send, Sender.send, httpx.AsyncClient.send

    @wraps(send_call)
    def send(self: XeroClient, *args: Any, **options: Any) -> Any:
        return _marked(own=_is_own(sys._getframe(1)), sending=send_call(self, *args, **options))

    @wraps(send_form)
    async def send_to_identity(self: Sender, *args: Any, **options: Any) -> Any:
        return await _marked(own=True, sending=send_form(self, *args, **options))

    @wraps(send_request)
    async def over_the_wire(
        self: httpx.AsyncClient, request: httpx.Request, **options: Any
    ) -> httpx.Response:
        own = _component_is_sending.get()
        try:
            response = await send_request(self, request, **options)
        except httpx.RequestError as lost:
            if own:
                hearing.hear_request(lost.request)
            raise
        if own:
            hearing.hear_request(response.request)
        return response

    patch.setattr(XeroClient, "send", send)
    patch.setattr(Sender, "send", send_to_identity)
    patch.setattr(httpx.AsyncClient, "send", over_the_wire)


def listen_to_the_sandbox(hearing: Hearing, patch: pytest.MonkeyPatch) -> None:
    """Judge each answer of the sandbox, from the ledger itself and over HTTP."""
    handle, make = AccountingApi.handle, Sandbox.__init__

    @wraps(handle)
    def handle_and_tell(self: AccountingApi, request: ApiRequest) -> ApiResponse:
        response = handle(self, request)
        hearing.hear_reply(request, response)
        return response

    @wraps(make)
    def make_overheard(self: Sandbox, *args: Any, **options: Any) -> None:
        make(self, *args, **options)
        has_books = options.get("ledger", demo_ledger) is demo_ledger
        self.app = Overheard(self.app, hearing, has_books)

    patch.setattr(AccountingApi, "handle", handle_and_tell)
    patch.setattr(Sandbox, "__init__", make_overheard)


def _is_own(caller: FrameType | None) -> bool:
    """Tell whether a call comes from the component: who used the client is no test."""
    while caller is not None:
        name = str(caller.f_globals.get("__name__"))
        if not name.startswith((CLIENT, __name__)):
            return not name.startswith(("tests.", RAW_REQUESTS))
        caller = caller.f_back
    return True


async def _marked(*, own: bool, sending: Any) -> Any:
    token = _component_is_sending.set(own)
    try:
        return await sending
    finally:
        _component_is_sending.reset(token)
