"""`sync`: Xero's objects as streams of rows, kept in a database or in files."""

import typer

from xero_component.cli.exit_codes import EPILOG
from xero_component.cli.sync.check import check
from xero_component.cli.sync.discover import discover
from xero_component.cli.sync.estimating import estimate
from xero_component.cli.sync.pausing import pause
from xero_component.cli.sync.preview import preview
from xero_component.cli.sync.run import backfill, run
from xero_component.cli.sync.status import reset, status

app = typer.Typer(
    help="Keep Xero's objects in a database of yours: read what is new, and what has gone.",
    epilog=EPILOG,
    no_args_is_help=True,
)
for command in (run, status, discover, preview, reset, backfill, pause, check, estimate):
    app.command(epilog=EPILOG)(command)

__all__ = ["app"]
