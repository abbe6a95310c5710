"""What every action keeps; a new one is checked as soon as its file exists."""

import ast
import inspect
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conformance.schemas import fields_in, objects_in
from xero_component.actions import __path__ as actions_path
from xero_component.catalogue.objects import OBJECTS
from xero_component.catalogue.scopes import READ, missing
from xero_component.component import component
from xero_component.connections.oauth2 import OAuth2Input
from xero_component.core import Action, Effect
from xero_component.core.inputs import label_of, read_input
from xero_component.core.manifest import manifest_of
from xero_component.sandbox.identity.scopes import GRANULAR_SCOPES

ROOT = Path(__file__).parents[2]
DESTRUCTIVE_VERBS = {"delete", "void", "archive", "reverse"}
LONGEST_FILE = 120
EVERY_ACTION = pytest.mark.parametrize(
    "action", component.actions.values(), ids=component.actions.keys()
)
AnyAction = Action[Any, Any, Any]


def source_of(action: AnyAction) -> Path:
    return Path(inspect.getfile(action.handler))


@cache
def checked_in() -> dict[str, Any]:
    file = ROOT / "component.yaml"
    assert file.exists(), "component.yaml is missing: run 'make manifest'"
    return {entry["key"]: entry for entry in yaml.safe_load(file.read_text("utf-8"))["actions"]}


@cache
def generated() -> dict[str, Any]:
    return {entry["key"]: entry for entry in manifest_of(component)["actions"]}


def test_every_file_is_found():
    [folder] = actions_path
    files = {
        path.stem
        for path in Path(folder).rglob("*.py")
        if not any(part.startswith("_") for part in path.relative_to(folder).parts)
    }

    assert files == set(component.actions)


@EVERY_ACTION
def test_its_description_is_whole_sentences(action: AnyAction):
    assert action.description[0].isupper()
    assert action.description.endswith(".")
    assert "\n" not in action.description


@EVERY_ACTION
def test_every_field_is_described_in_whole_sentences(action: AnyAction):
    for path, prop in fields_in(action.input_schema):
        description = prop.get("description", "")
        assert description.endswith("."), f"{path}: {description!r}"
        assert description[0].isupper(), f"{path}: {description!r}"


@EVERY_ACTION
def test_its_input_is_closed(action: AnyAction):
    objects = dict(objects_in(action.input_schema))

    assert "$" in objects
    open_ones = [path for path, one in objects.items() if one["additionalProperties"] is not False]
    assert open_ones == []


@EVERY_ACTION
def test_its_example_is_right_and_as_json_could_carry_it(action: AnyAction):
    example = dict(action.input.example)

    read_input(action.input, example, subject=action.title)
    assert yaml.safe_load(yaml.safe_dump(example)) == example
    needed = {name for name, info in action.input.model_fields.items() if info.is_required()}
    assert needed <= set(example)


@EVERY_ACTION
def test_it_is_destructive_if_its_verb_says_so(action: AnyAction):
    verb = action.key.partition("_")[0]

    destroys = verb in DESTRUCTIVE_VERBS or action.key == "raw_request"
    assert (action.effect is Effect.DESTRUCTIVE) is destroys
    assert (action.effect is Effect.READ) is (verb in {"get", "list", "find"})


@EVERY_ACTION
def test_its_scopes_are_xero_s(action: AnyAction):
    of_objects = {row.scope for row in OBJECTS.values()} | {"accounting.attachments"}

    for scope in action.scopes:
        assert scope in GRANULAR_SCOPES
        assert scope.removesuffix(READ) in of_objects
        assert scope.endswith(READ) is (action.effect is Effect.READ)


@EVERY_ACTION
def test_its_scopes_are_among_those_that_a_connection_asks_for(action: AnyAction):
    granted = OAuth2Input.model_fields["scopes"].default.split()

    assert missing(action.scopes, granted) == ()


@EVERY_ACTION
def test_its_title_is_its_key_in_words(action: AnyAction):
    assert action.title == label_of(action.key)


@EVERY_ACTION
def test_it_links_to_xero_s_page(action: AnyAction):
    assert action.documentation.startswith("https://developer.xero.com/documentation/")


@EVERY_ACTION
def test_it_is_documented(action: AnyAction):
    page = ROOT / "docs" / "reference" / "actions" / f"{action.key}.md"

    assert page.exists(), f"{page.relative_to(ROOT)} is missing: run 'make docs'"
    text = page.read_text("utf-8")
    assert action.title in text
    for name, info in action.input.model_fields.items():
        assert name in text or (info.title or label_of(name)) in text, name


@EVERY_ACTION
def test_it_is_in_component_yaml_as_it_is_in_the_code(action: AnyAction):
    assert checked_in()[action.key] == generated()[action.key], "run 'make manifest'"


@EVERY_ACTION
def test_it_has_tests_of_its_own(action: AnyAction):
    *_, resource, name = action.module.split(".")
    test = ROOT / "tests" / "actions" / resource / f"test_{name}.py"

    assert test.exists(), f"{test.relative_to(ROOT)} is missing"
    assert "def test_" in test.read_text("utf-8")


@EVERY_ACTION
def test_its_file_is_short(action: AnyAction):
    assert len(source_of(action).read_text("utf-8").splitlines()) <= LONGEST_FILE


@EVERY_ACTION
def test_its_handler_catches_nothing(action: AnyAction):
    handler = next(
        node
        for node in ast.walk(ast.parse(source_of(action).read_text("utf-8")))
        if isinstance(node, ast.AsyncFunctionDef) and node.name == action.key
    )

    assert not any(isinstance(node, ast.Try) for node in ast.walk(handler))
