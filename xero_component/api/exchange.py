"""Sending one call until its outcome is known, or it is known not to be."""

import logging
import random
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import anyio
import httpx

from xero_component.api.authorisation import Authorisation, BearerAuth
from xero_component.api.bodies import OversizedReplyError, read_body
from xero_component.api.call_log import log_answer, log_repeat
from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.api.failures import (
    CORRELATION_HEADER,
    failure_of,
    limit_named,
    retry_after,
)
from xero_component.api.limits import BudgetKey, Limiter, Slot
from xero_component.api.limits.window import WINDOW
from xero_component.api.replies import BrokenReplyError
from xero_component.api.retry import DOUBTFUL, Failure, RetryPolicy
from xero_component.api.usage import CallRecord, family_of, outcome_of
from xero_component.api.wire import Call, Reply
from xero_component.catalogue.apis import APIS
from xero_component.core.context import Priority, Trace
from xero_component.errors import (
    FixInputError,
    GiveUpError,
    OutcomeUnknownError,
    UnavailableError,
    XeroComponentError,
)

ResultT = TypeVar("ResultT")
DEFAULT_TIMEOUT = 100.0
"""Seconds for one whole exchange; Xero itself gives up before."""


class Exchange:
    """Sends calls for one authorisation: paced, retried where that is safe, errors translated."""

    def __init__(
        self,
        *,
        http: httpx.AsyncClient,
        authorisation: Authorisation,
        endpoints: Endpoints,
        limits: Limiter,
        clock: Clock,
        jitter: random.Random,
    ) -> None:
        self.http = http
        self.authorisation = authorisation
        self.endpoints = endpoints
        self.clock = clock
        self._limits = limits
        self._jitter = jitter

    @property
    def budget(self) -> BudgetKey:
        """Under which names calls are counted; a custom connection is its app's only one."""
        app: str = getattr(self.authorisation, "client_id", None) or ""
        alone = "" if app else f"token-{id(self.authorisation)}"
        return BudgetKey(self.authorisation.tenant_id or alone, app)

    @property
    def connection(self) -> str | None:
        """The name of the connection, where it is one that is stored."""
        return getattr(self.authorisation, "name", None)

    async def run(
        self,
        call: Call,
        *,
        key: str | None,
        parse: Callable[[Reply], ResultT],
        policy: RetryPolicy,
        trace: Trace,
        logger: logging.Logger,
        priority: Priority = Priority.INTERACTIVE,
    ) -> ResultT:
        """Send a call and read its reply; raise one of the errors of `xero_component.errors`.

        A write that may have been carried out, and whose answer never came, is never reported as
        anything milder than `OutcomeUnknownError`.
        """
        first_sent: float | None = None
        uncertain = False
        attempt = 0
        while True:
            attempt += 1
            asked: float | None = None
            latest = None
            if uncertain and first_sent is not None:
                latest = first_sent + policy.write_window
            sending = _Sending(latest, priority, attempt)
            try:
                return parse(await self._once(call, key, sending, trace, logger))
            except _Refused as refused:
                error, failure, asked = refused.error, refused.failure, refused.asked
            except XeroComponentError as stopped:
                raise _final(call, stopped, uncertain, key) from None
            except OversizedReplyError as oversized:
                error = _broken(call, str(oversized))
                raise _final(call, error, uncertain, key) from None
            except BrokenReplyError as broken:
                error, failure = _broken(call, str(broken)), Failure.LOST
            except (httpx.HTTPError, TimeoutError) as lost:
                error, failure = _lost(call, lost)
            now = self.clock.monotonic()
            if first_sent is None and failure is not Failure.NOT_SENT:
                first_sent = sending.began
            wait = policy.wait(
                call,
                failure,
                attempt=attempt,
                elapsed=now - first_sent if first_sent is not None else 0.0,
                uncertain=uncertain,
                asked=asked,
                jitter=self._jitter,
            )
            uncertain = uncertain or (call.writes and failure in DOUBTFUL)
            if wait is None:
                raise _final(call, error, uncertain, key)
            why = failure.value
            log_repeat(logger, call, why, wait, attempt=attempt, connection=self.connection)
            await self.clock.sleep(wait)

    async def _once(
        self,
        call: Call,
        key: str | None,
        sending: "_Sending",
        trace: Trace,
        logger: logging.Logger,
    ) -> Reply:
        headers = {"Accept": "application/json", **call.headers}
        if key is not None:
            headers["Idempotency-Key"] = key
        request = self.http.build_request(
            call.method,
            self.endpoints.base_url(call.api) + call.path,
            params=dict(call.query) or None,
            headers=headers,
            content=call.body,
            timeout=httpx.USE_CLIENT_DEFAULT if call.timeout is None else call.timeout,
        )
        auth = BearerAuth(
            self.authorisation,
            tenanted=APIS[call.api].tenanted,
            before_resending=lambda: sending.check(self.clock.monotonic()),
        )
        longest = call.timeout or DEFAULT_TIMEOUT
        async with self._limits.slot(
            self.budget, priority=sending.priority, writes=call.writes, longest=longest
        ) as slot:
            sending.begin(self.clock.monotonic())
            slot.record = CallRecord(family=family_of(call), outcome="lost")
            with anyio.fail_after(longest):
                response = await self.http.send(
                    request, auth=auth, follow_redirects=False, stream=True
                )
                await read_body(response)
            received = {name.lower(): value for name, value in response.headers.items()}
            record = self._count(call, slot, sending, response, received)
        trace.calls += 1
        correlation = received.get(CORRELATION_HEADER)
        if correlation:
            trace.correlation_ids.append(correlation)
        trace.connection = self.connection
        log_answer(
            logger,
            call,
            record,
            attempt=sending.attempt,
            connection=self.connection,
            correlation_id=correlation,
        )
        if response.is_success:
            return Reply(response.status_code, received, response.content)
        raise self._refusal(call, response.status_code, received, response.content)

    def _count(
        self,
        call: Call,
        slot: Slot,
        sending: "_Sending",
        response: httpx.Response,
        headers: dict[str, str],
    ) -> CallRecord:
        """Tell the limits what the reply says, and what it cost; return that."""
        slot.observe(headers)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            problem = limit_named(headers.get("x-rate-limit-problem", ""))
            slot.refused(problem, retry_after(headers, self.clock.now()))
        slot.record = CallRecord(
            family=family_of(call),
            outcome=outcome_of(response.status_code),
            status=response.status_code,
            seconds=self.clock.monotonic() - sending.began,
            requests=1 + len(response.history),
            wire_bytes=response.num_bytes_downloaded,
            decoded_bytes=len(response.content),
        )
        return slot.record

    def _refusal(
        self, call: Call, status: int, headers: dict[str, str], content: bytes
    ) -> "_Refused":
        now: datetime = self.clock.now()
        error = failure_of(
            call, status, headers, content, now=now, granted=self.authorisation.scopes
        )
        wait = retry_after(headers, now)
        if status == httpx.codes.TOO_MANY_REQUESTS:
            problem = limit_named(headers.get("x-rate-limit-problem", ""))
            if problem == "day":
                return _Refused(error, Failure.EXHAUSTED, None)
            if wait is None and problem in {"minute", "appminute"}:
                wait = WINDOW
            return _Refused(error, Failure.LIMITED, wait)
        if status in {502, 503, 504}:
            doubtful = isinstance(error, OutcomeUnknownError)
            return _Refused(error, Failure.GATEWAY if doubtful else Failure.UNAVAILABLE, wait)
        fault = status >= httpx.codes.INTERNAL_SERVER_ERROR
        return _Refused(error, Failure.FAULT if fault else Failure.REFUSED, wait)


