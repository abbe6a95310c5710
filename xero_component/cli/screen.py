"""Writing to the terminal: names from a ledger are data there, never markup or control codes."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 400
"""Columns where nobody looks: tables come out as wide as they are, and nothing is cut."""

_KEPT = {"\n", "\t"}
_DIRECTION = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def plain(text: str) -> str:
    """Return text without what would steer a terminal: control codes and changes of direction."""
    return "".join(
        char if char in _KEPT or not (_is_control(char) or char in _DIRECTION) else "\ufffd"
        for char in text
    )


def one_line(text: str) -> str:
    """Return text on one line, with the rest of the white space as it is."""
    return plain(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def can_ask() -> bool:
    """Tell whether a person is there to answer a question."""
    return sys.stdin.isatty()


def console(*, stderr: bool = False) -> "Console":
    """Return a console for this moment's standard output (or standard error)."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def write(text: str) -> None:
    """Write a line of text as it is."""
    print(text)


def write_bytes(content: bytes) -> None:
    """Write bytes to standard output, such as JSON in UTF-8 whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f"
