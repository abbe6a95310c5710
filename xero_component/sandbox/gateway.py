"""The front of the accounting API: token, tenant, limits, scopes and idempotency keys.

https://developer.xero.com/documentation/api/accounting/responsecodes
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from xero_component.sandbox.edits import Edit
from xero_component.sandbox.idempotency import LONGEST_KEY, KeyReusedError, ReplyStore
from xero_component.sandbox.identity.applications import Tenant
from xero_component.sandbox.identity.bearer import UnauthorisedError, read_bearer
from xero_component.sandbox.identity.grants import Grants, Session
from xero_component.sandbox.identity.scopes import allows
from xero_component.sandbox.limits import LimitKeeper, Problem
from xero_component.sandbox.problems import FAULT_PAGES, problem, respond, text
from xero_component.sandbox.wire import ApiRequest, ApiResponse

BASE = "/api.xro/2.0"
LARGEST_BODY = 26 * 1024 * 1024
"""Bytes: Xero's largest attachment, and room for what surrounds it."""

LIMIT_FAULTS: Mapping[str, Problem] = {
    "429-minute": "minute",
    "429-day": "day",
    "429-concurrent": "concurrent",
}
DRIFTS: Mapping[str, tuple[str, int | None]] = {
    "drift": ("touch", None),
    "drift-add": ("add", None),
    "drift-archive": ("archive", None),
    "drift-delete": ("delete", None),
    "drift-equal": ("equal-times", 5),
    "drift-silent": ("silent", None),
    "drift-void": ("void", None),
}
"""The edit that each of these faults makes, and of how many records; `drift` is of every list."""
_KEYED_METHODS = frozenset({"POST", "PUT", "PATCH"})


class OtherApi(Protocol):
    """An API of one organisation beside the Accounting API: synchronous, thread-safe and fast."""

    def allows(self, granted: frozenset[str], method: str, segments: Sequence[str]) -> bool:
        """Tell whether the scopes let a call below its base through."""

    def handle(self, request: ApiRequest) -> ApiResponse:
        """Answer one call."""


class Api(Protocol):
    """The Accounting API of one organisation: synchronous, thread-safe and fast."""

    def handle(self, request: ApiRequest) -> ApiResponse:
        """Answer one call."""

    def drift(self) -> None:
        """Touch one old record, so that it moves while somebody is paging."""

    def edit(self, edit: Edit) -> list[str]:
        """Let somebody else edit; raises ValueError for an edit that no record allows."""


@dataclass(frozen=True, slots=True)
class Book:
    """An organisation and its APIs."""

    tenant: Tenant
    api: Api
    others: Mapping[str, OtherApi] = field(default_factory=dict)
    """Those beside the Accounting API, by base path."""


