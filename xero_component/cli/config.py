"""`config`: every setting of the server, as it is now and where that comes from."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from xero_component.cli.stored import CONNECTION_VARIABLE
from xero_component.cli.sync.choices import DESTINATION_VARIABLE

PREFIX = "XERO_COMPONENT_"
FileOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings as TOML or YAML.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def unknown_variables(settings: Collection[str]) -> list[str]:
    """Name the variables of the environment that look like settings and are none.

    The nearest that there is comes with each, for a slip of the pen.
    """
    from difflib import get_close_matches

    from xero_component.cli.screen import plain

    known = {*settings, CONNECTION_VARIABLE, DESTINATION_VARIABLE}
    names = [name.removeprefix(PREFIX) for name in known]
    found = []
    for variable in sorted(os.environ):
        if variable.startswith(PREFIX) and variable not in known:
            near = get_close_matches(variable.removeprefix(PREFIX), names, n=1, cutoff=0.7)
            found.append(plain(variable) + "".join(f" (do you mean {PREFIX}{it}?)" for it in near))
    return found


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
    misspelt = unknown_variables({one.variable for one in known} | {FILE_VARIABLE})
    for name in misspelt:
        console(stderr=True).print(f"There is no setting {name}.", soft_wrap=True)
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
