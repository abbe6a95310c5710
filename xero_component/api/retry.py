"""When a call may be sent again: a pure decision, and the figures behind it.

https://developer.xero.com/documentation/guides/idempotent-requests/idempotency
"""

import random
from dataclasses import dataclass
from enum import Enum

from xero_component.api.wire import Call


class Failure(Enum):
    """What is known about a call that brought no usable answer."""

    NOT_SENT = "not sent"
    """No connection: Xero has not seen the request."""
    LOST = "lost"
    """It was sent, and no whole answer came back."""
    LIMITED = "limited"
    """429 with a wait that is short: the request was turned away."""
    UNAVAILABLE = "unavailable"
    """Maintenance, or a gateway that could not reach Xero on a read."""
    GATEWAY = "gateway"
    """502, 503 or 504 on a write, which may have been carried out."""
    FAULT = "fault"
    """500: Xero failed; a write may have been carried out."""
    REFUSED = "refused"
    """3xx or 4xx: a repeat would be refused as well."""
    EXHAUSTED = "exhausted"
    """The day's limit, which nobody waits for."""


DOUBTFUL = frozenset({Failure.LOST, Failure.GATEWAY, Failure.FAULT})
"""After these a write may have been carried out."""
NEVER = frozenset({Failure.FAULT, Failure.REFUSED, Failure.EXHAUSTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how long; seconds throughout."""

    retries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 70.0
    """A minute's limit is waited for; anything longer is an error that says when to come back."""
    write_window: float = 300.0
    """How long after its first sending a write may be repeated with its key. Xero keeps the key
    for six minutes; the rest is reserve."""

    def wait(
        self,
        call: Call,
        failure: Failure,
        *,
        attempt: int,
        elapsed: float,
        uncertain: bool,
        asked: float | None,
        jitter: random.Random,
    ) -> float | None:
        """Return the seconds to wait before sending again, or None to give up.

        `attempt` counts from 1, `elapsed` is the time since the first sending, `uncertain` says
        that an earlier attempt may have been carried out, `asked` is Xero's Retry-After.
        """
        if failure in NEVER or attempt > self.retries:
            return None
        backoff = self.first_wait * 2 ** (attempt - 1) * jitter.uniform(0.75, 1.25)
        wait = asked if asked is not None else backoff
        doubtful = call.writes and (uncertain or failure in DOUBTFUL)
        return self.allowed(call, wait, elapsed, doubtful)

    def allowed(self, call: Call, wait: float, elapsed: float, doubtful: bool) -> float | None:
        """Return the wait if it is short enough, and safe for a write that may have been done."""
        if wait > self.longest_wait:
            return None
        if doubtful and (not call.takes_key or elapsed + wait > self.write_window):
            return None
        return wait


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRetryPolicy(RetryPolicy):
    """Retries as a user sets them on a raw request, within what is safe for a write."""

    retries: int = 0
    delay: float = 0.0
    backoff: bool = False
    """Double the wait each time; the delay is then ignored."""
    all_errors: bool = False
    """Retry what Xero refuses, too."""

    def wait(
        self,
        call: Call,
        failure: Failure,
        *,
        attempt: int,
        elapsed: float,
        uncertain: bool,
        asked: float | None,
        jitter: random.Random,
    ) -> float | None:
        """Return the seconds to wait before sending again, or None to give up."""
        chosen = failure not in {Failure.REFUSED, Failure.LIMITED} or self.all_errors
        if failure is Failure.EXHAUSTED or not chosen or attempt > self.retries:
            return None
        pause = self.delay
        if self.backoff:
            pause = self.first_wait * 2 ** (attempt - 1) * jitter.uniform(0.75, 1.25)
        doubtful = call.writes and (uncertain or failure in DOUBTFUL)
        return self.allowed(call, max(pause, asked or 0.0), elapsed, doubtful)
