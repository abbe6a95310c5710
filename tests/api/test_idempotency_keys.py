import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.api.idempotency import IdempotencyKeys
from xero_component.api.wire import Call, json_call
from xero_component.catalogue.apis import Api
from xero_component.core.context import StepContext

BODY = {"Invoices": [{"Type": "ACCREC", "Total": "12.50"}]}
CALL = json_call("PUT", "/Invoices", BODY, query={"unitdp": "4"})


def keys(
    run: str | None = "run-1",
    step: str | None = "step-1",
    tenant: str | None = "t",
    attempt: int = 1,
) -> IdempotencyKeys:
    return IdempotencyKeys(StepContext(run_id=run, step_id=step, attempt=attempt), tenant)


def test_the_same_step_with_the_same_request_has_the_same_key_in_every_attempt() -> None:
    again = json_call("PUT", "/Invoices", BODY, query={"unitdp": "4"})
    assert keys().key(CALL) == keys(attempt=7).key(again)


@pytest.mark.parametrize(
    "other",
    [
        json_call("POST", "/Invoices", BODY, query={"unitdp": "4"}),
        json_call("PUT", "/Items", BODY, query={"unitdp": "4"}),
        json_call("PUT", "/Invoices", BODY),
        json_call("PUT", "/Invoices", BODY, query={"unitdp": "2"}),
        json_call("PUT", "/Invoices", {"Invoices": []}, query={"unitdp": "4"}),
        json_call("PUT", "/Invoices", BODY, query={"unitdp": "4"}, api=Api.PROJECTS),
        Call(method="PUT", path="/Invoices", query={"unitdp": "4"}),
    ],
)
def test_another_request_has_another_key(other: Call) -> None:
    assert keys().key(other) != keys().key(CALL)


def test_another_run_step_or_organisation_has_another_key() -> None:
    made = {
        keys().key(CALL),
        keys(run="run-2").key(CALL),
        keys(step="step-2").key(CALL),
        keys(run="run-1s", step="tep-1").key(CALL),
        keys(tenant="other").key(CALL),
        keys(tenant=None).key(CALL),
    }
    assert len(made) == 6


def test_equal_requests_of_one_step_have_keys_of_their_own_which_a_repeat_finds_again() -> None:
    first_run, second_run = keys(), keys()
    first = [first_run.key(CALL) for _ in range(3)]
    assert len(set(first)) == 3
    assert [second_run.key(CALL) for _ in range(3)] == first


@pytest.mark.parametrize(
    ("run", "step"), [(None, None), ("r", None), (None, "s"), ("", "s"), ("r", ""), ("", "")]
)
def test_without_run_and_step_every_key_is_new(run: str | None, step: str | None) -> None:
    assert len({keys(run, step).key(CALL) for _ in range(20)}) == 20


@given(st.text(st.characters(exclude_categories=["Cs"])), st.binary(max_size=50))
def test_a_key_fits_a_header_of_xero(run: str, body: bytes) -> None:
    key = keys(run).key(Call(method="POST", path="/Invoices", body=body))
    assert 32 <= len(key) <= 128
    assert key.isascii()
    assert key.isalnum()


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_different_bodies_never_share_a_key(one: bytes, other: bytes) -> None:
    made = {keys().key(Call(method="POST", path="/X", body=body)) for body in (one, other)}
    assert len(made) == len({one, other})


def test_material_stands_in_for_a_body_that_was_worked_out_from_what_was_read() -> None:
    read_first = json_call("POST", "/Invoices/1", {"LineItems": [1]})
    read_again = json_call("POST", "/Invoices/1", {"LineItems": [1, 2]})
    assert keys().key(read_first, b"input") == keys().key(read_again, b"input")
    assert keys().key(read_first, b"input") != keys().key(read_first, b"other input")
    assert keys().key(read_first, b"input") != keys(run="run-2").key(read_first, b"input")
    assert keys().key(read_first, b"input") != keys().key(
        json_call("POST", "/Invoices/2", {"LineItems": [1]}), b"input"
    )


@given(st.binary(max_size=20))
def test_material_is_never_taken_for_a_body(content: bytes) -> None:
    call = Call(method="POST", path="/X", body=content)
    assert keys().key(call, content) != keys().key(call)


def test_equal_material_twice_in_one_step_has_two_keys() -> None:
    made = keys()
    assert made.key(CALL, b"input") != made.key(CALL, b"input")
