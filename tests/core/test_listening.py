import pytest

from tests.core.sample_component import COMPONENT, Ledger
from tests.core.sample_triggers import WATCHING
from xero_component.core import StepContext, latest, look_up_polling, poll
from xero_component.errors import InputError

JANE = {"name": "jane"}


async def test_a_poll_reads_the_input_and_hands_over_the_state(ledger: Ledger):
    first = await poll(WATCHING, "watch_ledger", JANE, ledger)
    second = await poll(WATCHING, "watch_ledger", JANE, ledger, first.state)

    assert (first.events, first.more, first.notes) == (["jane after 0"], True, ["a note"])
    assert (second.events, second.more) == (["jane after 1"], False)
    assert second.state == {"version": 1, "seen": 2}


async def test_the_client_is_bound_to_the_step(ledger: Ledger):
    bound: list[Ledger] = []
    original = ledger.for_step
    ledger.for_step = lambda *given: bound.append(original(*given)) or bound[0]  # type: ignore[method-assign, func-returns-value]  # a spy
    context = StepContext(run_id="r", step_id="s")
    await poll(WATCHING, "watch_ledger", JANE, ledger, context=context)

    assert [client.context for client in bound] == [context]


async def test_the_test_button_shows_payloads_without_a_state(ledger: Ledger):
    assert await latest(WATCHING, "watch_ledger", JANE, ledger) == ["latest of jane"]
    assert ledger.written == ["latest of jane"]


@pytest.mark.parametrize("call", [poll, latest])
async def test_a_wrong_input_is_named_before_anything_is_asked(call, ledger: Ledger):
    with pytest.raises(InputError, match=r"Watch Ledger is not right\..*name: is required"):
        await call(WATCHING, "watch_ledger", {}, ledger)
    with pytest.raises(InputError, match="nane: is not an input"):
        await call(WATCHING, "watch_ledger", {"nane": "jane"}, ledger)
    assert ledger.written == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("watch_leger", "There is no polling trigger 'watch_leger'; did you mean watch_ledger"),
        ("ledger_posted", "There is no polling trigger 'ledger_posted'"),
        ("", "There is no polling trigger ''"),
        ("x" * 500, "There is no polling trigger 'xxx"),
    ],
)
def test_a_wrong_key_is_an_input_error_with_the_nearest_one(key: str, said: str):
    with pytest.raises(InputError) as refused:
        look_up_polling(WATCHING, key)
    assert refused.value.message.startswith(said)
    assert len(refused.value.message) < 200


def test_a_component_without_triggers_has_none():
    with pytest.raises(InputError, match="no polling trigger"):
        look_up_polling(COMPONENT, "watch_ledger")
