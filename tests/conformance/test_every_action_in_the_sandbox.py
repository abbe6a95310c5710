"""What every action does on the sandbox, over real HTTP, with its own example."""

import json
from typing import Any

import jsonschema
import pytest

from tests.conformance.world import World
from xero_component.component import component
from xero_component.core import Action, Effect, StepContext, invoke, invoke_sync, present
from xero_component.errors import InputError, NotFoundError

EVERY_ACTION = pytest.mark.parametrize(
    "action", component.actions.values(), ids=component.actions.keys()
)
AnyAction = Action[Any, Any, Any]


@EVERY_ACTION
async def test_it_runs_and_its_output_fits_its_schema(action: AnyAction, world: World):
    raw = await world.concrete(action)
    world.sandbox.requests.clear()

    outcome = await invoke(component, action.key, raw, world.xero)

    schema = action.output_schema
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(json.loads(present(outcome)))
    *first, _last = methods = [entry["method"] for entry in world.sandbox.requests.listing()]
    assert outcome.trace.calls == len(methods)
    assert first in ([], ["GET"]), "a write may read the record first, and nothing else"
    assert action.effect is not Effect.READ or not first


@EVERY_ACTION
async def test_run_again_as_the_same_step_it_does_nothing_twice(action: AnyAction, world: World):
    raw = await world.concrete(action)
    context = StepContext(run_id="run", step_id=action.key)
    world.sandbox.requests.clear()

    first = await invoke(component, action.key, raw, world.xero, context)
    if world.sandbox.requests.listing()[-1]["method"] == "DELETE":
        with pytest.raises(NotFoundError):
            await invoke(component, action.key, raw, world.xero, context)
        return
    again = await invoke(component, action.key, raw, world.xero, context)

    sent = world.sandbox.requests.listing()
    if action.effect is not Effect.READ:
        sent = [entry for entry in sent if entry["method"] != "GET"]
    keys = {entry["idempotency_key"] for entry in sent}
    if action.effect is Effect.WRITE:
        assert present(again) == present(first)
        assert len(keys) == 1
        assert keys != {None}
    if action.effect is Effect.READ:
        assert keys == {None}


@EVERY_ACTION
async def test_a_dry_run_sends_nothing_and_shows_no_secret(action: AnyAction, world: World):
    raw = await world.concrete(action)
    token = await world.authorisation.access_token()
    world.sandbox.requests.clear()

    outcome = await invoke(component, action.key, raw, world.xero, StepContext(dry_run=True))

    assert world.sandbox.requests.listing() == []
    assert outcome.is_dry_run
    shown = present(outcome).decode()
    assert token not in shown
    assert json.loads(shown)["dry_run"]["headers"]["Authorization"] == "Bearer ********"


@EVERY_ACTION
async def test_a_dry_run_shows_the_request_that_is_then_sent(action: AnyAction, world: World):
    raw = await world.concrete(action)
    context = StepContext(run_id="run", step_id=action.key)
    dry = StepContext(run_id="run", step_id=action.key, dry_run=True)
    planned = (await invoke(component, action.key, raw, world.xero, dry)).planned
    world.sandbox.requests.clear()

    await invoke(component, action.key, raw, world.xero, context)

    assert planned is not None
    sent, *_after_what_was_read = world.sandbox.requests.listing()
    assert sent["method"] == planned.method
    assert sent["idempotency_key"] == planned.headers.get("Idempotency-Key")


@EVERY_ACTION
async def test_an_unknown_key_fails_before_anything_is_sent(action: AnyAction, resting: World):
    raw = {**action.input.example, "no_such_input": 1}

    with pytest.raises(InputError, match="no_such_input: is not an input") as found:
        await invoke(component, action.key, raw, resting.xero)

    assert action.title in found.value.message
    assert resting.sandbox.requests.listing() == []


@EVERY_ACTION
async def test_a_missing_input_fails_before_anything_is_sent(action: AnyAction, resting: World):
    for name, info in action.input.model_fields.items():
        if info.is_required():
            raw = {key: value for key, value in action.input.example.items() if key != name}
            with pytest.raises(InputError, match=f"{name}: is required"):
                await invoke(component, action.key, raw, resting.xero)

    assert resting.sandbox.requests.listing() == []


async def test_code_that_is_not_async_runs_actions_too(world: World):
    outcome = invoke_sync(
        component, "list_contacts", {"page_size": 1}, world.xero, StepContext(dry_run=True)
    )

    assert outcome.is_dry_run
