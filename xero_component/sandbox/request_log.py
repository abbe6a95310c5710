"""What the sandbox was asked lately, without secrets."""

from collections import deque
from dataclasses import asdict, dataclass

KEPT = 1000


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request; its query is kept for the APIs alone, because elsewhere it may hold a code."""

    time: str
    method: str
    path: str
    query: str
    tenant: str | None
    idempotency_key: str | None
    status: int | None
    """None when the connection was dropped in place of a reply."""
    faults: list[str]


class RequestLog:
    """The last 1000 requests, oldest first."""

    def __init__(self) -> None:
        self._requests: deque[LoggedRequest] = deque(maxlen=KEPT)
        self.times_cleared = 0

    def add(self, request: LoggedRequest, times_cleared: int) -> None:
        """Note one more request, unless the log was cleared while it went on."""
        if times_cleared == self.times_cleared:
            self._requests.append(request)

    def listing(self) -> list[dict[str, object]]:
        """List the requests as plain data."""
        return [asdict(request) for request in self._requests]

    def clear(self) -> None:
        """Forget every request, those that still go on too."""
        self.times_cleared += 1
        self._requests.clear()
