"""The log of runs: which streams went where, how far they came, and what it took.

    log = RunLog(database)
    with log.run("acme", tenant_id, "sqlite:///xero.db", streams) as entry:
        entry.report = await sync(xero, streams, sink, progress=entry.watch)

It is in the component's store. How far a stream has come is not: that is in the destination.
While a run goes on, it tells the log every few seconds what it has done, so that others can follow
it; one that falls silent has died. Others can also ask it to pause.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from xero_component.api.clock import Clock, SystemClock
from xero_component.errors import XeroComponentError
from xero_component.store.database import Database
from xero_component.store.schema import sync_runs
from xero_component.sync.report import Outcome, Report, StreamReport
from xero_component.sync.stream import Stream

KEPT = timedelta(days=90)
MOST_KEPT = 5_000
"""Runs; older ones are removed when a run begins."""
TOLD_EVERY = timedelta(seconds=5)
"""How often a run tells what it has done."""
SILENT = timedelta(minutes=2)
"""How long a run may tell nothing before it is taken for dead."""
_PAUSING = "pausing"
_GOES_ON = sa.or_(sync_runs.c.outcome.is_(None), sync_runs.c.outcome == _PAUSING)
_SECRET = re.compile(r"(?i)([?&][\w-]*(?:password|token|secret|key)[\w-]*=)[^&]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run, as it was logged."""

    id: int
    connection: str
    tenant_id: str
    destination: str
    """The address without its password."""
    started_at: datetime
    told_at: datetime
    """When it ended, or last told what it has done."""
    ended_at: datetime | None
    """None while it goes on, and for a run whose process died."""
    died: bool
    """Whether its process ended without a word."""
    outcome: Outcome | None
    streams: Mapping[str, Mapping[str, Any]]
    """By stream: outcome, reason, and the counts of its report."""
    calls: int
    reason: str | None
    """What ended the whole run before its end."""
    continue_at: datetime | None
    """When to run again, where the day's limit ended it."""


@dataclass
class RunEntry:
    """A run that is going on."""

    report: Report = field(default_factory=Report)
    """What is logged at the end; until the run returns one, what `watch` was told."""
    pause_wanted: bool = False
    """Whether somebody asked to pause it; it is for whoever runs it to do so."""

    def watch(self, stream: StreamReport) -> None:
        """Take note of a stream's counts, so that an interrupted run is logged with them."""
        self.report.streams[stream.stream] = stream


class Paused(BaseException):
    """Ends a run that somebody paused; it is logged as one to go on with."""


