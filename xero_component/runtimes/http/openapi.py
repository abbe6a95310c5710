"""The server's OpenAPI document: the web framework's routes, with the component's own schemas.

Inputs, outputs and payloads are described by the models that the manifest is made from.
https://spec.openapis.org/oas/v3.1.0
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from xero_component.core import Action, Component, PollingTrigger
from xero_component.core.context import PlannedRequest
from xero_component.core.manifest import untitled
from xero_component.errors import DefinitionError
from xero_component.runtimes.http.performing import (
    CALLS_HEADER,
    CORRELATION_HEADER,
    DRY_RUN,
    WARNINGS_HEADER,
    WITH_RAW,
    WithRaw,
)
from xero_component.runtimes.http.problems import MEDIA_TYPE, REFERENCES, Problem

OPEN = frozenset({"/health", "/ready", "/manifest", "/webhooks/xero"})
"""Paths that need no key."""
UNPROBLEMATIC = frozenset({"/webhooks/xero", "/health"})
_ALWAYS = {"400": "The request cannot be read.", "403": "The API key does not allow this."}
_PROBLEMS = {
    "401": "The API key is missing or wrong.",
    "404": "There is no such thing, here or in Xero.",
    "422": "The input is not right, or Xero refused it.",
    "424": "A person has to connect to Xero again.",
    "429": "A limit of Xero's is used up.",
    "503": "Xero or the store is away, or it took too long. Nothing was saved.",
}
_OF_ACTIONS = {
    **_PROBLEMS,
    "403": "The API key does not allow this, or the connection lacks a scope.",
    "409": "Nobody knows whether it was saved, or a request with this key has not ended.",
    "413": "The request is too large.",
    "415": "The request is not JSON.",
    "502": "Xero's answer cannot be used.",
}
_DESCRIPTION = """\
{description}

