"""https://developer.xero.com/documentation/sample"""

import threading
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

import anyio
import pytest
from pydantic import Field, SecretStr

from xero_component.core import (
    ActionInput,
    Component,
    Effect,
    Form,
    PlannedRequest,
    StepContext,
    Trace,
    action,
)
from xero_component.core.context import DryRunStop
from xero_component.core.inputs import FormModel
from xero_component.errors import ReconnectError


@dataclass
class Ledger:
    """A client that writes to a list in place of Xero."""

    written: list[Any] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    context: StepContext = field(default_factory=StepContext)
    trace: Trace = field(default_factory=Trace)

    def for_step(self, context: StepContext, trace: Trace) -> Self:
        bound = copy(self)
        bound.context, bound.trace = context, trace
        return bound

    async def write(self, entry: Any) -> Any:
        if self.context.dry_run:
            raise DryRunStop(PlannedRequest("PUT", "https://ledger/entries", {}, entry))
        await anyio.lowlevel.checkpoint()
        self.trace.calls += 1
        self.threads.add(threading.get_ident())
        self.written.append(entry)
        return entry


class Part(FormModel):
    """One part of an entry."""

    weight: int
    """How heavy it is."""


class PostEntryInput(ActionInput):
    """What to post."""

    name: Annotated[str, Field(max_length=20)]
    """What it is called."""
    amount: Decimal = Decimal("0.10")
    """How much it is."""
    kind: Literal["debit", "credit"] = "debit"
    """Which side it goes on."""
    parts: list[Part] = Field(default_factory=list)
    """What it consists of."""
    password: Annotated[SecretStr | None, Form(secret=True)] = None
    """What opens the ledger."""
    count: Annotated[int, Field(ge=1)] = 1
    """How often it is posted."""


@action(title="Post Entry", effect=Effect.WRITE, scopes={"ledger"})
async def post_entry(xero: Ledger, data: PostEntryInput) -> dict[str, Any]:
    """Post an entry
    to the ledger.

    The second paragraph is for readers of the code.
    """
    entry: dict[str, Any] = await xero.write({"name": data.name, "amount": data.amount})
    return entry


class CloseLedgerInput(ActionInput):
    """Nothing."""


@action(title="Close Ledger", effect=Effect.DESTRUCTIVE, scopes=set())
async def close_ledger(xero: Ledger, data: CloseLedgerInput) -> None:
    """Close the ledger."""
    raise ReconnectError("The ledger is shut.")


COMPONENT = Component(
    key="sample",
    title="Sample",
    description="A component of its own.",
    category="Accounting",
    version="1.0.0",
    documentation="https://example.com",
    icon="data:image/svg+xml;base64,",
    connections=MappingProxyType({}),
    actions=MappingProxyType({"post_entry": post_entry, "close_ledger": close_ledger}),
    triggers=MappingProxyType({}),
    data_sources=MappingProxyType({}),
)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()
