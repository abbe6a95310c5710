"""The client: reads and writes the objects of the catalogue for one organisation."""

import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from copy import copy
from typing import Any, Self, TypeVar, cast

import httpx

from xero_component.api.authorisation import Authorisation
from xero_component.api.clock import Clock, SystemClock
from xero_component.api.dry_run import planned
from xero_component.api.endpoints import Endpoints
from xero_component.api.exchange import Exchange
from xero_component.api.failures import CORRELATION_HEADER
from xero_component.api.idempotency import IdempotencyKeys, is_key_reuse
from xero_component.api.limits import Limiter, Limits
from xero_component.api.paging import Query, all_pages
from xero_component.api.preflight import require_scopes
from xero_component.api.replies import (
    BrokenReplyError,
    messages_of,
    raise_for_elements,
    read_envelope,
    read_records,
)
from xero_component.api.retry import RetryPolicy
from xero_component.api.run_memory import RunMemories, StepMemory
from xero_component.api.sources import ListSource
from xero_component.api.transport import http_client
from xero_component.api.wire import Call, Reply, decode_json, encode_json, json_call, path_of
from xero_component.catalogue.apis import Api
from xero_component.catalogue.inputs import is_guid
from xero_component.catalogue.objects import XeroObject
from xero_component.catalogue.record import Records, reader_of
from xero_component.catalogue.records import HistoryRecord, TenantConnection
from xero_component.core.context import DryRunStop, StepContext, Trace
from xero_component.errors import (
    BadRequestError,
    FixInputError,
    NotFoundError,
    OutcomeUnknownError,
)

RecordT = TypeVar("RecordT")
ResultT = TypeVar("ResultT")

_process_limits = Limits()


