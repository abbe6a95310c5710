"""`api-keys`: who may call the server; make a key, list them, end one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.cli.exit_codes import EPILOG
from xero_component.errors import InputError

if TYPE_CHECKING:
    from xero_component.core import Effect
    from xero_component.runtimes.http.api_keys import ApiKey, ApiKeys

ConnectionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        help="A connection that the key is for; may be given several times. Unless it is given, the"
        " key is for all of them.",
    ),
]
EffectsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--effect",
        metavar="read|write|destructive",
        help="What calls with the key may do; may be given several times. Unless it is given, read"
        " and write.",
    ),
]
DaysOption = Annotated[
    int | None,
    typer.Option("--days", min=1, max=36_500, help="Days until it expires; never unless given."),
]
FileOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings as TOML or YAML.")
]

app = typer.Typer(
    help="Make, list and revoke the API keys of the HTTP server.",
    epilog=EPILOG,
    no_args_is_help=True,
)


@app.command("create", epilog=EPILOG)
def create(
    name: Annotated[str, typer.Argument(help="What the key is called, such as who holds it.")],
    connection: ConnectionsOption = None,
    effect: EffectsOption = None,
    days: DaysOption = None,
    config: FileOption = None,
) -> None:
    """Make a key and print it; it is shown once, and only its hash is stored."""
    from xero_component.cli.screen import console, one_line, write
    from xero_component.runtimes.http.api_keys import USUAL_EFFECTS

    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    effects = USUAL_EFFECTS if effect is None else frozenset(map(_effect, effect))
    with _opened(config) as keys:
        key, made = keys.create(
            name, connections=connection or None, effects=effects, expires_at=expires_at
        )
    write(key)
    note = f"{one_line(made.name)} ({made.id}): {_scope(made)}. The key is not shown again."
    console(stderr=True).print(note, soft_wrap=True)


@app.command("list", epilog=EPILOG)
def list_keys(config: FileOption = None) -> None:
    """List the keys: what each is for, when it was used last, and whether it still works."""
    from rich.table import Table

    from xero_component.cli.results import cell
    from xero_component.cli.screen import console

    now = datetime.now(UTC)
    table = Table("Id", "Name", "Connections", "Effects", "Made", "Last used", "Expires", "State")
    with _opened(config) as keys:
        for one in keys.list():
            state = "works" if one.works(now) else "revoked" if one.revoked_at else "expired"
            times = map(_day, (one.created_at, one.last_used_at, one.expires_at))
            row = (one.id, one.name, _connections(one), _effects(one), *times, state)
            table.add_row(*map(cell, row))
    screen = console()
    if table.row_count:
        screen.print(table)
    else:
        screen.print("No API keys. Make one with: xero-component api-keys create NAME")


@app.command("revoke", epilog=EPILOG)
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID|NAME", help="Id or name of the key.")],
    config: FileOption = None,
) -> None:
    """End a key: from now on no call with it is accepted."""
    from xero_component.cli.screen import one_line, write

    with _opened(config) as keys:
        ended = keys.revoke(key.strip())
    write(f"Revoked {one_line(ended.name)} ({ended.id}).")


@contextmanager
def _opened(config: Path | None) -> "Iterator[ApiKeys]":
    from xero_component.runtimes.http import missing_extra
    from xero_component.runtimes.http.api_keys import ApiKeys
    from xero_component.store.database import Database
    from xero_component.store.location import default_url

    try:
        from xero_component.runtimes.settings import load_settings
    except ImportError as error:
        raise missing_extra(error) from None
    database = Database(load_settings(config).store or default_url())
    try:
        yield ApiKeys(database)
    finally:
        database.close()


def _effect(text: str) -> "Effect":
    from xero_component.core import Effect

    try:
        return Effect(text.strip().lower())
    except ValueError:
        raise InputError(f"--effect: {text!r} is not read, write or destructive.") from None


def _scope(key: "ApiKey") -> str:
    return f"{_effects(key)} on {_connections(key)}"


def _connections(key: "ApiKey") -> str:
    return "all connections" if key.connections is None else ", ".join(sorted(key.connections))


def _effects(key: "ApiKey") -> str:
    from xero_component.core import Effect

    return ", ".join(str(effect) for effect in Effect if effect in key.effects)


def _day(moment: datetime | None) -> str:
    return "—" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