class RunLog:
    """The runs in a store; every method may block for the length of a transaction."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()

    @contextmanager
    def run(
        self, connection: str, tenant_id: str, destination: str, streams: Iterable[Stream]
    ) -> Iterator[RunEntry]:
        """Log a run from its beginning to its end, however it ends, and what it does meanwhile."""
        entry = RunEntry()
        for stream in streams:
            entry.watch(StreamReport(stream.key))
        run_id = self._begin(connection, tenant_id, shown(destination), entry.report)
        try:
            with self._told(run_id, entry):
                yield entry
        except BaseException as error:
            with suppress(XeroComponentError):  # what went wrong with the run counts more
                failed = Outcome.FAILED if isinstance(error, Exception) else Outcome.PAUSED
                self._end(run_id, entry.report, _words(error), failed)
            raise
        stopped = entry.report.stopped_by
        self._end(run_id, entry.report, str(stopped) if stopped else None, outcome(entry.report))

    def pause(self, *, tenant_id: str, destination: str) -> list[int]:
        """Ask the runs that go on there to pause, and return their ids."""
        known = self.last(MOST_KEPT, tenant_id=tenant_id, destination=destination)
        run_ids = [one.id for one in known if one.ended_at is None and not one.died]
        theirs = sync_runs.c.id.in_(run_ids), _GOES_ON
        with self._database.write() as work:
            work.execute(sync_runs.update().where(*theirs).values(outcome=_PAUSING))
        return run_ids

    def last(
        self,
        count: int = 10,
        *,
        tenant_id: str | None = None,
        destination: str | None = None,
    ) -> list[RunRecord]:
        """Return the last runs, the newest first."""
        wanted = sa.select(sync_runs).order_by(sync_runs.c.id.desc()).limit(count)
        if tenant_id is not None:
            wanted = wanted.where(sync_runs.c.tenant_id == tenant_id)
        if destination is not None:
            wanted = wanted.where(sync_runs.c.destination == shown(destination))
        with self._database.read() as work:
            return [self._record(row) for row in work.execute(wanted).mappings()]

    def _begin(self, connection: str, tenant_id: str, destination: str, report: Report) -> int:
        now = self._clock.now()
        row = {
            "connection": connection,
            "tenant_id": tenant_id,
            "destination": destination,
            "started_at": now.timestamp(),
            "told_at": now.timestamp(),
            "streams": _streams(report),
            "calls": 0,
        }
        old = sync_runs.c.started_at < (now - KEPT).timestamp()
        with self._database.write() as work:
            [run_id] = work.execute(sync_runs.insert().values(**row)).inserted_primary_key or [0]
            beyond = sync_runs.c.id <= run_id - MOST_KEPT
            work.execute(sync_runs.delete().where(sa.or_(old, beyond)))
        return int(run_id)

    @contextmanager
    def _told(self, run_id: int, entry: RunEntry) -> Iterator[None]:
        """Tell the log now and then what the run has done, from a thread that waits for nothing."""
        over = threading.Event()

        def tell() -> None:
            while not over.wait(TOLD_EVERY.total_seconds()):
                with suppress(XeroComponentError):  # the next time it may be possible
                    entry.pause_wanted |= self.tell(run_id, entry.report)

        teller = threading.Thread(target=tell, name="xero sync log", daemon=True)
        teller.start()
        try:
            yield
        finally:
            over.set()
            teller.join()

    def tell(self, run_id: int, report: Report) -> bool:
        """Write what a run has done so far; return whether somebody wants it to pause."""
        row = {
            "told_at": self._clock.now().timestamp(),
            "streams": _streams(report),
            "calls": report.calls,
        }
        with self._database.write() as work:
            this = sync_runs.c.id == run_id
            work.execute(sync_runs.update().where(this, _GOES_ON).values(**row))
            asked = work.execute(sa.select(sync_runs.c.outcome).where(this)).scalar()
        return asked == _PAUSING

    def _end(self, run_id: int, report: Report, reason: str | None, ended: Outcome) -> None:
        continue_at = report.continue_at
        row = {
            "ended_at": self._clock.now().timestamp(),
            "outcome": str(ended),
            "streams": _streams(report),
            "calls": report.calls,
            "reason": reason,
            "continue_at": continue_at.timestamp() if continue_at else None,
        }
        with self._database.write() as work:
            work.execute(sync_runs.update().where(sync_runs.c.id == run_id).values(**row))

    def _record(self, row: sa.RowMapping) -> RunRecord:
        last = row["ended_at"] or row["told_at"] or row["started_at"]
        told_at = datetime.fromtimestamp(last, UTC)
        goes_on = row["outcome"] in {None, _PAUSING}
        return RunRecord(
            id=row["id"],
            connection=row["connection"],
            tenant_id=row["tenant_id"],
            destination=row["destination"],
            started_at=datetime.fromtimestamp(row["started_at"], UTC),
            told_at=told_at,
            ended_at=_moment(row["ended_at"]),
            died=goes_on and self._clock.now() - told_at > SILENT,
            outcome=None if goes_on else Outcome(row["outcome"]),
            streams=msgspec.json.decode(row["streams"]),
            calls=row["calls"],
            reason=row["reason"],
            continue_at=_moment(row["continue_at"]),
        )


def outcome(report: Report) -> Outcome:
    """Return how a whole run ended: complete, or else the worst of its streams that are open."""
    if report.is_complete:
        return Outcome.COMPLETE
    failed = any(one.outcome is Outcome.FAILED for one in report.streams.values())
    return Outcome.FAILED if failed else Outcome.PAUSED


def problem_of(report: Report) -> XeroComponentError | None:
    """Return what keeps a run from being complete; streams that are not available do not."""
    if report.stopped_by is not None:
        return report.stopped_by
    open_ones = (one for one in report.streams.values() if one.outcome is not Outcome.UNAVAILABLE)
    return next((one.error for one in open_ones if one.error is not None), None)


def counts(report: StreamReport) -> dict[str, Any]:
    """Return what is told of a stream's run, as JSON values."""
    return {
        "outcome": str(report.outcome),
        "reason": report.reason,
        "read": report.read,
        "written": report.written,
        "unchanged": report.unchanged,
        "deleted": report.deleted,
        "expected": report.expected,
        "calls": report.calls,
        "bytes": report.bytes,
        "seconds": round(report.seconds, 3),
        "swept": report.swept,
        "sweeping": report.sweeping,
        "nameless": report.nameless,
        "misfits": [
            {**misfit._asdict(), "rows": rows} for misfit, rows in sorted(report.misfits.items())
        ],
    }


def shown(destination: str) -> str:
    """Return a destination's address without a password."""
    scheme, separator, rest = destination.partition("://")
    named, at, host = rest.rpartition("@")
    user, colon, password = named.partition(":")
    if at and colon and password:
        rest = f"{user}:***@{host}"
    return _SECRET.sub(r"\1***", f"{scheme}{separator}{rest}")


def _streams(report: Report) -> str:
    told = {key: counts(one) for key, one in dict(report.streams).items()}
    return msgspec.json.encode(told).decode()


def _words(error: BaseException) -> str:
    if isinstance(error, XeroComponentError):
        return str(error)
    return "It was interrupted." if not isinstance(error, Exception) else type(error).__name__


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