class XeroClient:
    """Talks to Xero for one connection; use it as `async with`, or call `aclose` at the end.

    Every method raises the errors of `xero_component.errors`. Records are plain mappings under
    Xero's field names, with exact Decimals and ISO dates. Calls keep within `limits`, else within
    those of the store that the connection is in, which all processes share, else within those that
    this process keeps by itself.
    """

    def __init__(
        self,
        authorisation: Authorisation,
        *,
        endpoints: Endpoints | None = None,
        limits: Limiter | None = None,
        retry: RetryPolicy | None = None,
        clock: Clock | None = None,
        http: httpx.AsyncClient | None = None,
        jitter: random.Random | None = None,
    ) -> None:
        endpoints = (
            endpoints or getattr(authorisation, "endpoints", None) or Endpoints.from_environment()
        )
        self._owns_http = http is None
        self._http = http or http_client(endpoints)
        self._exchange = Exchange(
            http=self._http,
            authorisation=authorisation,
            endpoints=endpoints,
            limits=limits or getattr(authorisation, "limits", None) or _process_limits,
            clock=clock or SystemClock(),
            jitter=jitter or random.Random(),  # noqa: S311 - spreads waits, guards nothing
        )
        self._retry = retry or RetryPolicy()
        self._context = StepContext()
        self._trace = Trace()
        self._keys = IdempotencyKeys(self._context, self.tenant_id)
        self._memories = RunMemories()
        self.memory: StepMemory | None = None
        """What the run of a bound client has read; None before it is bound to a step."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that this client opened."""
        if self._owns_http:
            await self._http.aclose()

    def for_step(self, context: StepContext, trace: Trace) -> Self:
        """Return this client bound to a step; connections and limits stay shared."""
        bound = copy(self)
        keys = IdempotencyKeys(context, self.tenant_id)
        bound.__dict__.update(_context=context, _trace=trace, _keys=keys, _owns_http=False)
        run = (context.run_id, self.tenant_id) if context.run_id else None
        bound.memory = self._memories.of_step(run)
        return bound

    @property
    def tenant_id(self) -> str | None:
        """The organisation's id; None for a custom connection, which has just one."""
        return self._exchange.authorisation.tenant_id

    @property
    def clock(self) -> Clock:
        """What this client measures waits by."""
        return self._exchange.clock

    async def send(
        self,
        call: Call,
        parse: Callable[[Reply], ResultT],
        *,
        retry: RetryPolicy | None = None,
        key_material: bytes | None = None,
    ) -> ResultT:
        """Send any call; in a dry run, stop with the request in place of sending it.

        `key_material` stands in for the body where the idempotency key is made.
        Raises `ScopeError` before either when the token's scopes are known not to allow it.
        """
        await require_scopes(call, self._exchange.authorisation)
        key = self._keys.key(call, key_material) if call.takes_key else None
        if self._context.dry_run:
            raise DryRunStop(planned(call, key, self._exchange.endpoints, self.tenant_id))
        return await self._exchange.run(
            call,
            key=key,
            parse=parse,
            policy=retry or self._retry,
            trace=self._trace,
            logger=self._context.logger,
            priority=self._context.priority,
        )

    @property
    def is_repeat(self) -> bool:
        """Whether the host says that it has started this step before."""
        return self._context.attempt > 1

    async def get(self, obj: XeroObject[RecordT], identifier: str) -> RecordT:
        """Return one record by id, or by number where Xero takes that; `NotFoundError` without."""
        query = {"unitdp": "4"} if obj.unit_decimals else {}
        call = json_call(
            "GET",
            path_of(obj.path, identifier),
            query=query,
            scopes=frozenset({obj.read_scope}),
        )

        def parse(reply: Reply) -> RecordT:
            rows = read_records(self.envelope(reply), obj.plural)
            if not rows:
                raise NotFoundError(f"Xero has nothing at {call.label}.", status=reply.status)
            if len(rows) > 1:
                raise BadRequestError(
                    f"{len(rows)} {obj.plural} answer to {identifier!r}.",
                    advice="Give the id of the one that is meant.",
                    status=reply.status,
                )
            return cast("RecordT", _only(obj.plural, rows, obj.record))

        return await self.send(call, parse)

    async def list_page(
        self, obj: XeroObject[RecordT], query: Query | None = None
    ) -> Records[RecordT]:
        """Return one page, or the whole list where Xero does not page it."""
        page = await ListSource(self, obj).fetch_read(query or Query())
        return Records(records=cast("list[RecordT]", page.records), paging=page.pagination)

    @asynccontextmanager
    async def pages(
        self, obj: XeroObject[RecordT], query: Query | None = None
    ) -> AsyncIterator[AsyncIterator[list[RecordT]]]:
        """Open a read of the whole list, page by page: `async with xero.pages(INVOICES) as pages`.

        Each record comes once, also when rows change meanwhile. At most a few pages are in memory.
        """

        async with all_pages(obj, query or Query(), ListSource(self, obj)) as pages:
            yield cast("AsyncIterator[list[RecordT]]", pages)

    async def list_all(
        self, obj: XeroObject[RecordT], query: Query | None = None
    ) -> Records[RecordT]:
        """Return the whole list, read five pages at once."""
        records: list[RecordT] = []
        async with self.pages(obj, query) as pages:
            async for page in pages:
                records.extend(page)
        return Records(records=records, paging=None)

    async def create(self, obj: XeroObject[RecordT], body: Mapping[str, Any]) -> RecordT:
        """Create one record; `ValidationError` with Xero's messages when it is refused."""
        query = {"summarizeErrors": "false"} if obj.summarises_errors else {}
        path = path_of(obj.path)
        return await self._write(obj, "PUT", path, {obj.plural: [dict(body)]}, query)

    async def update(
        self,
        obj: XeroObject[RecordT],
        identifier: str,
        changes: Mapping[str, Any],
        *,
        key_material: Any = None,
        done: RecordT | None = None,
    ) -> RecordT:
        """Change the given fields of one record; what is not given stays as it is.

        Changes that were worked out from what was just read come with the user's input as
        `key_material`, so that the step keeps its idempotency key when it runs again and reads
        something else. Xero then refuses a body that is not the first one. In that case the record
        that was read is returned, given as `done` where it holds what was asked for already;
        otherwise it is an `OutcomeUnknownError`.
        """
        path = path_of(obj.path, identifier)
        named = {obj.id_field: identifier} if is_guid(identifier) else {}
        body = {obj.plural: [{**named, **changes}]}
        material = None if key_material is None else encode_json(key_material)
        try:
            return await self._write(obj, "POST", path, body, {}, material)
        except FixInputError as refused:
            if material is None or not is_key_reuse(refused):
                raise
            if done is not None:
                return done
            raise OutcomeUnknownError(
                f"This step was run before, and Xero has had another change to {path} from it.",
                status=refused.status,
                correlation_id=refused.correlation_id,
            ) from None

    async def save(self, obj: XeroObject[RecordT], body: Mapping[str, Any]) -> RecordT:
        """Create a record, or update the one that has the same id, number, code or name."""
        query = {"summarizeErrors": "false"} if obj.summarises_errors else {}
        path = path_of(obj.path)
        return await self._write(obj, "POST", path, {obj.plural: [dict(body)]}, query)

    async def delete(self, obj: XeroObject[Any], identifier: str) -> None:
        """Delete a record where Xero has that verb; never repeated once it may have arrived."""
        call = json_call("DELETE", path_of(obj.path, identifier), scopes=frozenset({obj.scope}))
        await self.send(call, lambda _reply: None)

    async def history(self, obj: XeroObject[Any], identifier: str) -> Records[HistoryRecord]:
        """Return the changes and notes of a record, as Xero lists them."""
        path = path_of(obj.path, identifier, "History")
        call = json_call("GET", path, scopes=frozenset({obj.read_scope}))
        return await self.read_all(call, "HistoryRecords", HistoryRecord)

    async def read_all(self, call: Call, plural: str, record: type[ResultT]) -> Records[ResultT]:
        """Send a read whose reply holds a whole list under `plural`, and return its records."""
        read = reader_of(cast("Any", record))

        def parse(reply: Reply) -> Records[ResultT]:
            rows = [read(row) for row in read_records(self.envelope(reply), plural)]
            return Records(records=cast("list[ResultT]", rows), paging=None)

        return await self.send(call, parse)

    async def _write(
        self,
        obj: XeroObject[RecordT],
        method: str,
        path: str,
        body: Mapping[str, Any],
        query: Mapping[str, str],
        key_material: bytes | None = None,
    ) -> RecordT:
        decimals = {"unitdp": "4"} if obj.unit_decimals else {}
        scopes = frozenset({obj.scope})
        call = json_call(method, path, body, query={**decimals, **query}, scopes=scopes)
        return await self.write_one(call, obj.plural, obj.record, key_material=key_material)

    async def add_note(self, obj: XeroObject[Any], identifier: str, text: str) -> HistoryRecord:
        """Add a note to a record's history; it cannot be changed afterwards."""
        path = path_of(obj.path, identifier, "History")
        note = {"HistoryRecords": [{"Details": text}]}
        call = json_call("PUT", path, note, scopes=frozenset({obj.scope}))
        return await self.write_one(call, "HistoryRecords", HistoryRecord)

    async def write_one(
        self, call: Call, plural: str, record: type[ResultT], *, key_material: bytes | None = None
    ) -> ResultT:
        """Send a write whose reply holds the one record that was saved, and return that record."""

        def parse(reply: Reply) -> ResultT:
            rows = read_records(self.envelope(reply), plural)
            raise_for_elements(rows, reply.headers.get(CORRELATION_HEADER), reply.status)
            for row in rows:
                self._trace.warnings.extend(messages_of(row, "Warnings"))
            return cast("ResultT", _only(plural, rows, record))

        return await self.send(call, parse, key_material=key_material)

    async def connections(self) -> Records[TenantConnection]:
        """Return the organisations that the user has connected to the app."""
        read = reader_of(TenantConnection)

        def parse(reply: Reply) -> Records[TenantConnection]:
            rows = self._decoded(reply)
            if not isinstance(rows, list):
                raise BrokenReplyError("Xero's answer is not a list of connections")
            for row in rows:
                read(row)
            return Records(records=rows, paging=None)

        return await self.send(json_call("GET", "/connections", api=Api.IDENTITY), parse)

    def envelope(self, reply: Reply) -> dict[str, Any]:
        """Read a reply's envelope, and keep it whole where the step asks for that."""
        envelope = read_envelope(reply)
        if self._context.keep_raw:
            self._trace.envelopes.append(decode_json(reply.content))
        return envelope

    def _decoded(self, reply: Reply) -> Any:
        try:
            decoded = decode_json(reply.content)
        except ValueError:
            raise BrokenReplyError(f"Xero answered {reply.status} without JSON") from None
        if self._context.keep_raw:
            self._trace.envelopes.append(decode_json(reply.content))
        return decoded


def _only(plural: str, rows: list[dict[str, Any]], record: Any) -> dict[str, Any]:
    if len(rows) != 1:
        raise BrokenReplyError(f"Xero's answer holds {len(rows)} {plural} in place of one")
    reader_of(record)(rows[0])
    return rows[0]