Every action is a `POST` with its input as JSON; `connection` chooses the organisation. Numbers are
exact: read them as decimals. Errors are problem documents (RFC 9457) that say what to do next.
"""
_TAGS = {
    "connections": "The organisations that calls are made to.",
    "data sources": "Choices for the inputs of a form.",
    "triggers": "What happened since the last look; the caller keeps the state.",
    "inbox": "Events that Xero's webhook has brought.",
    "webhooks": "What Xero itself calls.",
    "server": "The server itself.",
}

_UNUSED = ("HTTPValidationError", "ValidationError")
"""What the web framework adds for answers that are not given here."""

Schema = dict[str, Any]


class Document:
    """An application's OpenAPI document, made when it is first asked for."""

    def __init__(self, app: FastAPI, component: Component, public_url: str | None) -> None:
        self._app = app
        self._component = component
        self._public_url = public_url
        self._lock = Lock()
        self._made: Schema | None = None

    def __call__(self) -> Schema:
        """Return the document; making it takes a second."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> Schema:
        component = self._component
        document = get_openapi(
            title=component.title,
            version=component.version,
            summary=component.description,
            description=_DESCRIPTION.format(description=component.description),
            routes=self._app.routes,
            tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
            servers=[{"url": self._public_url}] if self._public_url else None,
        )
        document["externalDocs"] = {"url": component.documentation}
        schemas = _Schemas(component)
        paths: Mapping[str, Any] = document["paths"]
        for action in component.actions.values():
            _describe_action(paths[f"/actions/{action.key}"]["post"], action, schemas)
        for trigger in component.triggers.values():
            if isinstance(trigger, PollingTrigger):
                _describe_trigger(paths, trigger, schemas)
        for path, operations in paths.items():
            for operation in operations.values():
                _describe_problems(path, operation)
                _simplify_parameters(operation)
        taken = document["components"]["schemas"].keys() & schemas.definitions.keys()
        if taken:
            raise DefinitionError(f"Two schemas share a name: {', '.join(sorted(taken))}.")
        document["components"]["schemas"] |= schemas.definitions
        for name in _UNUSED:
            document["components"]["schemas"].pop(name, None)
        return document


class _Schemas:
    """The schemas of the component under `components`, and references to them."""

    def __init__(self, component: Component) -> None:
        models: list[tuple[tuple[str, str], Any, TypeAdapter[Any]]] = []
        for action in component.actions.values():
            models.append((("input", action.key), "validation", TypeAdapter(action.input)))
            models.append((("output", action.key), "serialization", TypeAdapter(action.output)))
        for trigger in component.triggers.values():
            if isinstance(trigger, PollingTrigger):
                models.append((("given", trigger.key), "validation", TypeAdapter(trigger.input)))
                payload = TypeAdapter(trigger.payload)
                models.append((("payload", trigger.key), "serialization", payload))
        models.append((("problem", ""), "serialization", TypeAdapter(Problem)))
        models.append((("planned", ""), "serialization", TypeAdapter(PlannedRequest)))
        models.append((("raw", ""), "serialization", TypeAdapter(WithRaw)))
        found, shared = TypeAdapter.json_schemas(models, ref_template=REFERENCES + "{model}")
        self._found = {name: schema for (name, _mode), schema in found.items()}
        self.definitions: Schema = shared["$defs"]

    def of(self, kind: str, key: str = "") -> Schema:
        """Return the schema of an action's input or output, or a trigger's input or payload."""
        schema: Schema = self._found[kind, key]
        return schema if kind in {"input", "given"} else untitled(schema)


def _describe_action(operation: Schema, action: Action[Any, Any, Any], schemas: _Schemas) -> None:
    operation["tags"] = [action.module.split(".")[2]]
    operation["description"] = f"{action.description}\n\n{_conditions(action)}"
    operation["externalDocs"] = {"description": "Xero's page", "url": action.documentation}
    operation["x-effect"] = str(action.effect)
    operation["x-xero-scopes"] = sorted(action.scopes)
    operation["requestBody"] = _request(schemas.of("input", action.key), action.input.example)
    required = any(info.is_required() for info in action.input.model_fields.values())
    operation["requestBody"]["required"] = required
    dry_run = {"type": "object", "properties": {"dry_run": schemas.of("planned")}}
    operation["responses"]["200"] = {
        "description": "What the action returns, as Xero names it.",
        "content": {
            "application/json": {"schema": schemas.of("output", action.key)},
            DRY_RUN: {"schema": {**dry_run, "required": ["dry_run"]}},
            WITH_RAW: {"schema": schemas.of("raw")},
        },
        "headers": {
            CALLS_HEADER: _header("How many calls to Xero it took.", "integer"),
            CORRELATION_HEADER: _header("Xero's names for these calls, for its support.", "string"),
            WARNINGS_HEADER: _header("What Xero warned of, as a JSON array of texts.", "string"),
        },
    }


def _describe_trigger(
    paths: Mapping[str, Any], trigger: PollingTrigger[Any, Any, Any], schemas: _Schemas
) -> None:
    what = {"title": "Input", "description": "What the trigger looks at."}
    given = {"input": {**what, **schemas.of("given", trigger.key)}}
    events = {"events": {"type": "array", "items": schemas.of("payload", trigger.key)}}
    anything = {"type": "object", "additionalProperties": True}
    state = {
        "title": "State",
        "anyOf": [anything, {"type": "null"}],
        "description": "What the last poll returned as `state`; null when the flow is switched on.",
    }
    polled = {
        **events,
        "state": {**anything, "description": "Keep it, together with the events."},
        "more": {"type": "boolean", "description": "Whether to poll again at once."},
        "notes": {"type": "array", "items": {"type": "string"}},
    }
    poll = paths[f"/triggers/{trigger.key}/poll"]["post"]
    example = {"input": trigger.input.example}
    poll["requestBody"] = _request(
        _object({**given, "state": state}, "input"), {**example, "state": None}
    )
    poll["responses"]["200"] = _response("What happened.", _object(polled, *polled))
    latest = paths[f"/triggers/{trigger.key}/latest"]["post"]
    latest["requestBody"] = _request(_object(given, "input"), example)
    latest["responses"]["200"] = _response(
        "Payloads of what is there now.", _object(events, *events)
    )
    for operation in (poll, latest):
        operation["externalDocs"] = {"description": "Xero's page", "url": trigger.documentation}


def _describe_problems(path: str, operation: Schema) -> None:
    if path in UNPROBLEMATIC:
        return
    texts = dict(_ALWAYS) if path in OPEN else {**_ALWAYS, **_PROBLEMS}
    if path.startswith("/actions/"):
        texts |= _OF_ACTIONS
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCES}Problem"}}}
    responses: Schema = operation["responses"]
    responses.pop("422", None)
    for status, text in sorted({**texts, "default": "Any other problem."}.items()):
        responses[status] = {"description": text, "content": content}


def _simplify_parameters(operation: Schema) -> None:
    """Take null out of what parameters can be: addresses and headers have no such value."""
    for parameter in operation.get("parameters", ()):
        schema: Schema = parameter["schema"]
        for option in schema.pop("anyOf", ()):
            if option.get("type") != "null":
                schema.update(option)
        text = schema.pop("description", None) or parameter.get("description", "")
        parameter["description"] = " ".join(text.split())


def _conditions(action: Action[Any, Any, Any]) -> str:
    scopes = ", ".join(f"`{scope}`" for scope in sorted(action.scopes)) or "none"
    return f"Effect: {action.effect}. Scopes: {scopes}."


def _request(schema: Schema, example: Mapping[str, Any] | None = None) -> Schema:
    media: Schema = {"schema": schema}
    if example is not None:
        media["example"] = dict(example)
    return {"required": True, "content": {"application/json": media}}


def _response(text: str, schema: Schema) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _object(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def _header(text: str, kind: str) -> Schema:
    return {"description": text, "schema": {"type": kind}}
