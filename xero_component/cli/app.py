"""The commands. What is heavy is imported when a command runs, so that the start is quick."""

import typer

from xero_component.cli import actions, connections
from xero_component.cli.connect import connect
from xero_component.cli.exit_codes import EPILOG
from xero_component.cli.manifest import manifest
from xero_component.cli.reporting import ReportingGroup
from xero_component.cli.run import ActionGroup
from xero_component.cli.sandbox import sandbox
from xero_component.cli.scopes import scopes

app = typer.Typer(
    cls=ReportingGroup,
    help="Work with Xero from the command line: connect, run actions, or try it on a sandbox."
    " New here? Start with: xero-component demo",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=EPILOG)(connect)
app.add_typer(connections.app, name="connections")
app.add_typer(actions.app, name="actions")
app.add_typer(
    typer.Typer(
        cls=ActionGroup,
        help="Run an action: xero-component run ACTION --help shows its inputs.",
        epilog=EPILOG,
        no_args_is_help=True,
    ),
    name="run",
)
app.command(epilog=EPILOG)(scopes)
app.command(epilog=EPILOG)(manifest)
app.command(epilog=EPILOG)(sandbox)


@app.command(epilog=EPILOG)
def demo() -> None:
    """Show everything in a minute: a sandbox, a consent, invoices, webhooks, retries, payments."""
    from xero_component.cli.demo import run_demo

    raise typer.Exit(run_demo())


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import PackageNotFoundError, version

    from xero_component.cli.screen import write

    try:
        write(version("xero-component"))
    except PackageNotFoundError:
        write("0.0.0 (not installed)")
