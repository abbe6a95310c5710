"""What every line of the log says of the step that it was written in, beside its own words.

The fields are bound to the running task, so that whoever logs need not know of steps. They are for
`xero_component.runtimes.logs`, or any handler of a host's own, which reads `bound_fields()`.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from xero_component.core.context import DryRunStop, StepContext, Trace
from xero_component.errors import XeroComponentError

Fields = Mapping[str, str | int | float | None]

FIELDS = (
    "action",
    "run",
    "step",
    "step_attempt",
    "connection",
    "call",
    "status",
    "attempt",
    "seconds",
    "calls",
    "correlation_id",
    "outcome",
)
"""Every field that a line may have, in the order in which they are written."""

_bound: ContextVar[Fields] = ContextVar("log_fields", default=MappingProxyType({}))


def bound_fields() -> Fields:
    """Return the fields of the step that is running in this task."""
    return _bound.get()


@contextmanager
def log_fields(**fields: str | int | float | None) -> Iterator[None]:
    """Add fields to every line that is logged within the block; those that are None are left out.

    Raises `ValueError` for one that is none of `FIELDS`.
    """
    if not fields.keys() <= set(FIELDS):
        raise ValueError(f"Not fields of the log: {sorted(fields.keys() - set(FIELDS))}.")
    given = {name: value for name, value in fields.items() if value is not None}
    before = _bound.set({**_bound.get(), **given})
    try:
        yield
    finally:
        _bound.reset(before)


@contextmanager
def step_log(action: str, context: StepContext, trace: Trace) -> Iterator[None]:
    """Bind a step's names to what is logged within the block, and log how the step ended.

    Of an error it names the class and nothing else: its message may quote the ledger.
    """
    began = time.monotonic()
    outcome, status = "done", None
    step = {"action": action, "run": context.run_id, "step": context.step_id}
    with log_fields(**step, step_attempt=context.attempt):
        try:
            yield
        except DryRunStop:
            outcome = "dry_run"
            raise
        except XeroComponentError as error:
            outcome, status = type(error).__name__, error.status
            raise
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            ended = {
                "outcome": outcome,
                "status": status,
                "calls": trace.calls,
                "seconds": round(time.monotonic() - began, 3),
                "connection": trace.connection,
                "correlation_id": ",".join(trace.correlation_ids[-3:]) or None,
            }
            context.logger.info("%s: %s", action, outcome, extra=ended)
