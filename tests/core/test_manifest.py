import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import jsonschema
import pytest
import yaml
from pydantic import Field, SecretStr, TypeAdapter
from pydantic.fields import FieldInfo

from tests.core.sample_component import COMPONENT
from xero_component.catalogue.inputs import Amount, ContactId, Day, FileContent, Guid, Json, Moment
from xero_component.component import component
from xero_component.core import ChoiceQuery, Form
from xero_component.core.inputs import FormModel, form_of, label_of
from xero_component.core.manifest import (
    inputs_of,
    manifest_json,
    manifest_of,
    manifest_schema,
    manifest_yaml,
    untitled,
)

ROOT = Path(__file__).parents[2]
MODELS: dict[str, type[FormModel]] = {
    **{f"action {key}": item.input for key, item in component.actions.items()},
    **{f"connection {key}": item.input for key, item in component.connections.items()},
    **{f"trigger {key}": item.input for key, item in component.triggers.items()},
    "data source": ChoiceQuery,
}
EVERY_MODEL = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def field_of(info: FieldInfo) -> TypeAdapter[Any]:
    annotated: Any = Annotated[info.annotation, *(info.metadata or [None])]
    return TypeAdapter(annotated)


def invalid(manifest: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(manifest_schema())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(manifest)]


def test_the_manifest_s_own_schema_is_right():
    jsonschema.Draft202012Validator.check_schema(manifest_schema())


def test_the_manifest_fits_its_schema():
    assert invalid(json.loads(manifest_json(component))) == []


def test_a_component_without_connections_does_not_fit():
    assert invalid(manifest_of(COMPONENT)) == ["$.connections: [] should be non-empty"]


def test_a_manifest_with_something_missing_or_unknown_does_not_fit():
    manifest = manifest_of(component)

    assert invalid({**manifest, "colour": "blue"})
    assert invalid({key: value for key, value in manifest.items() if key != "actions"})
    broken = manifest_of(component)
    del broken["actions"][0]["inputs"][0]["label"]
    assert invalid(broken)


def test_yaml_and_json_say_the_same():
    assert yaml.safe_load(manifest_yaml(component)) == json.loads(manifest_json(component))


def test_the_manifest_is_the_same_every_time():
    assert manifest_yaml(component) == manifest_yaml(component)


def test_component_yaml_is_current():
    file = ROOT / "component.yaml"

    assert file.exists(), "component.yaml is missing: run 'make manifest'"
    current = file.read_text("utf-8") == manifest_yaml(component)
    assert current, "component.yaml is not current: run 'make manifest'"


def test_everything_is_in_the_manifest():
    manifest = manifest_of(component)

    for kind in ("connections", "actions", "triggers", "data_sources"):
        listed = [entry["key"] for entry in manifest[kind]]
        assert listed == list(getattr(component, kind))
        assert listed


@EVERY_MODEL
def test_a_form_has_every_input_of_its_model_in_order(model: type[FormModel]):
    assert [entry["key"] for entry in inputs_of(model)] == list(model.model_fields)


@EVERY_MODEL
def test_every_entry_of_a_form_equals_its_field(model: type[FormModel]):
    for entry in inputs_of(model):
        info = model.model_fields[entry["key"]]
        form = form_of(info)
        assert entry["label"] == (info.title or label_of(entry["key"]))
        assert entry["description"] == info.description
        assert entry["required"] is info.is_required()
        assert entry["secret"] is (form.secret or "SecretStr" in repr(info.annotation))
        assert entry.get("data_source") == form.data_source
        assert entry.get("placeholder") == form.placeholder
        assert (entry["type"] == "secret") is entry["secret"]
        if form.widget:
            assert entry["type"] == form.widget


@EVERY_MODEL
def test_every_default_in_a_form_is_the_one_of_the_model(model: type[FormModel]):
    for entry in inputs_of(model):
        info = model.model_fields[entry["key"]]
        default = info.get_default(call_default_factory=True, validated_data={})
        if info.is_required() or default in (None, [], {}):
            assert "default" not in entry
        else:
            assert field_of(info).validate_python(entry["default"]) == default


