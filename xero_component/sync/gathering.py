"""Writing what comes fast in larger portions, where a destination takes those more cheaply."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from xero_component.api.clock import Clock
from xero_component.sync.reading import Part

PATIENCE = 1.0
"""Seconds that rows wait for others; Xero's pages take about as long."""


async def gathered(
    parts: AsyncIterator[Part], rows_a_write: int, clock: Clock
) -> AsyncGenerator[Part, None]:
    """Yield parts that come within a second as one, up to a number of rows; 0 for as they come.

    What came before an error is yielded before the error is raised: it was paid for.
    """
    waiting: Part | None = None
    since = clock.monotonic()
    try:
        async for part in parts:
            if waiting is not None and _is_whole(part):
                yield waiting
                waiting = None
            if waiting is None:
                waiting, since = part, clock.monotonic()
            else:
                waiting = _joined(waiting, part)
            waited = clock.monotonic() - since >= PATIENCE
            if waited or len(waiting.rows) >= rows_a_write or _is_whole(waiting):
                yield waiting
                waiting = None
    except Exception:
        if waiting is not None:
            yield waiting
        raise
    if waiting is not None:
        yield waiting


def _is_whole(part: Part) -> bool:
    """Tell whether a part says what is gone as well, which is about its own rows alone."""
    return part.window is not None


def _joined(first: Part, then: Part) -> Part:
    first.rows.extend(then.rows)
    cursor, total = then.cursor or first.cursor, first.total
    return replace(first, cursor=cursor, total=then.total if total is None else total)
