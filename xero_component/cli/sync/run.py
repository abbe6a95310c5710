"""`sync run` and `sync backfill`: read what is new, or what is older than what was read so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.cli.stored import ConnectionOption
from xero_component.cli.sync.choices import (
    DestinationOption,
    JsonOption,
    StreamsArgument,
    chosen_streams,
    destination,
    moment,
)
from xero_component.errors import InputError

if TYPE_CHECKING:
    from xero_component.cli.sync.opening import Organisation, Source
    from xero_component.sync import Options, Report, Sink, Stream
    from xero_component.sync.run_log import RunEntry

INTERRUPTED = 130

SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Leave out what was last changed before (UTC). A stream keeps the day that its first"
        " run was given; an earlier one brings in the older rows.",
        show_default=False,
    ),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="How far back to go (UTC); if not given, to the beginning.",
        show_default=False,
    ),
]
SweepOption = Annotated[
    str,
    typer.Option(
        "--sweep",
        metavar="DAYS|now|never",
        help="How often to compare everything, to find edits that Xero does not report and rows"
        " that are gone.",
    ),
]
CallsOption = Annotated[
    int | None,
    typer.Option(
        "--sweep-calls",
        min=1,
        metavar="NUMBER",
        help="The most calls that comparing takes for each stream; the next run goes on.",
        show_default=False,
    ),
]
HistoryOption = Annotated[
    list[str] | None,
    typer.Option(
        "--history",
        metavar="STREAM",
        help="Keep every version of its rows; may be given several times.",
        show_default=False,
    ),
]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to read, and where to."""

    streams: "Sequence[Stream]"
    connection: str | None
    destination: str
    options: "Options"
    named: bool
    """Whether the streams were named, so that each of them is wanted."""
    json: bool


def run(
    streams: StreamsArgument = None,
    connection: ConnectionOption = None,
    to: DestinationOption = None,
    since: SinceOption = None,
    sweep: SweepOption = "7",
    sweep_calls: CallsOption = None,
    history: HistoryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read what is new of each stream. Ctrl-C pauses; the next run goes on where it stopped."""
    from xero_component.sync import Options

    options = Options(
        start=moment(since, "--since"),
        sweep_every=interval(sweep),
        keeps_start=since is None,
        sweep_calls=sweep_calls,
        history=frozenset(one.key for one in chosen_streams(history)) if history else frozenset(),
    )
    _start(
        Request(
            streams=chosen_streams(streams),
            connection=connection,
            destination=destination(to),
            options=options,
            named=bool(streams),
            json=as_json,
        )
    )


def backfill(
    streams: StreamsArgument = None,
    connection: ConnectionOption = None,
    to: DestinationOption = None,
    start: FromOption = None,
    calls: CallsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring in the rows from before the day that streams began with. Ctrl-C pauses."""
    from xero_component.sync import Options

    _start(
        Request(
            streams=chosen_streams(streams),
            connection=connection,
            destination=destination(to),
            options=Options(start=moment(start, "--from"), sweep_calls=calls),
            named=bool(streams),
            json=as_json,
        )
    )


def interval(text: str) -> timedelta | None:
    """Return how often to compare everything; raise `InputError` for what is none of the three."""
    wanted = text.strip().lower()
    if wanted == "never":
        return None
    if wanted == "now":
        return timedelta(0)
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 5):
        raise InputError(f"--sweep {text!r} is neither a number of days nor now or never.")
    return timedelta(days=int(wanted))


def _start(request: Request) -> None:
    import anyio

    from xero_component.cli.screen import console
    from xero_component.cli.sync.opening import opened_source, sink_at
    from xero_component.cli.sync.reports import exit_code, show
    from xero_component.sync.run_log import Paused

    errors = console(stderr=True)
    for stream in request.streams:
        if stream.withdrawn or stream.restricted:
            told = f"{stream.key}: {stream.withdrawn or stream.restricted}"
            errors.print(told, soft_wrap=True)
    sink = sink_at(request.destination)  # before it is logged: one that is wrong may hold a secret
    with opened_source(request.connection) as source:
        try:
            report = anyio.run(_run, source, request, sink)
        except (KeyboardInterrupt, Paused):
            errors.print("Paused. The next run goes on where this one stopped.", soft_wrap=True)
            raise typer.Exit(INTERRUPTED) from None
    show(report, as_json=request.json)
    if code := exit_code(report, named=request.named):
        raise typer.Exit(code)


async def _run(source: "Source", request: Request, sink: "Sink") -> "Report":
    from functools import partial

    from xero_component.cli.sync.opening import opened_organisation
    from xero_component.cli.sync.pausing import unless_paused

    async with opened_organisation(source) as home:
        told = (source.connection.name, home.tenant_id, request.destination, request.streams)
        with source.log.run(*told) as entry:
            await unless_paused(entry, partial(_read, source, request, home, entry, sink))
    return entry.report


async def _read(
    source: "Source", request: Request, home: "Organisation", entry: "RunEntry", sink: "Sink"
) -> None:
    from xero_component.cli.sync.progress import progress
    from xero_component.sync import StreamReport, sync

    # Some sinks hand over what they have been given when they are closed: within the log.
    async with sink:
        with progress(source.calls_left, quiet=request.json) as tell:

            def watch(stream: StreamReport) -> None:
                entry.watch(stream)
                tell(stream)

            entry.report = await sync(
                home.xero, request.streams, sink, request.options, progress=watch
            )
