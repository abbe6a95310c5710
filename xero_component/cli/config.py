"""`config`: every setting of the server, as it is now and where that comes from."""

from pathlib import Path
from typing import Annotated

import typer

FileOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings as TOML or YAML.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def config(file: FileOption = None, as_json: JsonOption = False) -> None:
    """List the server's settings: value, where it comes from, and meaning; secrets are hidden."""
    from dataclasses import asdict

    import msgspec
    from rich.table import Table

    from xero_component.cli.results import cell
    from xero_component.cli.screen import console, write_bytes
    from xero_component.runtimes.http import missing_extra

    try:
        from xero_component.runtimes.settings import FILE_VARIABLE, listed_settings
    except ImportError as error:
        raise missing_extra(error) from None
    known = listed_settings(file)
    if as_json:
        encoded = msgspec.json.encode([asdict(one) for one in known])
        write_bytes(msgspec.json.format(encoded, indent=2) + b"\n")
        return
    table = Table("Setting", "Value", "From", "Environment", "Meaning")
    for one in known:
        table.add_row(*map(cell, (one.name, one.value, one.source, one.variable, one.description)))
    screen = console()
    screen.print(table)
    screen.print(
        f"A file of settings is named by --config or {FILE_VARIABLE}: NAME = VALUE in TOML, or"
        " NAME: VALUE in YAML. The environment goes before the file.",
        soft_wrap=True,
    )
