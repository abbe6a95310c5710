"""Tells what happens, and stops at the first thing that is not as told."""

from collections.abc import Sequence
from time import monotonic

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from xero_component.cli.screen import console, one_line, plain

NARROWEST, WIDEST = 60, 110
"""Columns of the story; what is left of a wide terminal stays empty."""


class ClaimFailedError(Exception):
    """What was shown is not so."""

    def __init__(self, claim: str, expected: object, found: object) -> None:
        super().__init__(f"{claim}: expected {expected!r}, found {found!r}")
        self.claim = claim
        self.expected = expected
        self.found = found


class Narrator:
    """Writes to the terminal; counts steps and checked claims."""

    def __init__(self) -> None:
        self._console = console()
        self._console.width = min(max(self._console.width, NARROWEST), WIDEST)
        self._started = monotonic()
        self._steps = 0
        self.claims = 0

    def step(self, title: str) -> None:
        """Begin the next part of the story."""
        self._steps += 1
        self._console.print()
        self._console.print(Rule(Text(f"{self._steps}. {title}", style="bold"), align="left"))

    def say(self, text: str) -> None:
        """Tell something that needs no proof."""
        self._console.print(Text(plain(text)))

    def claim(self, text: str, expected: object, found: object) -> None:
        """Tell something and check it; raises `ClaimFailedError`."""
        if expected != found:
            raise ClaimFailedError(text, expected, found)
        self.claims += 1
        self._console.print(Text.assemble(("✓ ", "green"), plain(text)))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Show rows; columns whose names start with a blank are numbers."""
        table = Table()
        for name in columns:
            table.add_column(name.strip(), justify="right" if name.startswith(" ") else "left")
        for row in rows:
            table.add_row(*(Text(one_line(str(value))) for value in row))
        self._console.print(table)

    def finished(self) -> None:
        """Say that all went well."""
        seconds = monotonic() - self._started
        self._console.print()
        self.say(f"All {self.claims} claims were checked, in {seconds:.1f} s.")

    def failed(self, failure: ClaimFailedError) -> None:
        """Say what was expected and what came."""
        self._console.print(Text(f"✗ {plain(failure.claim)}", style="red"))
        self.say(f"  expected: {failure.expected}\n  found:    {failure.found}")
