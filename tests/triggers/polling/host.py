"""A flow's host: it polls, and stores the state, or dies before it has."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.triggers.polling.model import ModelXero
from xero_component.api.client import XeroClient
from xero_component.triggers._polling.looking import Seen, look_at
from xero_component.triggers._polling.memory import MOST_KNOWN
from xero_component.triggers._polling.payload import RecordEvent, event_of


@dataclass
class Host:
    """Keeps the state as a host does: as JSON, from one poll to the next."""

    xero: ModelXero
    client: XeroClient
    most_known: int = MOST_KNOWN
    compare_every: timedelta | None = None
    start_from: datetime | None = None
    state: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)

    async def poll(self, *, crash: bool = False) -> list[RecordEvent]:
        """Poll until there is no more; in a crash, the states of these polls are lost."""
        events, state = list[RecordEvent](), self.state
        while True:
            seen = await self._look(state)
            state = seen.state.written()
            events += [event_of(change, self.xero.key, None) for change in seen.changes]
            self.notes += seen.notes
            if not seen.more:
                break
        if not crash:
            self.state = state
        return events

    async def _look(self, state: dict[str, Any] | None) -> Seen:
        return await look_at(
            self.client, self.xero.key, state, start_from=self.start_from,
            compare_every=self.compare_every, most_known=self.most_known,
        )  # fmt: skip


def told(event: RecordEvent) -> tuple[str, str, str | None]:
    """Return what an event tells: which record, what happened, and which version is shown."""
    version = event["record"]["Reference"] if event["record"] else None
    return event["record_id"], event["kind"], version
