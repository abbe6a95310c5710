"""`connections`: those that are stored; remove one, or try one."""

from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.cli.exit_codes import EPILOG
from xero_component.cli.stored import open_store
from xero_component.errors import ConfigurationError, ReconnectError

if TYPE_CHECKING:
    from xero_component.connections import Connection, TokenStore

NameArgument = Annotated[str, typer.Argument(help="Name of the connection.")]

app = typer.Typer(
    help="List the stored connections, remove one, or test one.",
    epilog=EPILOG,
    invoke_without_command=True,
)


@app.callback()
def list_connections(ctx: typer.Context) -> None:
    """List the stored connections, remove one, or test one."""
    if ctx.invoked_subcommand is not None:
        return
    from rich.table import Table

    from xero_component.cli.results import cell
    from xero_component.cli.screen import console

    table = Table("Name", "Organisation", "Type", "Token expires (UTC)", "Reconnect", "Where")
    with open_store() as store:
        for one in store.list():
            expires = f"{one.expires_at:%Y-%m-%d %H:%M}" if one.expires_at else "—"
            organisation = one.tenant_name or "its own (custom connection)"
            reconnect = "needed" if one.needs_reconnect else "no"
            row = (one.name, organisation, one.connection_type, expires, reconnect)
            table.add_row(*map(cell, (*row, _where(store, one))))
    screen = console()
    if not table.row_count:
        screen.print("No connections. Make one with: xero-component connect NAME", soft_wrap=True)
        return
    screen.print(table)
    screen.print("An expired token is renewed by itself when it is used next.", soft_wrap=True)


@app.command("remove", epilog=EPILOG)
def remove(name: NameArgument) -> None:
    """Forget a connection and its tokens; in Xero the app stays connected."""
    from xero_component.cli.screen import one_line, write

    with open_store() as store:
        store.delete(name)
    write(
        f"Removed {one_line(name)} here. To end the app's access, disconnect it in Xero under"
        " Settings, Connected apps."
    )


@app.command("test", epilog=EPILOG)
def test(name: NameArgument) -> None:
    """Ask Xero whether a connection still works."""
    from xero_component.cli.screen import one_line, write
    from xero_component.runtimes.local import LocalRuntime

    with open_store() as store:
        connection = store.get(name)
        with LocalRuntime(name, store=store) as runtime:
            output = runtime.run("list_connections").output or {}
    organisations = {row.get("tenantId"): row.get("tenantName") for row in output["records"]}
    tenant_id = connection.tenant_id
    if not organisations or (tenant_id is not None and tenant_id not in organisations):
        raise ReconnectError(
            f"Xero takes the token of {name!r}, but the organisation"
            f" {connection.tenant_name or ''!r} is no longer connected to the app."
        )
    found = organisations[tenant_id] if tenant_id else next(iter(organisations.values()))
    write(f"{one_line(name)} works: it is connected to {one_line(str(found))}.")


def _where(store: "TokenStore", connection: "Connection") -> str:
    from xero_component.api.endpoints import Endpoints

    try:
        issuer = store.load(connection.name)[1].issuer
    except ConfigurationError:
        return "unknown: its key is missing"
    return "Xero" if issuer == Endpoints().issuer else issuer
