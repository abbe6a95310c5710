"""Which stored connection a command works with."""

from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.errors import ConfigurationError

if TYPE_CHECKING:
    from xero_component.connections import ConnectionStore

CONNECTION_VARIABLE = "XERO_COMPONENT_CONNECTION"

ConnectionOption = Annotated[
    str | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        envvar=CONNECTION_VARIABLE,
        help="The connection to work with; not needed while there is only one.",
        show_default=False,
        show_envvar=True,
    ),
]


def chosen_connection(store: "ConnectionStore", name: str | None) -> str:
    """Return the name given, or that of the only connection; raise `ConfigurationError` else."""
    if name is not None and name.strip():
        return store.get(name.strip()).name
    known = [connection.name for connection in store.list()]
    if len(known) == 1:
        return known[0]
    if not known:
        raise ConfigurationError(
            "There is no connection yet.",
            advice="Make one with: xero-component connect NAME. Without a Xero account, start"
            " xero-component sandbox in another terminal, and then:"
            " xero-component connect NAME --sandbox",
        )
    raise ConfigurationError(
        f"There are {len(known)} connections.",
        advice=f"Choose one with --connection: {', '.join(known)}.",
    )
