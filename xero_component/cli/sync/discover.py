"""`sync discover`: what there is to read, with keys, cursors, scopes and columns."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.cli.stored import CONNECTION_VARIABLE, open_store
from xero_component.cli.sync.choices import JsonOption, StreamsArgument, chosen_streams

if TYPE_CHECKING:
    from rich.console import Console

    from xero_component.sync import Stream

OptionalConnection = Annotated[
    str | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        envvar=CONNECTION_VARIABLE,
        help="Say what this connection's scopes open; not needed while there is only one.",
        show_default=False,
        show_envvar=True,
    ),
]


def discover(
    streams: StreamsArgument = None,
    connection: OptionalConnection = None,
    as_json: JsonOption = False,
) -> None:
    """List the streams, or describe those that are named. Nothing is asked of Xero."""
    from xero_component.cli.screen import console
    from xero_component.cli.sync.reports import print_json
    from xero_component.sync import STREAMS

    chosen = chosen_streams(streams) if streams else list(STREAMS.values())
    scopes = _scopes(connection)
    if as_json:
        print_json([described(one, scopes) for one in chosen])
        return
    screen = console()
    if streams:
        for stream in chosen:
            _show(screen, stream, scopes)
        return
    _show_all(screen, chosen, scopes)


def availability(stream: "Stream", scopes: frozenset[str] | None) -> str | None:
    """Return why a stream cannot be expected to be readable, or None."""
    known = (stream.withdrawn, stream.restricted, lacking(stream, scopes))
    return " ".join(filter(None, known)) or None


def lacking(stream: "Stream", scopes: frozenset[str] | None) -> str | None:
    """Return which scope a connection lacks for a stream, in a sentence."""
    from xero_component.catalogue.scopes import missing

    absent = missing(stream.scopes, scopes) if scopes else ()
    return f"The connection lacks {' '.join(absent)}." if absent else None


def described(stream: "Stream", scopes: frozenset[str] | None) -> dict[str, Any]:
    """Return all that is known of a stream, as JSON values."""
    key, *lists = stream.table.walk()
    return {
        "stream": stream.key,
        "primary_key": stream.primary_key,
        "cursor": stream.cursor,
        "reads": str(stream.reading.kind),
        "scopes": sorted(stream.scopes),
        "unavailable": availability(stream, scopes),
        "missing": list(stream.missing),
        "columns": {column.name: str(column.type) for column in key.columns},
        "lists": {
            table.name: {column.name: str(column.type) for column in table.columns}
            for table in lists
        },
    }


def _scopes(connection: str | None) -> frozenset[str] | None:
    """Return the stored scopes of a connection; None where none is named and there is not one."""
    with open_store() as store:
        if connection is not None and connection.strip():
            return store.get(connection.strip()).scopes or None
        known = store.list()
    return known[0].scopes or None if len(known) == 1 else None


def _show_all(screen: "Console", streams: "list[Stream]", scopes: frozenset[str] | None) -> None:
    from rich.table import Table

    from xero_component.cli.results import cell

    table = Table("Stream", "Key", "Cursor", "Reads", "Scopes", "Available")
    for one in streams:
        reason = availability(one, scopes)
        open_to = "yes" if scopes else "not known"
        row = (
            one.key,
            one.primary_key,
            one.cursor or "—",
            str(one.reading.kind),
            " ".join(sorted(one.scopes)),
            reason or open_to,
        )
        table.add_row(*map(cell, row))
    screen.print(table)
    screen.print("Columns of one: xero-component sync discover STREAM", soft_wrap=True)


def _show(screen: "Console", stream: "Stream", scopes: frozenset[str] | None) -> None:
    from rich.table import Table

    from xero_component.cli.results import cell

    screen.print(stream.key, style="bold")
    screen.print(f"Key:     {stream.primary_key}")
    screen.print(f"Cursor:  {stream.cursor or 'none: everything is read each time'}")
    screen.print(f"Scopes:  {' '.join(sorted(stream.scopes))}", soft_wrap=True)
    reason = availability(stream, scopes) or ("yes" if scopes else "not known")
    screen.print(f"Open:    {reason}", soft_wrap=True)
    for sentence in stream.missing:
        screen.print(f"Missing: {sentence}", soft_wrap=True)
    for table in stream.table.walk():
        columns = Table("Column", "Type", title=table.name)
        for column in table.columns:
            columns.add_row(*map(cell, (column.name, str(column.type))))
        screen.print(columns)
