"""A flow under random faults: every step's story agrees with the books, and nothing is doubled."""

import os
import random

import pytest

from tests.end_to_end.conftest import World
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.errors import FixInputError, OutcomeUnknownError, WaitError

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
STEPS = 2_000 if LONG else 60
FAULTS = (
    "429-minute",
    "429-concurrent",
    "500",
    "502",
    "503-text",
    "504",
    "empty-200",
    "half-json",
    "html-200",
    "reset-before",
    "reset-after",
    "token-expired",
)


@pytest.mark.soak
@pytest.mark.timeout(1800 if LONG else 60)
@pytest.mark.parametrize("seed", range(10 if LONG else 2))
async def test_steps_run_until_done_are_saved_once_each(world: World, seed: int):
    dice = random.Random(seed)  # noqa: S311 - repeatable
    done: set[str] = set()
    unknown: set[str] = set()
    for number in range(STEPS // 10 if LONG else STEPS):
        name = f"Soak {seed}-{number}"
        step = StepContext(run_id=f"run-{seed}", step_id=str(number))
        for fault in dice.sample(FAULTS, dice.choice((0, 0, 1, 1, 2, 6))):
            world.fault(f"{fault}@PUT /Contacts")
        for _attempt in range(4):
            try:
                await invoke(component, "create_contact", {"name": name}, world.xero, step)
            except OutcomeUnknownError:
                unknown.add(name)
            except WaitError:
                continue
            except FixInputError:
                pytest.fail("a repeat under the same key was taken for a new request")
            else:
                done.add(name)
                unknown.discard(name)
                break
        world.sandbox.faults.clear()
    saved = [row["Name"] for row in world.books("Contacts") if row["Name"].startswith("Soak ")]
    assert len(saved) == len(set(saved))
    assert done <= set(saved)
    assert set(saved) <= done | unknown
    assert done
