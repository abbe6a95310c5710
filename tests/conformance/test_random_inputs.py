"""Whatever an action is given, it does what it says or raises a documented error."""

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conformance.generation import Generator
from tests.conformance.in_process import InProcess, in_process
from xero_component.component import component
from xero_component.core import Action, Effect, Outcome, StepContext, present, validate
from xero_component.errors import FixInputError, InputError, XeroComponentError

AnyAction = Action[Any, Any, Any]

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
LONGEST_MESSAGE = 2500
READS = frozenset({"GET"})
DRY = StepContext(run_id="run", step_id="step", dry_run=True)
EVERY_ACTION = pytest.mark.parametrize(
    "action", component.actions.values(), ids=component.actions.keys()
)
RANDOM = settings(
    max_examples=300 if LONG else 20,
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, *([Phase.shrink] if LONG else [])],
)
pytestmark = [
    pytest.mark.soak,
    pytest.mark.outside_openapi(reason="the inputs are random"),
    pytest.mark.timeout(3600 if LONG else 60),
]


@pytest.fixture(scope="module")
def opened() -> Iterator[InProcess]:
    with in_process() as opened:
        yield opened


@pytest.fixture
def world(opened: InProcess) -> InProcess:
    opened.sandbox.reset()
    return opened


@EVERY_ACTION
def test_input_that_fits_the_schema_is_carried_out_or_refused_in_words(
    action: AnyAction, world: InProcess
):
    inputs = Generator(world.organisation).right(action)

    @RANDOM
    @given(raw=inputs, dry=st.integers(0, 4).map(lambda number: number == 0))
    def run(raw: Any, dry: bool) -> None:
        check(action, world, raw, dry=dry)

    run()


@EVERY_ACTION
def test_input_that_was_tampered_with_is_carried_out_or_refused_in_words(
    action: AnyAction, world: InProcess
):
    inputs = Generator(world.organisation).wrong(action)

    @RANDOM
    @given(raw=inputs)
    def run(raw: Any) -> None:
        check(action, world, raw, dry=False)

    run()


def check(action: AnyAction, world: InProcess, raw: Any, *, dry: bool) -> None:
    secrets = world.secrets()
    before = saved(world)
    world.sandbox.requests.clear()
    try:
        outcome = world.perform(action.key, raw, DRY if dry else None)
    except XeroComponentError as error:
        _check_refusal(action, error, secrets)
        if isinstance(error, InputError):
            assert set(world.sent()) <= READS
            assert not (world.sent() and refused_at_sight(action, raw))
        if isinstance(error, FixInputError):
            assert saved(world) == before
    else:
        _check_outcome(action, outcome, secrets)
        assert outcome.trace.calls == len(world.sent())
        if dry:
            assert set(world.sent()) <= READS, "a dry run may look names up, and no more"
        if dry or action.effect is Effect.READ:
            assert saved(world) == before


def refused_at_sight(action: AnyAction, raw: Any) -> bool:
    try:
        validate(action, raw)
    except InputError:
        return True
    return False


def _check_refusal(action: AnyAction, error: XeroComponentError, secrets: Any) -> None:
    if action.key != "raw_request":
        assert isinstance(error, FixInputError), "Xero is well: only the input can be at fault"
    told = json.dumps(error.as_dict(), ensure_ascii=False)
    for text in (told, str(error), repr(error)):
        text.encode()
        assert not any(secret in text for secret in secrets)
    assert error.message
    assert len(error.message) <= LONGEST_MESSAGE


def _check_outcome(action: AnyAction, outcome: Outcome[Any], secrets: Any) -> None:
    shown = present(outcome).decode()
    assert not any(secret in shown for secret in secrets)
    if not outcome.is_dry_run:
        judge_of(action.key).validate(json.loads(shown))


@cache
def judge_of(key: str) -> Any:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    schema = component.actions[key].output_schema
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def saved(world: InProcess) -> list[tuple[str, int]]:
    """Return which records the books hold; a stored record is never edited in place."""
    books = world.organisation
    tables = (books.accounts, books.contacts, books.invoices, books.items, books.payments)
    files = (books.attachments, books.history, books.currencies)
    return [
        (str(record[table.key]), id(record))
        for table in (*tables, *files)
        for record in table.all()
    ]
