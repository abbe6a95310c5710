"""`keys`: the keys that the stored tokens are encrypted with; make one, list them, change them."""

from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.cli.exit_codes import EPILOG
from xero_component.cli.stored import open_store
from xero_component.errors import ConfigurationError

if TYPE_CHECKING:
    from xero_component.connections import KeyUse

DropOldOption = Annotated[
    bool,
    typer.Option(
        "--drop-old",
        help="Forget the old keys too; backups of the database may need them.",
    ),
]

app = typer.Typer(
    help="Make, list and rotate the keys that stored tokens are encrypted with.",
    epilog=EPILOG,
    no_args_is_help=True,
)


@app.command("new", epilog=EPILOG)
def new() -> None:
    """Print a new key, for XERO_COMPONENT_KEY or a secret manager; nothing is changed."""
    from xero_component.cli.screen import write
    from xero_component.connections import generate_key

    write(generate_key())


@app.command("list", epilog=EPILOG)
def list_keys() -> None:
    """List the keys by fingerprint, and how many consents are encrypted under each."""
    from rich.table import Table

    from xero_component.cli.results import cell
    from xero_component.cli.screen import console, one_line

    with open_store() as store:
        use = store.key_use()
    table = Table("Key", "Used for", "Consents encrypted under it")
    for place, (fingerprint, grants) in enumerate(use.grants.items()):
        purpose = "reading" if place else "writing and reading"
        table.add_row(*map(cell, (fingerprint, purpose, str(grants))))
    if use.unknown:
        table.add_row(*map(cell, ("not known", "nothing: it is missing", str(use.unknown))))
    screen = console()
    screen.print(f"The keys are in {one_line(use.place)}.", soft_wrap=True)
    screen.print(table)


@app.command("rotate", epilog=EPILOG)
def rotate(*, drop_old: DropOldOption = False) -> None:
    """Encrypt every stored token under a new key, while other processes go on.

    A key file or an entry of the keyring gets the new key from this command. Where the keys are in
    XERO_COMPONENT_KEY, put the new one first there; this encrypts everything under it.
    """
    from xero_component.cli.screen import one_line, write

    with open_store() as store:
        use = store.key_use()
        if use.changeable:
            count = store.add_key()
            dropped = store.drop_old_keys() if drop_old else 0
        else:
            _check_given(use, drop_old=drop_old)
            count, dropped = store.rotate(), 0
        use = store.key_use()
    newest, *older = use.grants
    write(f"Consents encrypted under the key {newest}, which is the first now: {count}.")
    if dropped:
        write(f"Old keys forgotten: {dropped}.")
    elif use.changeable:
        write(f"Old keys that stay in {one_line(use.place)}: {', '.join(older)}.")
    else:
        write(f"No longer needed in {one_line(use.place)}: {', '.join(older)}.")


def _check_given(use: "KeyUse", *, drop_old: bool) -> None:
    """Refuse what only whoever set the keys can do."""
    if len(use.grants) == 1:
        raise ConfigurationError(
            f"There is only one key in {use.place}.",
            advice="Make a new one with `xero-component keys new`, put it before the old one,"
            " separated by a comma, and run this again.",
        )
    if drop_old:
        raise ConfigurationError(
            f"The keys are in {use.place}, and cannot be dropped from here.",
            advice="Run this without --drop-old, then take the old keys out there.",
        )
