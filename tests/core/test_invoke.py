import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import anyio
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.sample_component import COMPONENT, Ledger, PostEntryInput, post_entry
from xero_component.core import (
    Outcome,
    PlannedRequest,
    StepContext,
    invoke,
    invoke_sync,
    look_up,
    perform,
    present,
    validate,
)
from xero_component.errors import InputError, ReconnectError


def test_looking_up_finds_an_action_by_its_key():
    assert look_up(COMPONENT, "post_entry") is post_entry


@pytest.mark.parametrize("key", ["post_entri", "PostEntry", "post-entry"])
def test_an_unknown_action_is_refused_with_the_nearest_key(key: str):
    with pytest.raises(InputError, match=f"There is no action '{key}'; did you mean post_entry"):
        look_up(COMPONENT, key)


def test_an_action_that_resembles_nothing_gets_no_suggestion():
    with pytest.raises(InputError, match=r"There is no action 'zzz'\. Nothing was sent"):
        look_up(COMPONENT, "zzz")


def test_a_huge_key_is_not_echoed():
    with pytest.raises(InputError) as found:
        look_up(COMPONENT, "z" * 1_000_000)

    assert len(found.value.message) < 150


async def test_the_four_steps_can_be_taken_one_by_one(ledger: Ledger):
    action = look_up(COMPONENT, "post_entry")
    data = validate(action, {"name": "a", "amount": "12.50"})
    outcome = await perform(action, ledger, data)

    assert present(outcome) == b'{"name":"a","amount":12.50}'
    assert (outcome.trace.calls, outcome.planned, outcome.is_dry_run) == (1, None, False)


async def test_invoke_takes_all_of_them(ledger: Ledger):
    outcome = await invoke(COMPONENT, "post_entry", {"name": "a"}, ledger)

    assert outcome.output == {"name": "a", "amount": Decimal("0.10")}


async def test_wrong_input_writes_nothing(ledger: Ledger):
    with pytest.raises(InputError, match="The input of Post Entry is not right"):
        await invoke(COMPONENT, "post_entry", {"name": "a", "nane": "b"}, ledger)

    assert ledger.written == []


async def test_the_handler_s_error_comes_out_as_it_is(ledger: Ledger):
    with pytest.raises(ReconnectError, match="The ledger is shut"):
        await invoke(COMPONENT, "close_ledger", {}, ledger)


async def test_a_dry_run_shows_the_request_and_writes_nothing(ledger: Ledger):
    context = StepContext(dry_run=True)

    outcome = await invoke(COMPONENT, "post_entry", {"name": "a"}, ledger, context)

    assert outcome.is_dry_run
    assert outcome.output is None
    assert outcome.planned is not None
    assert outcome.planned.body == {"name": "a", "amount": Decimal("0.10")}
    assert ledger.written == []
    shown = msgspec.json.decode(present(outcome))
    assert shown["dry_run"]["method"] == "PUT"
    assert shown["dry_run"]["url"] == "https://ledger/entries"


async def test_a_step_is_told_its_context_and_the_client_keeps_its_own(ledger: Ledger):
    context = StepContext(run_id="r", step_id="s", attempt=2)
    bound = ledger.for_step(context, ledger.trace)

    await invoke(COMPONENT, "post_entry", {"name": "a"}, bound, context)

    assert ledger.context == StepContext()
    assert ledger.trace.calls == 0


@pytest.mark.parametrize("attempt", [0, -1])
def test_attempts_count_from_one(attempt: int):
    with pytest.raises(ValueError, match="attempt counts from 1"):
        StepContext(attempt=attempt)


def test_sync_code_gets_the_same_outcome(ledger: Ledger):
    outcome = invoke_sync(COMPONENT, "post_entry", {"name": "a"}, ledger)

    assert outcome.output == {"name": "a", "amount": Decimal("0.10")}
    assert ledger.threads.isdisjoint({threading.get_ident()})


def test_sync_code_gets_the_same_errors(ledger: Ledger):
    with pytest.raises(ReconnectError):
        invoke_sync(COMPONENT, "close_ledger", {}, ledger)
    with pytest.raises(InputError):
        invoke_sync(COMPONENT, "post_entry", {}, ledger)


def test_a_sync_dry_run_writes_nothing(ledger: Ledger):
    context = StepContext(dry_run=True)

    assert invoke_sync(COMPONENT, "post_entry", {"name": "a"}, ledger, context).is_dry_run
    assert ledger.written == []


def test_many_threads_share_one_loop(ledger: Ledger):
    def post(number: int) -> Outcome[Any]:
        return invoke_sync(COMPONENT, "post_entry", {"name": str(number)}, ledger)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(post, range(40)))

    assert [outcome.output["name"] for outcome in outcomes if outcome.output] == [
        str(number) for number in range(40)
    ]
    assert len(ledger.written) == 40
    assert len(ledger.threads) == 1


async def test_sync_code_works_while_a_loop_runs_in_this_thread(ledger: Ledger):
    outcome = invoke_sync(COMPONENT, "post_entry", {"name": "a"}, ledger)

    assert outcome.output is not None
    assert ledger.threads.isdisjoint({threading.get_ident()})


async def test_sync_code_works_in_a_worker_thread_of_a_running_loop(ledger: Ledger):
    outcome = await anyio.to_thread.run_sync(
        invoke_sync, COMPONENT, "post_entry", {"name": "a"}, ledger
    )

    assert outcome.output is not None


async def test_steps_run_at_once_without_mixing(ledger: Ledger):
    outcomes: dict[int, Outcome[Any]] = {}

    async def post(number: int) -> None:
        outcomes[number] = await invoke(COMPONENT, "post_entry", {"name": str(number)}, ledger)

    async with anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(post, number)

    names = {n: o.output["name"] for n, o in outcomes.items() if o.output}
    assert names == {n: str(n) for n in range(20)}
    assert {o.trace.calls for o in outcomes.values()} == {1}


@pytest.mark.parametrize("digits", ["0.10", "12345678901234.5678", "-0.0001", "100", "0"])
def test_money_is_presented_digit_by_digit(digits: str):
    assert present(Outcome({"Total": Decimal(digits)})) == f'{{"Total":{digits}}}'.encode()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_any_amount_comes_back_exactly(amount: Decimal):
    read = msgspec.json.Decoder(float_hook=Decimal).decode(present(Outcome({"Total": amount})))

    assert Decimal(read["Total"]) == amount


def test_bytes_are_presented_as_base64_and_days_as_iso():
    outcome = Outcome({"Content": b"\x00\xff", "Date": date(2026, 11, 20), "Name": "Zoë 🍰"})

    shown = msgspec.json.decode(present(outcome))
    assert shown == {"Content": "AP8=", "Date": "2026-11-20", "Name": "Zoë 🍰"}


def test_an_action_without_output_presents_null():
    assert present(Outcome(None)) == b"null"


def test_a_planned_request_is_presented_whole():
    planned = PlannedRequest("PUT", "https://x/y", {"A": "b"}, {"Amount": Decimal("0.10")})

    assert present(Outcome(None, planned)) == (
        b'{"dry_run":{"method":"PUT","url":"https://x/y","headers":{"A":"b"},'
        b'"body":{"Amount":0.10}}}'
    )


def test_validating_twice_gives_the_same_model():
    action = look_up(COMPONENT, "post_entry")
    data = validate(action, {"name": "a"})

    assert validate(action, data) is data
    assert isinstance(data, PostEntryInput)
