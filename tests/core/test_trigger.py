from typing import Any

import pytest

from tests.core.sample_component import Ledger
from tests.core.sample_triggers import WatchLedgerInput, ledger_posted, watch_ledger
from xero_component.core import HttpDelivery, Polled, State, TriggerKind, polling_trigger
from xero_component.errors import DefinitionError


def test_key_description_and_input_come_from_the_handler():
    assert watch_ledger.key == "watch_ledger"
    assert watch_ledger.description == "Start a flow for every entry that was posted."
    assert watch_ledger.input is WatchLedgerInput
    assert watch_ledger.documentation == "https://developer.xero.com/documentation/sample"
    assert watch_ledger.module == "tests.core.sample_triggers"
    assert (watch_ledger.kind, ledger_posted.kind) == (TriggerKind.POLLING, TriggerKind.WEBHOOK)


def test_the_payload_s_schema_is_that_of_its_type():
    assert watch_ledger.payload_schema == {"type": "string"}
    assert ledger_posted.payload_schema["type"] == "object"


def test_scopes_follow_from_the_input():
    assert watch_ledger.scopes(WatchLedgerInput(name="jane")) == {"ledger.jane"}


async def test_a_polling_trigger_is_called_with_client_input_and_state(ledger: Ledger):
    polled = await watch_ledger(ledger, WatchLedgerInput(name="jane"), {"seen": 7})

    assert polled.events == ["jane after 7"]


@pytest.mark.parametrize("name", ["X-Signature", "x-signature", "X-SIGNATURE"])
def test_a_header_is_found_whatever_its_capitals(name: str):
    reply = ledger_posted(HttpDelivery({name: "s"}, b""), ledger_posted.input())

    assert (reply.status, reply.payload) == (200, {"signature": "s"})


def test_a_header_that_is_not_there_is_none():
    assert HttpDelivery({}, b"").header("x-signature") is None


async def no_input(xero: Ledger, state: State | None) -> Polled[str]:
    """Look."""
    return Polled([], {})


async def other_input(xero: Ledger, data: dict[str, Any], state: State | None) -> Polled[str]:
    """Look."""
    return Polled([], {})


async def undescribed(xero: Ledger, data: WatchLedgerInput, state: State | None) -> Polled[str]:
    return Polled([], {})


@pytest.mark.parametrize("handler", [no_input, other_input, undescribed])
def test_a_handler_that_does_not_say_what_it_is_is_refused(handler: Any):
    declare: Any = polling_trigger(
        title="Look",
        payload=str,
        sample={},
        scopes=lambda _data: frozenset(),
        latest=lambda _xero, _data: handler,
    )
    with pytest.raises(DefinitionError, match=handler.__name__):
        declare(handler)
