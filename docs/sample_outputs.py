"""What the examples of the reference return on the sandbox, the same on every day and machine."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from tests.conformance.world import World, opened_world
from xero_component.api.wire import decode_json
from xero_component.catalogue.apis import HOST
from xero_component.component import component
from xero_component.core import Action, ChoiceQuery, DataSource, invoke, present
from xero_component.errors import XeroComponentError
from xero_component.sandbox import Sandbox
from xero_component.sandbox.clock import SandboxClock

TODAY = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
PAGE = ChoiceQuery(page_size=3)
LONGEST_TEXT = 120
GUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
"""The machine's own time, which two runs within a second agree on."""
ABSENT = object()

Run = tuple[str, Mapping[str, str]]
"""What an example returned, as JSON, and the values of its input that stand for others."""


async def sample_outputs() -> dict[str, str]:
    """Run every example twice, each time on fresh books; return what stayed the same as JSON.

    Keys are `actions/KEY` and `data_sources/KEY`. An example that cannot be run is left out.
    """
    first, second = await _all_outputs(), await _all_outputs()
    return {
        key: _common(key, text, second[key][0], stand_ins)
        for key, (text, stand_ins) in first.items()
        if key in second
    }


async def _all_outputs() -> dict[str, Run]:
    found: dict[str, Run] = {}
    sandbox = Sandbox(limits=None, clock=SandboxClock(TODAY))
    with sandbox.serve() as url:
        async with opened_world(sandbox, url) as world:
            for action in component.actions.values():
                ran = await _action_output(world, action)
                if ran is not None:
                    text, replaced = ran
                    found[f"actions/{action.key}"] = (text.replace(url, HOST), replaced)
            for source in component.data_sources.values():
                sandbox.reset()
                found[f"data_sources/{source.key}"] = (await _choices(world, source), {})
    return found


async def _action_output(world: World, action: Action[Any, Any, Any]) -> Run | None:
    """Run an example as it is, or else with records that it can work on."""
    example = dict(action.input.example)
    for prepared in (False, True):
        world.sandbox.reset()
        try:
            raw = await world.concrete(action) if prepared else example
            outcome = await invoke(component, action.key, raw, world.xero)
        except XeroComponentError:
            continue
        replaced = {
            value: example[name]
            for name, value in raw.items()
            if isinstance(value, str) and value != example.get(name)
        }
        return present(outcome).decode(), replaced
    return None


async def _choices(world: World, source: DataSource[Any]) -> str:
    choices = await source(world.xero, PAGE)
    return msgspec.json.encode(choices.items).decode()


def _common(key: str, first: str, second: str, replaced: Mapping[str, str]) -> str:
    lasting = set(GUID.findall(first)) & set(GUID.findall(second))
    texts = [_with_stand_ins(key, text, lasting) for text in (first, second)]
    for value, shown in replaced.items():
        texts = [text.replace(value, str(shown)) for text in texts]
    same = _same(*map(decode_json, map(str.encode, texts)))
    encoded = msgspec.json.Encoder(decimal_format="number").encode(same)
    return msgspec.json.format(encoded, indent=2).decode()


def _with_stand_ins(key: str, text: str, lasting: set[str]) -> str:
    """Replace ids that are new in every run, by the order in which they come."""
    numbers = count(1)
    given: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        guid = match[0]
        if guid not in lasting and guid not in given:
            given[guid] = str(uuid5(NAMESPACE_URL, f"{key}/{next(numbers)}"))
        return given.get(guid, guid)

    return GUID.sub(stand_in, text)


def _same(first: Any, second: Any) -> Any:
    """Keep what two runs agree on, lists cut to their first entry and long texts to their start."""
    if isinstance(first, dict) and isinstance(second, dict):
        pairs = ((name, _same(first[name], second[name])) for name in first if name in second)
        return {name: value for name, value in pairs if value is not ABSENT}
    if isinstance(first, list) and isinstance(second, list):
        kept = [_same(*pair) for pair in zip(first[:1], second[:1], strict=False)]
        return [value for value in kept if value is not ABSENT]
    if isinstance(first, str) and isinstance(second, str):
        first, second = first[:LONGEST_TEXT], second[:LONGEST_TEXT]
        mark = "…" if len(first) == LONGEST_TEXT else ""
        return first + mark if first == second and not HTTP_DATE.fullmatch(first) else ABSENT
    return first if first == second else ABSENT
