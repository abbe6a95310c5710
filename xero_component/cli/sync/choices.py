"""What every command of `sync` is told: which streams, from where, and where to."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.errors import InputError

if TYPE_CHECKING:
    from xero_component.sync import Stream

DESTINATION_VARIABLE = "XERO_COMPONENT_DESTINATION"
FILE_NAME = "xero.db"
"""The database in the user's data folder that rows go to unless another place is named."""

StreamsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[STREAM]…",
        help="Names of streams, as `sync discover` lists them; without any, every object"
        " that Xero opens to all apps.",
        show_default=False,
    ),
]
DestinationOption = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="URL",
        envvar=DESTINATION_VARIABLE,
        help="Where the rows are kept, as sqlite:////path/to/file or postgresql://…; if not given,"
        f" {FILE_NAME} in your data folder.",
        show_default=False,
        show_envvar=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]


def chosen_streams(names: Iterable[str] | None) -> "list[Stream]":
    """Return the streams of these names, or the usual ones.

    Raises `InputError` for a name that no stream has.
    """
    from difflib import get_close_matches

    from xero_component.sync import STREAMS
    from xero_component.sync.usual import usual_streams

    if not names:
        return usual_streams()
    chosen = []
    for name in dict.fromkeys(one.strip() for one in names):
        if name not in STREAMS:
            near = get_close_matches(name, STREAMS, 3) or list(STREAMS)
            raise InputError(
                f"There is no stream {name!r}.", advice=f"There are: {', '.join(near)}."
            )
        chosen.append(STREAMS[name])
    return chosen


def destination(url: str | None) -> str:
    """Return the address given, or that of the database in the user's data folder."""
    if url is not None and url.strip():
        return url.strip()
    import platformdirs

    path = platformdirs.user_data_path("xero-component", appauthor=False) / FILE_NAME
    return f"sqlite:///{path}"


def moment(text: str | None, option: str) -> datetime | None:
    """Return a day or a moment (UTC) that was typed; raise `InputError` that names the option."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{option} {text!r} is not a day such as 2026-11-01.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
