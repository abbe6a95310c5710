"""One run of one stream: read what is new, now and then compare everything, keep both."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec

from xero_component.api.clock import Clock
from xero_component.sync.gathering import gathered
from xero_component.sync.meter import Meter
from xero_component.sync.reading import Kind, Part, Row, utc
from xero_component.sync.report import StreamReport
from xero_component.sync.sink import Delta, State, Target, Version
from xero_component.sync.stream import Stream

SWEEP_EVERY = timedelta(days=7)
MOST_ASKED = 100
"""Calls that a run may spend on asking for rows, one by one, that a list did not show."""
_FINGERPRINT_BYTES = 8

Progress = Callable[[StreamReport], None]
"""Is told after every part that has been kept."""

_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How to run."""

    start: datetime | None = None
    """Leave out what was last changed before, in streams that have a cursor; UTC without a zone.

    An earlier one than that of the last run brings in the older rows beside what is new, over
    several runs where `sweep_calls` says so.
    """
    keeps_start: bool = False
    """Go on from the start that each stream began with; `start` is for those that are new."""
    sweep_every: timedelta | None = SWEEP_EVERY
    """How often to compare everything, by Xero's clock; None for never, zero for each run."""
    sweep_calls: int | None = None
    """The most calls that a run spends on that for each stream; the next run goes on."""
    history: frozenset[str] = frozenset()
    """The streams of which every version of a row is kept."""
    at_once: int = 4
    """Streams that are read at the same time; Xero answers five calls at once."""


class StreamRun:
    """Reads one stream into its place in a sink."""

    def __init__(
        self,
        stream: Stream,
        target: Target,
        client: Meter,
        *,
        options: Options,
        clock: Clock,
        report: StreamReport,
        progress: Progress | None = None,
    ) -> None:
        self._stream = stream
        self._target = target
        self._client = client
        self._options = options
        self._clock = clock
        self._report = report
        self._progress = progress
        self._state = State()

    async def run(self) -> None:
        """Read to the end; raises what the client and the sink raise."""
        self._state = widened(await self._target.state(), self._options, self._stream)
        if self._stream.reading.kind is not Kind.SNAPSHOT:
            await self._follow()
        if self._is_sweep_due():
            await self._sweep()

    async def _follow(self) -> None:
        """Read what comes behind the cursor, and move it with every part that is kept."""
        began: str | None = None
        reading = self._stream.reading.read(self._client, self._state.cursor, self._start)
        rows_a_write = self._target.rows_a_write
        async with (
            aclosing(reading) as parts,
            aclosing(gathered(parts, rows_a_write, self._clock)) as portions,
        ):
            async for part in portions:
                began = began or self._time(part.served_at)
                cursor = part.cursor or self._state.cursor
                await self._keep(part, replace(self._state, cursor=cursor))
                part.rows.clear()  # the next ones need the room
        began = began or self._time(None)
        swept_at = self._state.swept_at or began
        await self._write(replace(self._state, looked_at=began, swept_at=swept_at))

    def _is_sweep_due(self) -> bool:
        if self._stream.reading.kind is Kind.SNAPSHOT:
            return True
        return sweep_is_due(self._state, self._options.sweep_every, self._stream)

    async def _sweep(self) -> None:
        """Read everything: find edits that Xero did not count as changes, and rows that are gone.

        What is gone is told window by window of the cursor, so that the next run can go on.
        """
        spent = self._client.calls
        sweep_began = self._state.sweep_began
        seen: dict[str, datetime | None] = {}
        lower = _second(moment_of_text(self._state.sweep_cursor) or self._start)
        reading = self._stream.reading.read(self._client, self._state.sweep_cursor, self._start)
        async with aclosing(reading) as parts:
            async for part in parts:
                sweep_began = sweep_began or self._time(part.served_at)
                await self._keep(part, replace(self._state, sweep_began=sweep_began))
                seen.update(self._moments(part.rows))
                part.rows.clear()
                upper = _second(moment_of_text(part.cursor))
                if upper is None or (lower is not None and upper <= lower):
                    continue
                there = replace(self._state, sweep_cursor=part.cursor)
                if not await self._bury(lower, upper, seen, there):
                    return
                seen = {key: at for key, at in seen.items() if at is None or at >= upper}
                lower = upper
                if self._is_spent(spent):
                    self._report.sweeping = True
                    return
        began = sweep_began or self._time(None)
        done = replace(
            self._state, sweep_began=None, sweep_cursor=None, swept_at=began, looked_at=began
        )
        self._report.swept = await self._bury(lower, None, seen, done)

    def _is_spent(self, before: int) -> bool:
        budget = self._options.sweep_calls
        if budget is None or self._stream.reading.kind is Kind.SNAPSHOT:
            return False
        return self._client.calls - before >= budget

    async def _bury(
        self,
        since: datetime | None,
        before: datetime | None,
        seen: dict[str, datetime | None],
        then: State,
    ) -> bool:
        """Mark the rows of a window as deleted that were not shown and that Xero has no more.

        Return False, and leave the window to the next run, when it takes too many calls to ask.
        """
        held = await self._target.identifiers(since, before)
        lost = sorted(one for one in held if one not in seen)
        gone: list[str] = []
        asked = self._client.calls
        for some in _portions(lost, MOST_ASKED):
            if gone and self._client.calls - asked >= MOST_ASKED:
                await self._write(self._state, gone=gone)
                self._report.sweeping = True
                return False
            alive = await self._stream.reading.surviving(self._client, some)
            gone += [one for one in some if one not in alive]
        await self._write(then, gone=gone)
        return True

    def _moments(self, rows: Iterable[Row]) -> dict[str, datetime | None]:
        found: dict[str, datetime | None] = {}
        for row in rows:
            value = row.get(self._stream.cursor) if self._stream.cursor else None
            found[row.get(self._stream.primary_key, "")] = moment_of_text(value)
        return found

    async def _keep(self, part: Part, then: State) -> None:
        """Write those rows that the sink does not hold as they are, and the state with them."""
        report = self._report
        if report.expected is None:
            report.expected = part.total
        versions = self._versions(part.rows)
        held = await self._target.fingerprints(list(versions))
        changed = [
            version
            for version in versions.values()
            if held.get(version.identifier) != version.fingerprint
        ]
        await self._write(then, changed, await self._replaced(part, versions))
        report.read += len(part.rows)
        report.unchanged += len(versions) - len(changed)
        self._tell()

    async def _replaced(self, part: Part, versions: Collection[str]) -> list[str]:
        """Return what is held of a window that Xero shows no more."""
        if part.window is None:
            return []
        held = await self._target.identifiers(*part.window)
        return sorted(set(held).difference(versions))

    def _versions(self, rows: Sequence[Row]) -> dict[str, Version]:
        """Return rows by id with their fingerprints; of a row that comes twice, the later one."""
        found: dict[str, Version] = {}
        for row in rows:
            identifier = row.get(self._stream.primary_key)
            if not isinstance(identifier, str) or not identifier:
                self._report.nameless += 1
                continue
            raw = _encoder.encode(row)
            fingerprint = blake2b(raw, digest_size=_FINGERPRINT_BYTES).hexdigest()
            found.pop(identifier, None)
            found[identifier] = Version(identifier, fingerprint, raw.decode(), row)
        return found

    async def _write(
        self, then: State, rows: Sequence[Version] = (), gone: Sequence[str] = ()
    ) -> None:
        if not rows and not gone and then == self._state:
            return
        delta = Delta(then, rows, gone, self._clock.now())
        self._report.misfits.update(await self._target.write(delta))
        self._state = replace(then, revision=then.revision + 1)
        self._report.written += len(rows)
        self._report.deleted += len(gone)

    def _tell(self) -> None:
        self._report.calls, self._report.bytes = self._client.calls, self._client.bytes
        if self._progress is not None:
            self._progress(self._report)

    @property
    def _start(self) -> datetime | None:
        return moment_of_text(self._state.start)

    def _time(self, served_at: datetime | None) -> str:
        return (served_at or self._clock.now()).isoformat()


