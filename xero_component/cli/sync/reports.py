"""What a run did, for a person or as JSON, and the exit code that says what to do next."""

from collections.abc import Mapping
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from xero_component.cli.exit_codes import EXIT_CODES
from xero_component.cli.results import cell
from xero_component.cli.screen import console, one_line, write_bytes
from xero_component.errors import RateLimitError
from xero_component.sync import Outcome, Report
from xero_component.sync.report import NOT_REACHED
from xero_component.sync.run_log import counts, outcome, problem_of

COUNTS = ("read", "written", "unchanged", "deleted", "calls")


def print_json(value: Any) -> None:
    """Print a value as indented JSON, with exact numbers."""
    encoded = msgspec.json.Encoder(decimal_format="number").encode(value)
    write_bytes(msgspec.json.format(encoded, indent=2) + b"\n")


def show(report: Report, *, as_json: bool) -> None:
    """Print what a run did."""
    streams = {key: counts(one) for key, one in report.streams.items()}
    if as_json:
        stopped = report.stopped_by
        print_json(
            {
                "outcome": outcome(report),
                "stopped_by": stopped.as_dict() if stopped else None,
                "continue_at": report.continue_at,
                "day_remaining": report.day_remaining,
                "calls": report.calls,
                "streams": streams,
            }
        )
        return
    screen = console()
    screen.print(table_of_streams(streams))
    show_reasons(screen, streams)
    _show_end(screen, report)


def table_of_streams(streams: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return a table of outcome and counts of each stream."""
    table = Table("Stream", "Outcome")
    for name in COUNTS:
        table.add_column(name.capitalize(), justify="right")
    for key, one in streams.items():
        table.add_row(key, cell(one["outcome"]), *(f"{one[name]:,}" for name in COUNTS))
    return table


def show_reasons(screen: Console, streams: Mapping[str, Mapping[str, Any]]) -> None:
    """Print why streams are not complete, and what a person should know of those that are."""
    for key, one in streams.items():
        if one["reason"] and one["reason"] != NOT_REACHED:
            screen.print(one_line(f"{key}: {one['reason']}"), soft_wrap=True)
        if one["sweeping"]:
            screen.print(f"{key}: the next run goes on comparing everything.", soft_wrap=True)
        if one["nameless"]:
            screen.print(f"{key}: {one['nameless']} rows without an id were left out.")
        for misfit in one["misfits"]:
            place = f"{misfit['table']}.{misfit['field']}"
            told = f"{place}: kept in the raw JSON alone in {misfit['rows']} rows"
            screen.print(one_line(f"{told}, as {misfit['reason']}."), soft_wrap=True)


def exit_code(report: Report, *, named: bool) -> int:
    """Return the exit code: that of what stopped the run, or of the first stream that failed.

    A stream that is not available counts where it was asked for by name.
    """
    problem = problem_of(report)
    if problem is None and named:
        closed = (one.error for one in report.streams.values())
        problem = next((one for one in closed if one is not None), None)
    return EXIT_CODES[problem.group] if problem is not None else 0


def _show_end(screen: Console, report: Report) -> None:
    stopped = report.stopped_by
    if isinstance(stopped, RateLimitError):
        when = "later"
        if report.continue_at is not None:
            when = f"after {report.continue_at:%Y-%m-%d %H:%M} UTC"
        told = f"Xero answers no more calls today: run again {when}. What was read is kept."
        screen.print(told, soft_wrap=True)
    elif stopped is not None:
        screen.print(one_line(f"The run was stopped. {stopped}"), soft_wrap=True)
    cut_off = sum(one.reason == NOT_REACHED for one in report.streams.values())
    if cut_off:
        told = "Another stream was" if cut_off == 1 else f"{cut_off:,} other streams were"
        screen.print(f"{told} not read to the end.")
    waiting = sum(one.outcome is Outcome.PAUSED for one in report.streams.values())
    if waiting and stopped is None:
        screen.print("Run again to go on.", soft_wrap=True)
    left = report.day_remaining
    known = "" if left is None else f", {left:,} left today"
    screen.print(f"{report.calls:,} call{'' if report.calls == 1 else 's'}{known}.")
