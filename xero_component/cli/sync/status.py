"""`sync status` and `sync reset`: how far streams have come, and beginning anew."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.cli.stored import ConnectionOption
from xero_component.cli.sync.choices import (
    DestinationOption,
    JsonOption,
    StreamsArgument,
    chosen_streams,
    destination,
)
from xero_component.errors import InputError, WaitError

if TYPE_CHECKING:
    from rich.console import Console

    from xero_component.cli.sync.opening import Source
    from xero_component.sync import State, Stream
    from xero_component.sync.run_log import RunRecord

RunsOption = Annotated[int, typer.Option("--runs", min=0, max=1000, help="How many runs to show.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every stream that was ever run.")]
MOST_RUNS = 1000


def status(
    streams: StreamsArgument = None,
    connection: ConnectionOption = None,
    to: DestinationOption = None,
    runs: RunsOption = 5,
    as_json: JsonOption = False,
) -> None:
    """Show how far each stream has come, and what the last runs did."""
    import anyio

    from xero_component.cli.screen import console
    from xero_component.cli.sync.opening import opened_source
    from xero_component.cli.sync.reports import print_json

    place = destination(to)
    named = chosen_streams(streams) if streams else None
    with opened_source(connection) as source:
        known, states = anyio.run(_states, source, place, named)
    shown = known[:runs]
    if as_json:
        listed = {key: state.written() for key, state in (states or {}).items()}
        print_json({"streams": listed, "runs": [_as_dict(one) for one in shown]})
        return
    screen = console()
    if states is None:
        screen.print("How far streams have come is told when the run that goes on has ended.")
    elif states:
        _show_streams(screen, states, known)
    else:
        screen.print("Nothing has been read into it yet.", soft_wrap=True)
    if shown:
        _show_runs(screen, shown)


def reset(
    streams: StreamsArgument = None,
    connection: ConnectionOption = None,
    to: DestinationOption = None,
    every: AllOption = False,
) -> None:
    """Make the next run read everything of these streams again. Rows stay; none is doubled."""
    import anyio

    from xero_component.cli.screen import write
    from xero_component.cli.sync.opening import opened_source

    if bool(streams) == every:
        raise InputError("Name the streams to read again, or give --all.")
    named = chosen_streams(streams) if streams else None
    with opened_source(connection) as source:
        done = anyio.run(_reset, source, destination(to), named)
    for key in done:
        write(f"{key} will be read again from the beginning.")
    if not done:
        write("Nothing has been read into it yet.")


async def _states(
    source: "Source", place: str, named: "Sequence[Stream] | None"
) -> "tuple[list[RunRecord], dict[str, State] | None]":
    """Return the runs and the states; a stream that was never run is not looked up by itself.

    There are no states while a run keeps the destination to itself.
    """
    from xero_component.cli.sync.opening import sink_at, tenant_of

    tenant_id = await tenant_of(source)
    known = source.log.last(MOST_RUNS, tenant_id=tenant_id, destination=place)
    streams = _ever_run(known) if named is None else named
    states: dict[str, State] = {}
    if not streams:
        return known, states
    try:
        async with sink_at(place) as sink:
            for stream in streams:
                states[stream.key] = await (await sink.target(stream, tenant_id)).state()
    except WaitError:
        if not any(one.ended_at is None and not one.died for one in known):
            raise
        return known, None
    return known, states


async def _reset(source: "Source", place: str, named: "Sequence[Stream] | None") -> list[str]:
    from xero_component.cli.sync.opening import sink_at, tenant_of
    from xero_component.sync import Delta, State

    tenant_id = await tenant_of(source)
    known = source.log.last(MOST_RUNS, tenant_id=tenant_id, destination=place)
    streams = _ever_run(known) if named is None else named
    async with sink_at(place) as sink:
        for stream in streams:
            target = await sink.target(stream, tenant_id)
            revision = (await target.state()).revision
            await target.write(Delta(State(revision=revision)))
    return [stream.key for stream in streams]


def _ever_run(known: "Sequence[RunRecord]") -> "list[Stream]":
    from xero_component.sync import STREAMS

    keys = {key for run in known for key in run.streams}
    return [stream for key, stream in STREAMS.items() if key in keys]


def _as_dict(record: "RunRecord") -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in fields(record)}


def _show_streams(
    screen: "Console", states: "dict[str, State]", known: "Sequence[RunRecord]"
) -> None:
    from rich.table import Table

    from xero_component.cli.results import cell

    table = Table("Stream", "Up to", "Read (UTC)", "Compared (UTC)", "Since", "Last run")
    for key, state in states.items():
        moments = (state.looked_at, state.swept_at, state.start)
        looked, swept, start = (_minute(one) for one in moments)
        last = next((_outcome_in(run, key) for run in known if key in run.streams), "—")
        if state.sweep_began is not None:
            last += ", comparing"
        row = (key, _minute(state.cursor), looked, swept, start, last)
        table.add_row(*map(cell, row))
    screen.print(table)


def _outcome_in(run: "RunRecord", key: str) -> str:
    """Return how a stream ended in a run; one that has not ended yet goes on with it."""
    outcome = str(run.streams[key]["outcome"])
    goes_on = run.ended_at is None and outcome == "paused"
    return _outcome(run) if goes_on else outcome


def _outcome(run: "RunRecord") -> str:
    return str(run.outcome or ("died" if run.died else "goes on"))


def _show_runs(screen: "Console", runs: "Sequence[RunRecord]") -> None:
    from rich.table import Table

    from xero_component.cli.results import cell
    from xero_component.cli.sync.progress import in_words

    listed = Table("Run", "Began (UTC)", "Outcome", "Streams", "Written", "Deleted", "Calls")
    for run in runs:
        began = f"{run.started_at:%Y-%m-%d %H:%M}"
        sums = (sum(one[name] for one in run.streams.values()) for name in ("written", "deleted"))
        told = (
            str(run.id),
            began,
            _outcome(run),
            str(len(run.streams)),
            *map(str, sums),
            str(run.calls),
        )
        listed.add_row(*map(cell, told))
    screen.print(listed)
    last = runs[0]
    if last.ended_at is None and not last.died:
        for key, one in last.streams.items():
            if one["calls"]:
                screen.print(
                    f"{key}: {in_words(one['read'], one['expected'], one['calls'])}", soft_wrap=True
                )
    if last.reason:
        screen.print(cell(f"The last run: {last.reason}"), soft_wrap=True)
    if last.continue_at is not None:
        screen.print(f"Run again after {last.continue_at:%Y-%m-%d %H:%M} UTC.")


def _minute(text: str | None) -> str:
    """Return a moment to the minute; a number as it is."""
    return "—" if text is None else text[:16].replace("T", " ")