def widened(state: State, options: Options, stream: Stream) -> State:
    """Return the state to run with; where older rows are wanted than before, a sweep brings them.

    Journals, which are never compared, are read anew: those that are there cost no write.
    """
    if stream.reading.kind is Kind.SNAPSHOT:
        return state
    start = utc(options.start)
    wanted = start.isoformat() if start else None
    begun = state.cursor or state.looked_at or state.start
    if options.keeps_start and begun is not None:
        return state
    if state.cursor is None:
        return replace(state, start=wanted)
    known = _began_with(state, stream)
    if known is None or (start is None and state.start is None):
        return state
    if start is not None and start >= known:
        return state
    if stream.reading.kind is Kind.ADDITIONS:
        return replace(state, start=wanted, cursor=None)
    began = state.looked_at or state.cursor
    return replace(state, start=wanted, sweep_began=began, sweep_cursor=None)


def _began_with(state: State, stream: Stream) -> datetime | None:
    """Return from when on a stream was read; None for all there is."""
    looked_at = moment_of_text(state.looked_at)
    if state.start is None and stream.begins is not None and looked_at is not None:
        return stream.begins(looked_at)
    return moment_of_text(state.start)


def sweep_is_due(state: State, every: timedelta | None, stream: Stream) -> bool:
    """Tell whether everything is to be compared, by Xero's clock."""
    if stream.reading.kind is not Kind.CHANGES:
        return False
    if state.sweep_began is not None:
        return True
    swept, looked = moment_of_text(state.swept_at), moment_of_text(state.looked_at)
    if every is None or swept is None or looked is None:
        return False
    return looked - swept >= every


def _portions(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def moment_of_text(value: Any) -> datetime | None:
    """Return the moment that a cursor or a field of a row tells."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
