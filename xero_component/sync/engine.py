"""Running streams into a sink, several at once, within Xero's limits."""

from collections.abc import Iterable
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import anyio

from xero_component.core.context import Priority, StepContext, Trace
from xero_component.errors import (
    ConfigurationError,
    FixInputError,
    RateLimitError,
    ReconnectError,
    ScopeError,
    WaitError,
    XeroComponentError,
)
from xero_component.sync.meter import Meter
from xero_component.sync.report import NOT_REACHED, Outcome, Report, StreamReport
from xero_component.sync.sink import Sink
from xero_component.sync.stream import Stream
from xero_component.sync.stream_run import Options, Progress, StreamRun

if TYPE_CHECKING:
    from xero_component.api.client import XeroClient

FORBIDDEN = 403


async def sync(
    xero: "XeroClient",
    streams: Iterable[Stream],
    sink: Sink,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
) -> Report:
    """Read what is new of each stream into an open sink, and return what was done.

    What goes wrong with one stream is in its report and does not stop the others. The day's limit
    and a connection that no longer works end the run; the report says so. A run may be cancelled,
    or die, at any moment: the next one goes on from the last part that was kept.
    """
    options = options or Options()
    run = _Run(xero, sink, options, await organisation_of(xero), progress)
    chosen = {stream.key: stream for stream in streams}
    await run.all(list(chosen.values()))
    return run.report


async def organisation_of(xero: "XeroClient") -> str:
    """Return the id under which an organisation's rows are kept.

    A custom connection does not carry it, so that Xero is asked which one it is connected to.
    """
    if xero.tenant_id is not None:
        return xero.tenant_id
    found = (await xero.connections())["records"]
    if len(found) != 1:
        raise ConfigurationError(f"The connection reaches {len(found)} organisations, not one.")
    return found[0]["tenantId"]


class _Run:
    def __init__(
        self,
        xero: "XeroClient",
        sink: Sink,
        options: Options,
        tenant_id: str,
        progress: Progress | None,
    ) -> None:
        self.report = Report()
        self._xero = xero
        self._sink = sink
        self._options = options
        self._tenant_id = tenant_id
        self._progress = progress
        self._places = anyio.CapacityLimiter(options.at_once)
        self._scope = anyio.CancelScope()
        self._failure: Exception | None = None

    async def all(self, streams: list[Stream]) -> None:
        for stream in streams:
            self.report.streams[stream.key] = StreamReport(stream.key)
        with self._scope:
            async with anyio.create_task_group() as tasks:
                for stream in streams:
                    tasks.start_soon(partial(self._guarded, stream))
        if self._failure is not None:
            raise self._failure
        for report in self.report.streams.values():
            if report.outcome is Outcome.PAUSED and report.reason is None:
                report.reason = NOT_REACHED

    async def _guarded(self, stream: Stream) -> None:
        try:
            async with self._places:
                await self._stream(stream)
        except Exception as error:
            self._failure = error  # raised at the end: a task group would wrap it
            self._scope.cancel()

    async def _stream(self, stream: Stream) -> None:
        report = self.report.streams[stream.key]
        trace = Trace()
        client = Meter(self._xero.for_step(StepContext(priority=Priority.BULK), trace), trace)
        began = perf_counter()
        try:
            history = stream.key in self._options.history
            target = await self._sink.target(stream, self._tenant_id, history=history)
            await StreamRun(
                stream,
                target,
                client,
                options=self._options,
                clock=self._xero.clock,
                report=report,
                progress=self._progress,
            ).run()
            report.outcome = Outcome.COMPLETE
        except XeroComponentError as error:
            self._ended(stream, report, error)
        finally:
            report.calls, report.bytes = client.calls, client.bytes
            report.seconds = perf_counter() - began
            known = (client.day_remaining, self.report.day_remaining)
            self.report.day_remaining = min((one for one in known if one is not None), default=None)

    def _ended(self, stream: Stream, report: StreamReport, error: XeroComponentError) -> None:
        report.error, report.reason = error, str(error)
        if isinstance(error, RateLimitError) and error.problem == "day":
            self.report.continue_at = error.retry_at
            self._stop(error)
        elif isinstance(error, ScopeError) or _is_closed(stream, error):
            report.outcome = Outcome.UNAVAILABLE
            said = filter(None, (stream.withdrawn, stream.restricted, str(error)))
            report.reason = " ".join(said)
        elif isinstance(error, ReconnectError):
            report.outcome = Outcome.FAILED
            self._stop(error)
        elif not isinstance(error, WaitError):
            report.outcome = Outcome.FAILED

    def _stop(self, error: XeroComponentError) -> None:
        self.report.stopped_by = error
        self._scope.cancel()


def _is_closed(stream: Stream, error: XeroComponentError) -> bool:
    """Tell whether an endpoint that Xero does not open to all, or closes, is closed here."""
    if not (stream.withdrawn or stream.restricted):
        return False
    if isinstance(error, ReconnectError):
        return error.status == FORBIDDEN
    return isinstance(error, FixInputError)
