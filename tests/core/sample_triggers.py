"""https://developer.xero.com/documentation/sample"""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from tests.core.sample_component import COMPONENT, Ledger
from xero_component.core import (
    HttpDelivery,
    Polled,
    State,
    TriggerInput,
    TriggerReply,
    polling_trigger,
    webhook_trigger,
)


class WatchLedgerInput(TriggerInput):
    """What to look at."""

    name: Annotated[str, Field(max_length=20)]
    """Whose entries are told."""


async def _latest(xero: Ledger, data: WatchLedgerInput) -> Sequence[str]:
    return [await xero.write(f"latest of {data.name}")]


@polling_trigger(
    title="Watch Ledger",
    payload=str,
    sample={"entry": "one"},
    scopes=lambda data: frozenset({f"ledger.{data.name}"}),
    latest=_latest,
)
async def watch_ledger(xero: Ledger, data: WatchLedgerInput, state: State | None) -> Polled[str]:
    """Start a flow for every entry
    that was posted.

    The second paragraph is for readers of the code.
    """
    seen = 0 if state is None else state["seen"]
    entry = await xero.write(f"{data.name} after {seen}")
    return Polled([entry], {"version": 1, "seen": seen + 1}, more=seen == 0, notes=["a note"])


class LedgerPostedInput(TriggerInput):
    """Nothing."""


@webhook_trigger(title="Ledger Posted", payload=dict[str, Any], sample={})
def ledger_posted(delivery: HttpDelivery, data: LedgerPostedInput) -> TriggerReply[dict[str, Any]]:
    """Start a flow when the ledger posts."""
    return TriggerReply(200, {"signature": delivery.header("X-Signature")})


WATCHING = replace(
    COMPONENT,
    triggers=MappingProxyType({"watch_ledger": watch_ledger, "ledger_posted": ledger_posted}),
)
