"""What the parts of a flow need to be allowed: actions and triggers, by their keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xero_component.errors import InputError

if TYPE_CHECKING:
    from xero_component.core import Action, PollingTrigger
    from xero_component.core.inputs import FormModel


@dataclass(frozen=True)
class Need:
    """A part of a flow: its key, and the scopes that it needs."""

    key: str
    scopes: frozenset[str]


def needs_of(keys: Iterable[str], *, pickers: bool) -> list[Need]:
    """Return what parts of a flow need, or every action; raise `InputError` for an unknown key.

    A trigger that looks at several kinds of record takes one behind a colon:
    `new_and_updated_records:payments`. `pickers` adds what the pickers of the forms read.
    """
    from xero_component.component import component

    named = [_named(key, pickers=pickers) for key in keys]
    return named or [_of_action(action, pickers=pickers) for action in component.actions.values()]


def _named(key: str, *, pickers: bool) -> Need:
    from xero_component.component import component
    from xero_component.core import PollingTrigger, look_up

    name, _, chosen = key.partition(":")
    trigger = component.triggers.get(name)
    if isinstance(trigger, PollingTrigger):
        return _of_trigger(trigger, chosen, pickers=pickers)
    if trigger is not None:
        return Need(key, frozenset())
    return _of_action(look_up(component, key), pickers=pickers)


def _of_action(action: "Action[Any, Any, Any]", *, pickers: bool) -> Need:
    more = _pickers(action.input) if pickers else frozenset[str]()
    return Need(action.key, action.scopes | more)


def _of_trigger(trigger: "PollingTrigger[Any, Any, Any]", chosen: str, *, pickers: bool) -> Need:
    from xero_component.core.inputs import read_input

    raw = dict(trigger.input.example)
    if chosen:
        if "object" not in trigger.input.model_fields:
            raise InputError(f"{trigger.key} looks at one kind of record: name nothing behind it.")
        raw["object"] = chosen
    data = read_input(trigger.input, raw, subject=trigger.title)
    key = f"{trigger.key}:{chosen}" if chosen else trigger.key
    return Need(key, trigger.scopes(data) | (_pickers(trigger.input) if pickers else frozenset()))


def _pickers(model: "type[FormModel]") -> frozenset[str]:
    """Return the scopes of the pickers that a form offers."""
    from xero_component.component import component
    from xero_component.core.inputs import form_of

    sources = (form_of(info).data_source or "" for info in model.model_fields.values())
    found = (component.data_sources.get(source) for source in sources)
    return frozenset(scope for source in found if source for scope in source.scopes)
