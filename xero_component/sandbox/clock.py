"""The sandbox's own time, which a test can move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """UTC time: the machine's, or standing still at `start`; `advance` moves either forward.

    Raises ValueError for a start without a time zone.
    """

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("The sandbox's clock starts at a time with a zone")
        self._start = start.astimezone(UTC) if start else None
        self._ahead = timedelta()
        self._watchers: list[Callable[[], None]] = []

    def watch(self, moved: Callable[[], None]) -> None:
        """Have somebody told whenever the time is moved forward."""
        self._watchers.append(moved)

    def __call__(self) -> datetime:
        """Tell the time, in UTC."""
        return (self._start or datetime.now(UTC)) + self._ahead

    def advance(self, seconds: float) -> datetime:
        """Move the time forward and return the new time; ValueError for a move it cannot make."""
        try:
            moved = self._ahead + timedelta(seconds=seconds)
            if moved < self._ahead:
                raise ValueError("The sandbox's clock only moves forward")
            now = (self._start or datetime.now(UTC)) + moved
        except OverflowError:
            raise ValueError("The sandbox's clock cannot move that far") from None
        self._ahead = moved
        for watcher in self._watchers:
            watcher()
        return now
