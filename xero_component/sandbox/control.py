"""The sandbox's own endpoints under /sandbox: faults, edits, time, requests, webhooks, reset."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import anyio
import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from xero_component.sandbox.clock import SandboxClock
from xero_component.sandbox.edits import EDITS, Edit
from xero_component.sandbox.faults import KINDS, FaultBoard, parse_fault
from xero_component.sandbox.request_log import RequestLog
from xero_component.sandbox.webhooks import WebhookSender

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


class _EditBody(msgspec.Struct, forbid_unknown_fields=True):
    """What POST /edits takes; an organisation or a record that is not named is the first one."""

    edit: str
    object: str
    tenant: str | None = None
    id: str | None = None
    count: int | None = None
    field: str | None = None
    seed: int | None = None


class Control:
    """Steers a running sandbox; bad input is answered with 400 and `{"error": …}`."""

    def __init__(
        self,
        clock: SandboxClock,
        faults: FaultBoard,
        log: RequestLog,
        webhooks: WebhookSender,
        edit: Callable[[str | None, Edit], list[str]],
        reset: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._faults = faults
        self._log = log
        self._webhooks = webhooks
        self._edit = edit
        self._reset = reset

    def routes(self) -> list[Route]:
        """List the endpoints with their paths."""
        table: list[tuple[str, str, _Endpoint]] = [
            ("GET", "/faults", self.list_faults),
            ("POST", "/faults", self.add_faults),
            ("DELETE", "/faults", self.clear_faults),
            ("GET", "/clock", self.read_clock),
            ("POST", "/clock", self.advance_clock),
            ("GET", "/requests", self.list_requests),
            ("DELETE", "/requests", self.clear_requests),
            ("GET", "/edits", self.list_edits),
            ("POST", "/edits", self.make_edit),
            ("POST", "/reset", self.start_over),
            ("GET", "/webhooks", self.show_webhooks),
            ("PUT", "/webhooks", self.set_webhook_url),
            ("POST", "/webhooks/redeliver", self.redeliver),
            ("POST", "/webhooks/enable", self.enable),
            ("POST", "/webhooks/intent-to-receive", self.intent_to_receive),
        ]
        return [
            Route("/sandbox" + path, _guarded(endpoint), methods=[method])
            for method, path, endpoint in table
        ]

    async def list_faults(self, _request: Request) -> Response:
        """Show the faults that wait, and the kinds there are."""
        return JSONResponse(
            {"faults": [str(fault) for fault in self._faults.pending()], "kinds": dict(KINDS)}
        )

    async def add_faults(self, request: Request) -> Response:
        """Add faults: `{"faults": ["503-text*2@GET /Invoices"]}`."""
        texts = (await _json(request)).get("faults")
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError('Send {"faults": ["kind*count@METHOD /path", …]}')
        self._faults.add(*[parse_fault(text) for text in texts])
        return await self.list_faults(request)

    async def clear_faults(self, _request: Request) -> Response:
        """Take every fault away."""
        self._faults.clear()
        return Response(status_code=204)

    async def read_clock(self, _request: Request) -> Response:
        """Tell the sandbox's time."""
        return JSONResponse({"now": self._clock().isoformat()})

    async def advance_clock(self, request: Request) -> Response:
        """Move the time forward, and try again what webhooks are due: `{"advance": seconds}`."""
        seconds = (await _json(request)).get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ValueError('Send {"advance": seconds}')
        now = self._clock.advance(seconds)
        await self._webhooks.retry()
        return JSONResponse({"now": now.isoformat()})

    async def list_requests(self, _request: Request) -> Response:
        """Show the last 1000 requests, oldest first."""
        return JSONResponse({"requests": self._log.listing()})

    async def clear_requests(self, _request: Request) -> Response:
        """Empty the log of requests."""
        self._log.clear()
        return Response(status_code=204)

    async def list_edits(self, _request: Request) -> Response:
        """Show the kinds of edits there are."""
        return JSONResponse({"kinds": dict(EDITS)})

    async def make_edit(self, request: Request) -> Response:
        """Edit as somebody else: `{"edit": "void", "object": "Invoices", "id": …}`."""
        try:
            body = msgspec.json.decode(await request.body(), type=_EditBody)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ValueError(f'Send {{"edit": …, "object": …}}: {error}') from None
        edit = Edit(
            kind=body.edit,
            plural=body.object,
            identifier=body.id,
            count=body.count,
            field=body.field,
            seed=body.seed,
        )
        struck = await anyio.to_thread.run_sync(self._edit, body.tenant, edit)
        return JSONResponse({"edited": struck})

    async def start_over(self, _request: Request) -> Response:
        """Put the ledger, limits, faults and logs back; tokens and connections stay."""
        self._reset()
        return Response(status_code=204)

    async def show_webhooks(self, _request: Request) -> Response:
        """Show where events go and how many wait."""
        return JSONResponse(self._webhooks.state())

    async def set_webhook_url(self, request: Request) -> Response:
        """Send events elsewhere, or nowhere: `{"url": … or null}`."""
        body = await _json(request)
        url = body.get("url")
        if "url" not in body or not (url is None or isinstance(url, str)):
            raise ValueError('Send {"url": "http://localhost:…"} or {"url": null}')
        self._webhooks.url = url
        return await self.show_webhooks(request)

    async def redeliver(self, _request: Request) -> Response:
        """Send what nobody accepted once more."""
        delivered = await self._webhooks.redeliver()
        return JSONResponse({"delivered": delivered, **self._webhooks.state()})

    async def enable(self, _request: Request) -> Response:
        """Check the receiver and, if it passes, enable a webhook that failed for a day."""
        return JSONResponse(await self._webhooks.enable())

    async def intent_to_receive(self, _request: Request) -> Response:
        """Try whether the receiver checks signatures, as Xero does before it enables a webhook."""
        return JSONResponse(await self._webhooks.intent_to_receive())


def _guarded(endpoint: _Endpoint) -> _Endpoint:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer


async def _json(request: Request) -> dict[str, object]:
    try:
        body = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ValueError("The body is not JSON") from None
    if not isinstance(body, dict):
        raise ValueError("The body is not a JSON object")
    return body
