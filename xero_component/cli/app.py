"""The commands. What is heavy is imported when a command runs, so that the start is quick."""

import typer

from xero_component.cli import actions, api_keys, connections, keys, webhooks
from xero_component.cli.config import config
from xero_component.cli.connect import connect
from xero_component.cli.exit_codes import EPILOG
from xero_component.cli.manifest import manifest
from xero_component.cli.reporting import ReportingGroup
from xero_component.cli.run import ActionGroup
from xero_component.cli.sandbox import sandbox
from xero_component.cli.scopes import scopes
from xero_component.cli.serve import serve
from xero_component.cli.sync import app as sync_app
from xero_component.cli.tap import tap
from xero_component.cli.usage import usage

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
app.add_typer(keys.app, name="keys")
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
app.add_typer(webhooks.app, name="webhooks")
app.command(epilog=EPILOG)(serve)
app.add_typer(api_keys.app, name="api-keys")
app.command(epilog=EPILOG)(config)
app.add_typer(sync_app, name="sync")
app.command(epilog=EPILOG)(tap)
app.command(epilog=EPILOG)(usage)
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