@EVERY_MODEL
def test_every_choice_in_a_form_is_one_of_the_model_and_none_is_missing(model: type[FormModel]):
    for entry in inputs_of(model):
        allowed = choices_of(model.model_fields[entry["key"]].annotation)
        assert [choice["value"] for choice in entry.get("choices", ())] == allowed
        assert (entry["type"] == "choice") is (bool(allowed) and entry["type"] != "list")


def choices_of(annotation: Any) -> list[str]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [str(member) for member in annotation]
    found = [arg for arg in get_args(annotation) if isinstance(arg, str)]
    return found or [choice for arg in get_args(annotation) for choice in choices_of(arg)]


@EVERY_MODEL
def test_every_data_source_of_a_form_exists(model: type[FormModel]):
    named = {entry["data_source"] for entry in inputs_of(model) if "data_source" in entry}

    assert named <= set(component.data_sources)


@EVERY_MODEL
def test_every_example_in_a_form_is_right(model: type[FormModel]):
    for entry in inputs_of(model):
        if "example" in entry:
            info = model.model_fields[entry["key"]]
            assert field_of(info).validate_python(entry["example"]) == entry["example"]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Everything(FormModel):
    """One field of every kind."""

    text: str
    """Text."""
    long: Annotated[str | None, Form(widget="text", placeholder="line by line")] = None
    """Text of several lines."""
    whole: int = 3
    """A whole number."""
    exact: Amount = Decimal("0.10")
    """An amount."""
    flag: bool = False
    """Yes or no."""
    day: Day | None = None
    """A day."""
    moment: Moment | None = None
    """A moment."""
    one_of: Literal["a", "b"] | None = None
    """A choice."""
    only: Literal["x"] = "x"
    """A choice of one."""
    colour: Colour = Colour.RED
    """A colour."""
    several: list[str] = Field(default_factory=list)
    """Texts."""
    record: Json = Field(default_factory=dict)
    """Fields."""
    file: FileContent | None = None
    """A file."""
    picked: ContactId | None = None
    """A contact, or none."""
    id: Annotated[Guid, Form(data_source="contacts"), Field(examples=["e"])]
    """An id."""
    secret: SecretStr
    """A secret."""


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("text", {"type": "string", "required": True}),
        ("long", {"type": "text", "placeholder": "line by line"}),
        ("whole", {"type": "integer", "default": 3}),
        ("exact", {"type": "decimal", "default": "0.10"}),
        ("flag", {"type": "boolean", "default": False}),
        ("day", {"type": "date"}),
        ("moment", {"type": "datetime"}),
        ("one_of", {"type": "choice", "choices": ["a", "b"]}),
        ("only", {"type": "choice", "choices": ["x"], "default": "x"}),
        ("colour", {"type": "choice", "choices": ["red", "blue"], "default": "red"}),
        ("several", {"type": "list"}),
        ("record", {"type": "json"}),
        ("file", {"type": "file"}),
        ("picked", {"type": "string", "data_source": "contacts"}),
        ("id", {"type": "string", "required": True, "data_source": "contacts", "example": "e"}),
        ("secret", {"type": "secret", "required": True, "secret": True}),
    ],
)
def test_a_field_of_each_kind_is_drawn(key: str, expected: Mapping[str, Any]):
    entry = next(item for item in inputs_of(Everything) if item["key"] == key)
    wanted = {
        "key": key,
        "label": label_of(key),
        "description": Everything.model_fields[key].description,
        "required": False,
        "secret": False,
        **expected,
    }
    if "choices" in wanted:
        wanted["choices"] = [{"value": v, "label": v} for v in wanted["choices"]]

    assert entry == wanted


def test_titles_that_only_repeat_names_are_left_out_and_properties_named_title_stay():
    schema = {
        "title": "Record",
        "properties": {"title": {"title": "Title", "type": "string"}},
        "anyOf": [{"title": "A"}, {"enum": ["title"]}],
    }

    assert untitled(schema) == {
        "properties": {"title": {"type": "string"}},
        "anyOf": [{}, {"enum": ["title"]}],
    }
