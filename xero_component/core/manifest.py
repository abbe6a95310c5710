"""The manifest: everything that a flow builder must know to draw and run the component.

Its own JSON Schema is in `core/manifest.schema.json`; `docs/manifest.md` explains it.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from xero_component.core.action import Action
from xero_component.core.component import Component
from xero_component.core.connection import ConnectionType
from xero_component.core.data_source import ChoiceQuery, DataSource
from xero_component.core.inputs import FormModel, form_of
from xero_component.core.trigger import PollingTrigger, Trigger

MANIFEST_VERSION = 1

_Dumper: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""Three times as fast where PyYAML was built with libyaml; both write the same."""

_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "array": "list",
    "object": "json",
}


def manifest_of(component: Component) -> dict[str, Any]:
    """Return the manifest as plain data."""
    return {
        "manifest_version": MANIFEST_VERSION,
        "key": component.key,
        "title": component.title,
        "description": component.description,
        "category": component.category,
        "version": component.version,
        "documentation": component.documentation,
        "icon": component.icon,
        "connections": [_connection(item) for item in component.connections.values()],
        "actions": [_action(item) for item in component.actions.values()],
        "triggers": [_trigger(item) for item in component.triggers.values()],
        "data_sources": [_data_source(item) for item in component.data_sources.values()],
    }


def manifest_yaml(component: Component) -> str:
    """Return the manifest as YAML, as it stands in `component.yaml`."""
    text = yaml.dump(
        manifest_of(component), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return f"# Generated from the code by `make manifest`; do not edit.\n{text}"


def manifest_json(component: Component) -> str:
    """Return the manifest as JSON."""
    return json.dumps(manifest_of(component), indent=2, ensure_ascii=False) + "\n"


@cache
def manifest_schema() -> Mapping[str, Any]:
    """Return the JSON Schema that every manifest fits."""
    text = (files("xero_component.core") / "manifest.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def inputs_of(model: type[FormModel]) -> list[dict[str, Any]]:
    """Return the form of a model: one entry an input, in order."""
    schema = model.model_json_schema(by_alias=False)
    properties = schema.get("properties", {})
    return [_input(model, name, properties[name], schema) for name in model.model_fields]


def _input(
    model: type[FormModel], name: str, prop: Mapping[str, Any], schema: Mapping[str, Any]
) -> dict[str, Any]:
    info = model.model_fields[name]
    form = form_of(info)
    shape = _shape(prop, schema)
    choices = shape.get("enum") or ([shape["const"]] if "const" in shape else None)
    secret = form.secret or info.annotation is SecretStr
    entry: dict[str, Any] = {
        "key": name,
        "label": info.title or prop["title"],
        "description": info.description,
        "type": "secret" if secret else form.widget or _type(shape, choices),
        "required": info.is_required(),
        "secret": secret,
    }
    if not info.is_required():
        default = info.get_default(call_default_factory=True, validated_data={})
        if default is not PydanticUndefined and default not in (None, [], {}):
            entry["default"] = default if isinstance(default, bool | int | float) else str(default)
    choices = choices or _shape(shape.get("items", {}), schema).get("enum")
    if choices:
        entry["choices"] = [{"value": value, "label": str(value)} for value in choices]
    if form.data_source:
        entry["data_source"] = form.data_source
    if form.placeholder:
        entry["placeholder"] = form.placeholder
    if info.examples:
        entry["example"] = info.examples[0]
    return entry


def _shape(prop: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema behind references and beside null."""
    if "$ref" in prop:
        return _shape(schema["$defs"][prop["$ref"].rsplit("/", 1)[1]], schema)
    for option in (*prop.get("anyOf", ()), *prop.get("allOf", ())):
        if option.get("type") != "null":
            return {**_shape(option, schema)}
    return prop


def _type(shape: Mapping[str, Any], choices: Iterable[Any] | None) -> str:
    if choices:
        return "choice"
    if shape.get("format") in {"date", "date-time"}:
        return str(shape["format"]).replace("date-time", "datetime")
    return _TYPES.get(str(shape.get("type")), "string")


def _connection(item: ConnectionType[Any]) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "description": item.description,
        "flow": str(item.flow),
        "authorize_url": item.authorize_url,
        "token_url": item.token_url,
        "revocation_url": item.revocation_url,
        "pkce": item.pkce,
        "documentation": item.documentation,
        "inputs": inputs_of(item.input),
        "input_schema": item.input.model_json_schema(),
    }


def _action(item: Action[Any, Any, Any]) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "description": item.description,
        "effect": str(item.effect),
        "scopes": sorted(item.scopes),
        "documentation": item.documentation,
        "connection_required": True,
        "inputs": inputs_of(item.input),
        "input_schema": item.input_schema,
        "output_schema": untitled(item.output_schema),
        "example": dict(item.input.example),
    }


def _trigger(item: Trigger[Any, Any]) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "description": item.description,
        "kind": str(item.kind),
        "documentation": item.documentation,
        "inputs": inputs_of(item.input),
        "input_schema": item.input.model_json_schema(),
        "payload_schema": untitled(item.payload_schema),
        "sample": json.loads(json.dumps(item.sample, default=str)),
        "example": dict(item.input.example),
        **_lifecycle(item),
    }


def _lifecycle(item: Trigger[Any, Any]) -> dict[str, Any]:
    """Say what a host does when a flow is switched on, tested and switched off."""
    if not isinstance(item, PollingTrigger):
        return {
            "lifecycle": {
                "activate": "give_xero_the_address",
                "test": "sample",
                "deactivate": "take_the_address_away",
                "keeps_state": False,
            }
        }
    return {
        "scopes": sorted(item.scopes(item.input.model_validate(dict(item.input.example)))),
        "lifecycle": {
            "activate": "poll_without_state",
            "test": "latest",
            "deactivate": "forget_state",
            "keeps_state": True,
        },
    }


def _data_source(item: DataSource[Any]) -> dict[str, Any]:
    parent = {} if item.parent is None else {"parent": item.parent}
    return {
        "key": item.key,
        "title": item.title,
        "description": item.description,
        "scopes": sorted(item.scopes),
        "documentation": item.documentation,
        **parent,
        "inputs": inputs_of(ChoiceQuery),
    }


def untitled(schema: Any) -> Any:
    """Return a schema without the titles that only repeat the names of its properties."""
    if isinstance(schema, list):
        return [untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key in {"properties", "$defs"} and isinstance(value, dict):
            kept[key] = {name: untitled(part) for name, part in value.items()}
        else:
            kept[key] = untitled(value)
    return kept
