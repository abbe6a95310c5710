"""`sync estimate`: what a run would cost, before it is started."""

from typing import TYPE_CHECKING, Any

from xero_component.cli.stored import ConnectionOption
from xero_component.cli.sync.choices import (
    DestinationOption,
    JsonOption,
    StreamsArgument,
    chosen_streams,
    destination,
    moment,
)
from xero_component.cli.sync.run import Request, SinceOption, SweepOption, interval

if TYPE_CHECKING:
    from rich.console import Console

    from xero_component.cli.sync.opening import Source
    from xero_component.sync import Estimate


def estimate(
    streams: StreamsArgument = None,
    connection: ConnectionOption = None,
    to: DestinationOption = None,
    since: SinceOption = None,
    sweep: SweepOption = "7",
    as_json: JsonOption = False,
) -> None:
    """Say how many calls, rows and minutes a run would take, and whether today's calls suffice."""
    import anyio

    from xero_component.cli.screen import console
    from xero_component.cli.sync.opening import opened_source
    from xero_component.cli.sync.reports import print_json
    from xero_component.sync import Options

    request = Request(
        streams=chosen_streams(streams),
        connection=connection,
        destination=destination(to),
        options=Options(
            start=moment(since, "--since"),
            keeps_start=since is None,
            sweep_every=interval(sweep),
        ),
        named=bool(streams),
        json=as_json,
    )
    with opened_source(connection) as source:
        found = anyio.run(_estimate, source, request)
    if as_json:
        print_json(_as_dict(found))
    else:
        _show(console(), found)


async def _estimate(source: "Source", request: Request) -> "Estimate":
    from xero_component.cli.sync.discover import lacking
    from xero_component.cli.sync.opening import opened_organisation, sink_at
    from xero_component.sync import Estimate, StreamEstimate
    from xero_component.sync import estimate as estimated

    async with opened_organisation(source) as home, sink_at(request.destination) as sink:
        closed = {one.key: lacking(one, home.authorisation.scopes) for one in request.streams}
        found = [StreamEstimate(key, 0, unavailable=why) for key, why in closed.items() if why]
        open_ones = [one for one in request.streams if not closed[one.key]]
        done = await estimated(home.xero, open_ones, sink, request.options)
    return Estimate((*found, *done.streams), done.day_remaining, done.spent)


def _as_dict(found: "Estimate") -> dict[str, Any]:
    return {
        "calls": found.calls,
        "bytes": found.bytes,
        "minutes": found.minutes,
        "day_remaining": found.day_remaining,
        "fits_today": found.fits_today,
        "spent": found.spent,
        "streams": found.streams,
    }


def _show(screen: "Console", found: "Estimate") -> None:
    from rich.table import Table

    from xero_component.cli.results import cell

    table = Table("Stream")
    for name in ("Rows", "Calls", "kB"):
        table.add_column(name, justify="right")
    for one in found.streams:
        size = "not known" if one.bytes is None else f"{-(-one.bytes // 1000):,}"
        rows = "not known" if one.rows is None else f"{one.rows:,}"
        calls = f"{one.calls:,}" if one.rows is not None else f"at least {one.calls:,}"
        row = ("—", "—", "—") if one.unavailable else (rows, calls, size)
        table.add_row(*map(cell, (one.stream, *row)))
    screen.print(table)
    for one in found.streams:
        if one.unavailable:
            screen.print(f"{one.stream}: {one.unavailable}", soft_wrap=True)
    minutes = f"{found.minutes:,} minute{'' if found.minutes == 1 else 's'}"
    told = f"About {found.calls:,} calls, {minutes} at Xero's sixty a minute."
    if found.fits_today is not None:
        enough = "is enough" if found.fits_today else "is not enough: the run would end and go on"
        told += f" {found.day_remaining:,} calls are left today, which {enough}"
        told += "." if found.fits_today else " tomorrow."
    screen.print(f"{told} The estimate took {found.spent:,} calls.", soft_wrap=True)