class _Sending:
    """When an attempt began; a repeat of a write that may have been done has a last moment."""

    def __init__(self, latest: float | None, priority: Priority, attempt: int) -> None:
        self._latest = latest
        self.priority = priority
        self.attempt = attempt
        self.began = 0.0

    def begin(self, now: float) -> None:
        self.check(now)
        self.began = now

    def check(self, now: float) -> None:
        if self._latest is not None and now > self._latest:
            raise OutcomeUnknownError("Xero did not answer, and it is too late to repeat it.")


class _Refused(Exception):
    """An answer that is not 2xx, with the error that it stands for."""

    def __init__(self, error: XeroComponentError, failure: Failure, asked: float | None) -> None:
        super().__init__(str(error))
        self.error = error
        self.failure = failure
        self.asked = asked


def _lost(call: Call, cause: Exception) -> tuple[XeroComponentError, Failure]:
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return UnavailableError("Xero cannot be reached: no connection."), Failure.NOT_SENT
    if isinstance(cause, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
        kind = type(cause).__name__  # its text may hold the header, and so the token
        error = GiveUpError(f"{call.label} cannot be sent: {kind}.", advice="Check the headers.")
        return error, Failure.REFUSED
    took = isinstance(cause, TimeoutError | httpx.TimeoutException)
    what = "did not answer in time" if took else "closed the connection without a whole answer"
    if call.writes:
        return OutcomeUnknownError(f"Xero {what} to {call.label}."), Failure.LOST
    return UnavailableError(f"Xero {what} to {call.label}."), Failure.LOST


def _broken(call: Call, what: str) -> XeroComponentError:
    message = f"{what}, to {call.label}."
    return OutcomeUnknownError(message) if call.writes else GiveUpError(message)


def _final(
    call: Call, error: XeroComponentError, uncertain: bool, key: str | None
) -> XeroComponentError:
    """Return what to raise: after a doubtful attempt, being turned away proves nothing.

    Only Xero's judgement of the request itself does: it kept that for the key, or gives it now.
    """
    message = error.message
    if not isinstance(error, OutcomeUnknownError):
        if not uncertain or isinstance(error, FixInputError):
            return error
        message = f"{call.label} was sent and not answered, and then: {error.message}"
    return OutcomeUnknownError(
        message, idempotency_key=key, status=error.status, correlation_id=error.correlation_id
    )
