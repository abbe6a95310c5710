import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import START
from xero_component.errors import InputError
from xero_component.triggers._polling.memory import Memory
from xero_component.triggers._polling.state import PollState, belongs, fresh

TENANT = "6f1c4b8e-0f5d-4b53-9f0c-6d8b7c1d2e3f"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def written() -> dict[str, Any]:
    memory = Memory(START)
    memory.put("297c2dc5-cc47-4afd-8ec8-74990b8761e9", b"12345678", START)
    state = PollState("invoices", TENANT, memory, START, 7, START + timedelta(microseconds=5))
    return state.written()


def test_a_state_is_json_and_read_back_as_it_was():
    stored = json.loads(json.dumps(written()))
    state = PollState.read(stored)

    assert state.written() == stored == written()
    assert (state.object, state.tenant, state.number) == ("invoices", TENANT, 7)
    assert state.cursor == state.memory.horizon == START


@pytest.mark.parametrize("version", [0, 2, None, "1", [1]])
def test_a_state_of_another_version_is_refused_with_what_to_do(version: Any):
    with pytest.raises(InputError, match="reads 1") as refused:
        PollState.read(written() | {"version": version})
    assert "switch the trigger off" in str(refused.value.advice)


def test_an_empty_state_is_refused():
    with pytest.raises(InputError, match="version None"):
        PollState.read({})


@pytest.mark.parametrize("name", sorted(set(written()) - {"version", "tenant"}))
def test_a_state_that_lacks_something_is_damaged(name: str):
    stored = written()
    del stored[name]
    with pytest.raises(InputError, match=f"damaged.*{name}"):
        PollState.read(stored)


@given(name=st.sampled_from(sorted(set(written()) - {"version"})), value=JSON)
def test_any_value_in_its_place_is_read_or_refused(name: str, value: Any):
    try:
        state = PollState.read(written() | {name: value})
    except InputError:
        return
    assert PollState.read(state.written()).written() == state.written()


def test_a_state_belongs_to_one_object_of_one_organisation():
    state = fresh("invoices", TENANT)

    assert belongs(state, "invoices", TENANT)
    assert not belongs(state, "contacts", TENANT)
    assert not belongs(state, "invoices", None)
