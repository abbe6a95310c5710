"""From an error to one paragraph and an exit code; a traceback is never shown."""

import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from xero_component.cli.exit_codes import EXIT_CODES, UNEXPECTED
from xero_component.cli.screen import plain
from xero_component.errors import XeroComponentError

REPORT_AT = "https://github.com/xero-component/xero-component/issues"

_FOR_OTHERS: tuple[type[BaseException], ...] = (
    typer.Exit,
    typer.Abort,
    next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"),
    BrokenPipeError,
)
"""What typer itself reports; the class of usage errors goes by its name, as typer hides it."""


class ReportingGroup(TyperGroup):
    """The root of the commands: whatever goes wrong below it is reported here."""

    def invoke(self, ctx: Any) -> object:
        """Run the chosen command; end with the exit code of the error's group."""
        try:
            return super().invoke(ctx)
        except XeroComponentError as error:
            report(error)
            raise typer.Exit(EXIT_CODES[error.group]) from None
        except _FOR_OTHERS:
            raise
        except OSError as error:
            _say(f"Error: {_os_problem(error)}")
            raise typer.Exit(UNEXPECTED) from None
        except Exception as error:
            _say(f"Error: {_unexpected(error)}")
            raise typer.Exit(UNEXPECTED) from None


def report(error: XeroComponentError) -> None:
    """Write what is wrong and what to do about it, in one paragraph on standard error."""
    _say(paragraph_of(error))


def paragraph_of(error: XeroComponentError) -> str:
    """Return the paragraph that a person sees of an error."""
    known = [f"exit code {EXIT_CODES[error.group]}"]
    if error.correlation_id:
        known.append(f"correlation id {error.correlation_id}")
    return plain(f"Error: {error} ({', '.join(known)})")


def _os_problem(error: OSError) -> str:
    subject = f"{error.filename}: " if error.filename else ""
    return f"{subject}{error.strerror or type(error).__name__}."


def _unexpected(error: Exception) -> str:
    """Name the kind and the place of an error; its text could hold anything, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
    return (
        f"something went wrong that should not: {type(error).__name__}{place}. Run the command once"
        f" more; if it stays, please report this line at {REPORT_AT}."
    )


def _say(text: str) -> None:
    print(plain(" ".join(text.split())), file=sys.stderr)