class _RefusedError(Exception):
    """A call that does not reach the ledger."""

    def __init__(self, answer: ApiResponse) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Gateway:
    """Lets calls through to the ledger as Xero does, or says why not."""

    def __init__(
        self,
        books: Sequence[Book],
        grants: Grants,
        keeper: LimitKeeper,
        clock: Callable[[], datetime],
    ) -> None:
        self._books = {book.tenant.id: book for book in books}
        self._grants = grants
        self._keeper = keeper
        self._clock = clock
        self._replies = ReplyStore(clock)

    def edit(self, tenant_id: str | None, edit: Edit) -> list[str]:
        """Let somebody else edit an organisation, the first one unless it is named.

        Raises ValueError for an organisation that there is not, or an edit that it refuses.
        """
        book = next(iter(self._books.values())) if not tenant_id else self._books.get(tenant_id)
        if book is None:
            raise ValueError(f"There is no organisation {tenant_id}")
        return book.api.edit(edit)

    async def __call__(self, request: Request) -> Response:
        """Answer one request."""
        faults: Sequence[str] = request.scope.get("sandbox.faults", ())
        try:
            session = read_bearer(self._grants, request, self._clock).session
            book = self._book(request, session)
        except UnauthorisedError as error:
            return _finish(error.answer, {})
        except _RefusedError as error:
            return _finish(error.answer, {})
        place = session.client_id, book.tenant.id
        limit = next((LIMIT_FAULTS[name] for name in faults if name in LIMIT_FAULTS), None)
        verdict = self._keeper.refusal(*place, limit) if limit else self._keeper.admit(*place)
        if verdict.problem:
            detail = f"The {verdict.problem} rate limit has been exceeded"
            return _finish(problem(429, "Too Many Requests", detail), verdict.headers)
        try:
            answer = await self._answer(request, session, book)
        except _RefusedError as error:
            answer = error.answer
        finally:
            self._keeper.release(*place)
        return _finish(answer, verdict.headers)

    def _book(self, request: Request, session: Session) -> Book:
        """Find the organisation that is meant; only a custom connection may leave it out."""
        default = session.tenant.id if session.tenant else ""
        tenant_id = request.headers.get("xero-tenant-id") or default
        connection = self._grants.connections.find(session.client_id, tenant_id)
        if connection is None:
            raise _RefusedError(problem(403, "Forbidden", "AuthenticationUnsuccessful"))
        return self._books[connection.tenant.id]

    async def _answer(self, request: Request, session: Session, book: Book) -> ApiResponse:
        call = ApiRequest(
            method=request.method,
            segments=_segments(request.scope),
            query=dict(
                parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
            ),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await _read(request),
            application=session.client_id,
        )
        other = book.others.get(_base(request.scope))
        if other is None and _base(request.scope) != BASE:
            raise _RefusedError(text(404, "The organisation does not have this API"))
        is_open = allows if other is None else other.allows
        if not is_open(session.scopes, call.method, call.segments):
            raise _RefusedError(problem(401, "Unauthorized", "AuthorizationUnsuccessful"))
        faults: Sequence[str] = request.scope.get("sandbox.faults", ())
        delay: float = request.scope.get("sandbox.delay", 0.0)

        async def execute() -> ApiResponse:
            for name in ("500", "500-html"):
                if name in faults:
                    return FAULT_PAGES[name]
            if other is not None:
                answer = await anyio.to_thread.run_sync(other.handle, call)
                await anyio.sleep(delay)
                return answer
            if any(name in DRIFTS for name in faults):
                await anyio.to_thread.run_sync(_drift, book.api, call.segments, faults)
            answer = await anyio.to_thread.run_sync(book.api.handle, call)
            await anyio.sleep(delay)
            return answer

        key = call.headers.get("idempotency-key", "")
        if not key or call.method not in _KEYED_METHODS:
            return await execute()
        if len(key) > LONGEST_KEY:
            raise _RefusedError(
                problem(400, "Bad Request", f"Idempotency-Key is over {LONGEST_KEY} characters")
            )
        try:
            return await self._replies.once(
                session.client_id, key, _fingerprint(request.scope, book, call), execute
            )
        except KeyReusedError:
            detail = "The Idempotency-Key was used with a different request"
            raise _RefusedError(problem(400, "Bad Request", detail)) from None


def _drift(api: Api, segments: Sequence[str], faults: Sequence[str]) -> None:
    """Let somebody else edit the list that is read; a list that has no such edit stays as it is."""
    for name in faults:
        if name == "drift":
            api.drift()
        elif name in DRIFTS and segments:
            kind, count = DRIFTS[name]
            with suppress(ValueError):
                api.edit(Edit(kind=kind, plural=segments[0], count=count))


def _finish(answer: ApiResponse, headers: Mapping[str, str]) -> Response:
    response = respond(answer)
    response.headers.update({"Xero-Correlation-Id": str(uuid4()), **headers})
    return response


def _base(scope: Scope) -> str:
    """Return the base path of the API that a call is to."""
    return "/".join(scope["path"].split("/")[:3])


def _segments(scope: Scope) -> tuple[str, ...]:
    """Decode the path below the base segment by segment, so that %2F stays inside its own."""
    parts = scope["raw_path"].decode("latin-1").split("/")
    return tuple(unquote(part) for part in parts if part)[2:]


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _RefusedError(text(413, "The request is too large"))
    return bytes(body)


def _fingerprint(scope: Scope, book: Book, call: ApiRequest) -> str:
    target = scope["raw_path"] + b"?" + scope["query_string"]
    parts = (call.method.encode(), target, book.tenant.id.encode(), sha256(call.body).digest())
    return sha256(b"\n".join(parts)).hexdigest()
