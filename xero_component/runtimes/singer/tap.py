"""Running the tap: one stream after another, each as far as Xero and its limits allow."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from xero_component.api.client import XeroClient
from xero_component.runtimes.singer.bookmarks import (
    BOOKMARKS,
    CURRENT,
    read_bookmark,
    read_state,
)
from xero_component.runtimes.singer.catalog import Chosen
from xero_component.runtimes.singer.config import TapConfig
from xero_component.runtimes.singer.messages import Writer, state_message
from xero_component.runtimes.singer.sink import SingerSink
from xero_component.sync import Options, Outcome, Report, StreamReport, sync
from xero_component.sync.engine import organisation_of

logger = logging.getLogger("xero_component.tap")


@dataclass
class Tap:
    """Reads the chosen streams and sends them to a target, with a state to go on from.

    Raises the errors of the client; what goes wrong with one stream is logged, and is in the
    report.
    """

    xero: XeroClient
    config: TapConfig
    chosen: Sequence[Chosen]
    out: BinaryIO
    """Where messages go; nothing else may be written there."""
    state: object = None
    """What the last STATE message held; None at first."""
    report: Report = field(default_factory=Report)

    async def run(self) -> Report:
        """Read to the end, or until the day's limit or a connection that no longer works."""
        writer = Writer(self.out)
        state = read_state(self.state, await organisation_of(self.xero))
        for one in self.chosen:
            read_bookmark(state, one.stream)  # what is wrong is told before anything is read
        sink = SingerSink(self.chosen, state, writer, sweeps=self.config.sweep_every is not None)
        for one in self._ordered(state.pop(CURRENT, None)):
            state[CURRENT] = one.stream.key
            await self._stream(one, sink)
            if self.report.stopped_by is not None:
                break
        else:
            state.pop(CURRENT, None)
        if state[BOOKMARKS]:
            await writer.write([state_message(state)])
        return self.report

    def _ordered(self, current: Any) -> list[Chosen]:
        """Begin with the stream at which the last run was interrupted."""
        keys = [one.stream.key for one in self.chosen]
        first = keys.index(current) if current in keys else 0
        return [*self.chosen[first:], *self.chosen[:first]]

    async def _stream(self, chosen: Chosen, sink: SingerSink) -> None:
        options = Options(
            start=None if chosen.whole else self.config.start_date,
            sweep_every=self.config.sweep_every,
            at_once=1,
        )
        done = await sync(self.xero, [chosen.stream], sink, options)
        report = done.streams[chosen.stream.key]
        self.report.streams[report.stream] = report
        self.report.stopped_by, self.report.continue_at = done.stopped_by, done.continue_at
        if done.day_remaining is not None:
            self.report.day_remaining = done.day_remaining
        _log(report)


def _log(report: StreamReport) -> None:
    if report.outcome is Outcome.COMPLETE:
        logger.info("%s: %d rows, %d calls", report.stream, report.written, report.calls)
    elif report.outcome is Outcome.UNAVAILABLE:
        logger.warning("%s is not available: %s", report.stream, report.reason)
    else:
        logger.error("%s is not complete: %s", report.stream, report.reason)
    for misfit, count in report.misfits.items():
        told = (misfit.table, misfit.field, count, misfit.reason)
        logger.warning("%s.%s is null in %d rows: %s", *told)
