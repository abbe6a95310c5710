"""What a host tells an action about the step it runs in."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self


def _logger() -> logging.Logger:
    return logging.getLogger("xero_component")


class Priority(StrEnum):
    """Who waits for a step's calls where Xero's limits leave less than is wanted."""

    INTERACTIVE = "interactive"
    """A person or a flow: its calls go first."""
    BULK = "bulk"
    """Nobody: reads of whole lists give way, and never take the last of what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepContext:
    """The step of a flow in which an action runs.

    The same run and step id with the same input give the same idempotency keys, so that a step that
    a host runs again posts nothing twice. Without them every call has a key of its own.
    """

    run_id: str | None = None
    step_id: str | None = None
    attempt: int = 1
    """How many times the host has started this step, from 1. It is not part of any key."""
    dry_run: bool = False
    """Show the request that would be sent, and send nothing."""
    keep_raw: bool = False
    """Keep Xero's whole reply envelopes in the outcome."""
    priority: Priority = Priority.INTERACTIVE
    """Whether the step's calls give way to those of others."""
    logger: logging.Logger = field(default_factory=_logger)

    def __post_init__(self) -> None:
        if self.attempt < 1:
            raise ValueError("attempt counts from 1")


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request that a dry run would have sent; secrets are hidden."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Any = None
    """Decoded JSON, or a short description of bytes."""


class DryRunStop(Exception):
    """Raised by a client in a dry run in place of sending."""

    def __init__(self, request: PlannedRequest) -> None:
        super().__init__(f"dry run: {request.method} {request.url}")
        self.request = request


@dataclass(slots=True)
class Trace:
    """What a client did for one step."""

    calls: int = 0
    connection: str | None = None
    """The name of the connection that they went through, where it has one."""
    correlation_ids: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    envelopes: list[Any] = field(default_factory=list)


class StepClient(Protocol):
    """What core needs of a client: a copy that is bound to one step."""

    def for_step(self, context: StepContext, trace: Trace) -> Self:
        """Return this client bound to a step; connections and limits stay shared."""
        ...
