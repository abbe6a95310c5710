"""Running an action in four plain steps: look up, validate, perform, present."""

import atexit
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, cast

import msgspec
from anyio.from_thread import BlockingPortal, start_blocking_portal

from xero_component.core.action import Action
from xero_component.core.component import Component
from xero_component.core.context import (
    DryRunStop,
    PlannedRequest,
    StepClient,
    StepContext,
    Trace,
)
from xero_component.core.inputs import ActionInput, read_input, shortened
from xero_component.core.log_fields import step_log
from xero_component.errors import InputError

InputT = TypeVar("InputT", bound=ActionInput)
OutputT = TypeVar("OutputT")

_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[OutputT]):
    """What a step did: its output, or in a dry run the request that it would have sent."""

    output: OutputT
    """What the handler returned; None in a dry run."""
    planned: PlannedRequest | None = None
    trace: Trace = field(default_factory=Trace)

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing was sent."""
        return self.planned is not None


def look_up(component: Component, key: str) -> Action[Any, Any, Any]:
    """Step 1: find an action by key; raise `InputError` with the nearest key."""
    found = component.actions.get(key)
    if found is None:
        name = shortened(key)
        near = get_close_matches(name, component.actions, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]}" if near else ""
        raise InputError(f"There is no action {name!r}{hint}.")
    return found


def validate(action: Action[Any, InputT, Any], raw: Mapping[str, Any] | InputT) -> InputT:
    """Step 2: read the input; raise `InputError` that names every wrong field."""
    return read_input(action.input, raw, subject=action.title)


async def perform(
    action: Action[Any, InputT, OutputT],
    client: StepClient,
    data: InputT,
    context: StepContext | None = None,
) -> Outcome[OutputT]:
    """Step 3: run the handler on a client bound to the step; a dry run stops before sending."""
    trace, context = Trace(), context or StepContext()
    try:
        with step_log(action.key, context, trace):
            bound = client.for_step(context, trace)
            return Outcome(await action(bound, data), None, trace)
    except DryRunStop as stop:
        return Outcome(cast("OutputT", None), stop.request, trace)


def present(outcome: Outcome[Any]) -> bytes:
    """Step 4: the output as JSON, with money as exact digits and bytes as Base64."""
    if outcome.planned is not None:
        return _encoder.encode({"dry_run": outcome.planned})
    return _encoder.encode(outcome.output)


async def invoke(
    component: Component,
    key: str,
    raw: Mapping[str, Any],
    client: StepClient,
    context: StepContext | None = None,
) -> Outcome[Any]:
    """Look up, validate and perform; raises the errors of `xero_component.errors`."""
    action = look_up(component, key)
    return await perform(action, client, validate(action, raw), context)


def invoke_sync(
    component: Component,
    key: str,
    raw: Mapping[str, Any],
    client: StepClient,
    context: StepContext | None = None,
) -> Outcome[Any]:
    """Do what `invoke` does from code that is not async, on one event loop in the background.

    A client used here must not be used by `invoke` on another loop as well.
    """
    return blocking_portal().call(invoke, component, key, raw, client, context)


class _Background:
    """One event loop in a thread of its own, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._portal: BlockingPortal | None = None
        self._manager: AbstractContextManager[BlockingPortal] | None = None

    def portal(self) -> BlockingPortal:
        with self._lock:
            if self._portal is None:
                self._manager = start_blocking_portal()
                self._portal = self._manager.__enter__()
                atexit.register(self.stop)
            return self._portal

    def stop(self) -> None:
        with self._lock:
            if self._manager is not None:
                self._manager.__exit__(None, None, None)
            self._portal = self._manager = None


_background = _Background()


def blocking_portal() -> BlockingPortal:
    """Return the portal to the background event loop that the sync functions share."""
    return _background.portal()
