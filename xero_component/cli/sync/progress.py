"""How far a run is: bars on a terminal, lines elsewhere; on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from xero_component.sync import StreamReport

LINE_SECONDS = 10.0
"""How often a stream gets a line."""
QUOTA_SECONDS = 1.0
"""How often it is looked up what is left of the day."""

Tell = Callable[["StreamReport"], None]
CallsLeft = Callable[[], int | None]


@contextmanager
def progress(calls_left: CallsLeft, *, quiet: bool) -> Iterator[Tell]:
    """Show how far streams are while the block lasts; `quiet` shows nothing."""
    from xero_component.cli.screen import console

    errors = console(stderr=True)
    if quiet:
        yield lambda _report: None
    elif errors.is_terminal:
        with _bars(errors, _Quota(calls_left)) as tell:
            yield tell
    else:
        yield _Lines(errors, _Quota(calls_left)).tell


class _Quota:
    """What is left of the day, looked up now and then."""

    def __init__(self, calls_left: CallsLeft) -> None:
        self._calls_left = calls_left
        self._looked_at = -QUOTA_SECONDS
        self._left: int | None = None

    def words(self) -> str:
        now = monotonic()
        if now - self._looked_at >= QUOTA_SECONDS:
            self._left, self._looked_at = self._calls_left(), now
        return "" if self._left is None else f"{self._left:,} calls left today"


class _Lines:
    """A line for a stream, every few seconds."""

    def __init__(self, screen: "Console", quota: _Quota) -> None:
        self._screen = screen
        self._quota = quota
        self._told: dict[str, float] = {}

    def tell(self, report: "StreamReport") -> None:
        now = monotonic()
        if now - self._told.get(report.stream, -LINE_SECONDS) < LINE_SECONDS:
            return
        self._told[report.stream] = now
        told = ", ".join(filter(None, (rows_of(report), self._quota.words())))
        self._screen.print(f"{report.stream}: {told}", soft_wrap=True)


@contextmanager
def _bars(screen: "Console", quota: _Quota) -> Iterator[Tell]:
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=screen, transient=True) as bars:
        day = bars.add_task("all", total=None, told="")

        def tell(report: "StreamReport") -> None:
            if report.stream not in tasks:
                tasks[report.stream] = bars.add_task(report.stream, total=None, told="")
            bars.update(
                tasks[report.stream],
                total=report.expected,
                completed=min(report.read, report.expected or report.read),
                told=rows_of(report),
            )
            bars.update(day, told=quota.words())

        yield tell


def rows_of(report: "StreamReport") -> str:
    """Return what was read so far, in words."""
    return in_words(report.read, report.expected, report.calls)


def in_words(read: int, expected: int | None, calls: int) -> str:
    """Return rows and calls in words."""
    known = f" of {expected:,}" if expected is not None and expected >= read else ""
    rows = f"{read:,}{known} row{'' if (expected or read) == 1 else 's'}"
    return f"{rows}, {calls:,} call{'' if calls == 1 else 's'}"
