"""`sync preview`: the first rows of a stream, kept nowhere."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.cli.stored import ConnectionOption
from xero_component.cli.sync.choices import JsonOption, chosen_streams, moment

if TYPE_CHECKING:
    from datetime import datetime

    from xero_component.cli.sync.opening import Source
    from xero_component.sync import Stream

RowsOption = Annotated[int, typer.Option("--rows", min=1, max=1000, help="How many to show.")]
SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Leave out what was last changed before (UTC).", show_default=False
    ),
]


IdOption = Annotated[
    str | None,
    typer.Option(
        "--id",
        metavar="ID",
        help="The one row with this id, or with this number or code where Xero takes that.",
        show_default=False,
    ),
]


def preview(
    stream: Annotated[str, typer.Argument(help="Name of the stream.")],
    connection: ConnectionOption = None,
    rows: RowsOption = 10,
    since: SinceOption = None,
    identifier: IdOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the first rows of a stream, or one by its id, as Xero has them now."""
    import anyio

    from xero_component.cli.results import table_of
    from xero_component.cli.screen import console
    from xero_component.cli.sync.opening import opened_source
    from xero_component.cli.sync.reports import print_json

    [chosen] = chosen_streams([stream])
    start = moment(since, "--since")
    with opened_source(connection) as source:
        if identifier is None:
            found = anyio.run(_first, source, chosen, rows, start)
        else:
            found = [anyio.run(_one, source, chosen, identifier)]
    if as_json:
        print_json(found)
    elif found and identifier is not None:
        console().print(table_of(found))
    elif found:
        console().print(table_of(found))
        console().print(f"The first {len(found)} of {chosen.key}.")
    else:
        console().print("No rows.")


async def _first(
    source: "Source", stream: "Stream", count: int, since: "datetime | None"
) -> list[dict[str, Any]]:
    from contextlib import aclosing

    from xero_component.cli.sync.opening import opened_organisation

    async with (
        opened_organisation(source) as home,
        aclosing(stream.read(home.xero, since=since)) as pages,
    ):
        async for page in pages:
            return page[:count]
    return []


async def _one(source: "Source", stream: "Stream", identifier: str) -> dict[str, Any]:
    from xero_component.cli.sync.opening import opened_organisation

    async with opened_organisation(source) as home:
        return await stream.one(home.xero, identifier)
