"""What a run did, stream by stream."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from xero_component.errors import XeroComponentError
from xero_component.sync.flatten import Misfit

NOT_REACHED = "The run ended before this stream did."
"""Why a stream is paused that did not end the run itself."""


class Outcome(StrEnum):
    """How the run of a stream ended."""

    COMPLETE = "complete"
    """Everything that there was is in the sink."""
    PAUSED = "paused"
    """The run ended before; the next one goes on where it stopped."""
    UNAVAILABLE = "unavailable"
    """The connection or the organisation's plan does not open it, or Xero has withdrawn it."""
    FAILED = "failed"
    """Something went wrong with this stream alone; the next run goes on where it stopped."""


@dataclass(slots=True)
class StreamReport:
    """What a run did for one stream."""

    stream: str
    outcome: Outcome = Outcome.PAUSED
    reason: str | None = None
    """Why it is not complete."""
    error: XeroComponentError | None = None
    read: int = 0
    """Rows that Xero sent, repeats included."""
    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    """Rows that Xero has no more."""
    expected: int | None = None
    """Rows that Xero counted when the present read began; repeats come on top."""
    calls: int = 0
    bytes: int = 0
    """Of the answers, uncompressed."""
    seconds: float = 0.0
    swept: bool = False
    """Whether everything has been compared to the end."""
    sweeping: bool = False
    """Whether a comparison of everything goes on in the next run."""
    nameless: int = 0
    """Rows that came without their id, and cannot be kept."""
    misfits: Counter[Misfit] = field(default_factory=Counter)
    """Values that stay in the raw JSON alone, since no column can hold them."""


@dataclass(slots=True)
class Report:
    """What a run did."""

    streams: dict[str, StreamReport] = field(default_factory=dict)
    stopped_by: XeroComponentError | None = None
    """What ended the whole run: the day's limit, or a connection that no longer works."""
    continue_at: datetime | None = None
    """When to run again, where the day's limit ended the run."""
    day_remaining: int | None = None
    """Calls that the organisation has left today, as Xero last said."""

    @property
    def is_complete(self) -> bool:
        """Whether every stream that can be read has been read to the end."""
        fine = {Outcome.COMPLETE, Outcome.UNAVAILABLE}
        return all(report.outcome in fine for report in self.streams.values())

    @property
    def calls(self) -> int:
        """The calls of all streams."""
        return sum(report.calls for report in self.streams.values())
