"""How the rows of a stream are read: what changed, everything, or what was added.

Every API gets its streams by a `Reading`; the engine knows no more of Xero than that.
"""

from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from xero_component.api.sources import Reader as Client

Row = dict[str, Any]


class Kind(StrEnum):
    """What reading a stream once more brings."""

    CHANGES = "changes"
    """The rows that changed since the cursor; now and then everything, to find the rest."""
    SNAPSHOT = "snapshot"
    """Every row: there is no cursor."""
    ADDITIONS = "additions"
    """The rows with a higher number than the cursor; rows never change and never go."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, and where to go on once they are kept."""

    rows: list[Row]
    """The engine empties the list when they are kept, so that memory holds those of one part."""
    cursor: str | None = None
    """All that comes before it has been delivered; None while that is not known."""
    served_at: datetime | None = None
    """Xero's own time when it answered."""
    total: int | None = None
    """How many rows Xero counted behind the question."""
    window: tuple[datetime, datetime] | None = None
    """From when on, and up to when, the rows are all that there are, as whole seconds of the cursor
    field; so what is held beside them is gone. None where that is not so."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a reading will bring, as far as one small call can tell."""

    calls: int
    rows: int | None = None
    """None where Xero does not count them; then `calls` is the least that it takes."""
    bytes: int | None = None


class Reading(Protocol):
    """Where the rows of one stream come from."""

    @property
    def kind(self) -> Kind:
        """What reading once more brings."""
        ...

    def read(
        self, client: Client, cursor: str | None, start: datetime | None, /
    ) -> AsyncGenerator[Part, None]:
        """Yield what comes behind the cursor, or all since `start` without one, oldest first.

        Rows may come twice. A `SNAPSHOT` reading takes no cursor and gives none.
        """
        ...

    async def surviving(self, client: Client, identifiers: Collection[str], /) -> set[str]:
        """Return which of the rows that a whole read did not show Xero still has."""
        ...

    async def size(self, client: Client, cursor: str | None, start: datetime | None, /) -> Size:
        """Return how much `read` would bring; takes at most one small call."""
        ...


def utc(moment: datetime | None) -> datetime | None:
    """Return a moment with its zone; without one it is in UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
