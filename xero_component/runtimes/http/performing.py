"""Carrying out one action for a caller, and knowing whether its answer is the answer for good."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import anyio
from pydantic import BaseModel, ConfigDict

from xero_component.api.client import XeroClient
from xero_component.core import Action, Effect, Outcome, StepContext, perform, present
from xero_component.errors import (
    BadRequestError,
    ConfigurationError,
    GiveUpError,
    InputError,
    NotFoundError,
    OutcomeUnknownError,
    ReconnectError,
    ScopeError,
    UnavailableError,
    WaitError,
    XeroComponentError,
)
from xero_component.runtimes.http.answers import JSON, Answer, Turn
from xero_component.runtimes.http.failures import answer_to_unexpected
from xero_component.runtimes.http.problems import answer_of

DRY_RUN = "application/vnd.xero-component.dry-run+json"
"""The media type of the request that a dry run would have sent."""
WITH_RAW = "application/vnd.xero-component.with-raw+json"
"""The media type of an output together with Xero's own replies."""
CORRELATION_HEADER = "Xero-Correlation-Id"
CALLS_HEADER = "Xero-Calls"
WARNINGS_HEADER = "Xero-Warnings"
MOST_WARNINGS, LONGEST_WARNING = 10, 200
REPEATABLE = 300.0
"""Seconds for which a write may be sent again: Xero keeps an idempotency key for six minutes."""
_NOTHING_DONE = (InputError, WaitError, ReconnectError, ScopeError, ConfigurationError)
"""After these the same request may be carried out anew, under the same key."""


class WithRaw(BaseModel):
    """What an action returns, together with Xero's replies."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    output: Any
    """What the action returns otherwise."""
    raw: list[Any]
    """Xero's replies as they were, in the order of the calls."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One action, and all that it needs."""

    action: Action[Any, Any, Any]
    client: XeroClient
    data: Any
    context: StepContext
    seconds: float
    """How long it may take."""
    doubtful: bool = False
    """Whether it is a write that an earlier process may have sent."""

    async def run(self) -> tuple[Answer, bool]:
        """Return the answer, and whether it is the answer for good; it never raises."""
        try:
            outcome = await self._outcome()
            return _answer(outcome, keep_raw=self.context.keep_raw), True
        except XeroComponentError as raised:
            error = _in_doubt(raised) if self.doubtful else raised
            return answer_of(error, self.client.clock.now()), not isinstance(error, _NOTHING_DONE)
        except Exception as error:
            return answer_to_unexpected(error), True

    async def _outcome(self) -> Outcome[Any]:
        with anyio.move_on_after(self.seconds):
            return await perform(self.action, self.client, self.data, self.context)
        took = f"{self.action.title} took longer than {self.seconds:g} seconds."
        if self.action.effect is Effect.READ or self.context.dry_run:
            raise UnavailableError(took)
        raise OutcomeUnknownError(took)


def time_left(turn: Turn, seconds: float, now: float) -> float:
    """Return the seconds that a write may take which an earlier process has begun.

    Raises `OutcomeUnknownError` when Xero no longer knows its idempotency key, or a clock was set
    so that nobody can tell.
    """
    left = REPEATABLE - abs(now - turn.started_at)
    if left <= 0:
        raise OutcomeUnknownError(
            "The server was stopped while it carried this request out, and Xero no longer knows the"
            " request."
        )
    return min(seconds, left)


def _in_doubt(error: XeroComponentError) -> XeroComponentError:
    """Return what an error means for a write that an earlier process may have sent.

    Xero refuses the write itself with the answer that it gave first. Anything else that ends it,
    such as a record that is not found, may come of what was done then.
    """
    if not isinstance(error, GiveUpError | InputError | BadRequestError | NotFoundError):
        return error
    return OutcomeUnknownError(
        "The server was stopped while it carried this request out. When it was asked again:"
        f" {error.message}",
        status=error.status,
        correlation_id=error.correlation_id,
    )


def fingerprint_of(*parts: object) -> str:
    """Return a digest of plain data, whatever the order of its names."""
    written = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _answer(outcome: Outcome[Any], *, keep_raw: bool) -> Answer:
    headers = {CALLS_HEADER: str(outcome.trace.calls)}
    ids = [one for one in outcome.trace.correlation_ids if one.isascii() and one.isprintable()]
    if ids:
        headers[CORRELATION_HEADER] = ", ".join(ids[-10:])
    if outcome.trace.warnings:
        warnings = [one[:LONGEST_WARNING] for one in outcome.trace.warnings[:MOST_WARNINGS]]
        headers[WARNINGS_HEADER] = json.dumps(warnings)  # all of it ASCII, without line ends
    if outcome.is_dry_run:
        return Answer(200, present(outcome), DRY_RUN, headers)
    if keep_raw:
        both = {"output": outcome.output, "raw": outcome.trace.envelopes}
        return Answer(200, present(Outcome(both)), WITH_RAW, headers)
    return Answer(200, present(outcome), JSON, headers)
