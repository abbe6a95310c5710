"""The OpenAPI document: valid, complete, and said with the manifest's own words."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.runtimes.http.site import Site
from xero_component.component import component
from xero_component.core import PollingTrigger
from xero_component.core.manifest import manifest_of

Operation = dict[str, Any]
METHODS = {"get", "put", "post", "delete"}
WITHOUT_KEY = {"health", "ready", "manifest", "receive_webhook"}


@pytest.fixture
def document(shared: Site) -> dict[str, Any]:
    return shared.app.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield path, operation


async def test_it_is_valid_openapi_3_1_and_needs_no_key(site: Site) -> None:
    reply = await site.caller.get("/openapi.json")
    document = reply.json()
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document == json.loads(json.dumps(site.app.openapi()))


def test_every_action_is_an_operation_under_its_own_key(document: dict[str, Any]) -> None:
    found = {path: operation for path, operation in operations(document) if "/actions/" in path}
    assert {path: one["operationId"] for path, one in found.items()} == {
        f"/actions/{key}": key for key in component.actions
    }
    for entry in manifest_of(component)["actions"]:
        operation = found[f"/actions/{entry['key']}"]
        assert operation["summary"] == entry["title"]
        assert operation["description"].startswith(entry["description"])
        assert operation["x-effect"] == entry["effect"]
        assert operation["x-xero-scopes"] == entry["scopes"]
        media = operation["requestBody"]["content"]["application/json"]
        assert media["example"] == entry["example"]


def test_inputs_and_outputs_have_the_schemas_of_the_manifest(document: dict[str, Any]) -> None:
    def spread(schema: Any, known: dict[str, Any], within: tuple[str, ...] = ()) -> Any:
        """Write out references, so that schemas can be compared whatever their names."""
        if isinstance(schema, list):
            return [spread(part, known, within) for part in schema]
        if not isinstance(schema, dict):
            return schema
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name:
            return name if name in within else spread(known[name], known, (*within, name))
        return {key: spread(part, known, within) for key, part in schema.items() if key != "$defs"}

    def bare(schema: Any) -> Any:
        """Leave out titles, which stand in some of the schemas alone."""
        if isinstance(schema, list):
            return [bare(part) for part in schema]
        if not isinstance(schema, dict):
            return schema
        return {
            key: bare(part)
            for key, part in schema.items()
            if key != "title" or not isinstance(part, str)
        }

    shared = document["components"]["schemas"]
    for entry in manifest_of(component)["actions"]:
        operation = document["paths"][f"/actions/{entry['key']}"]["post"]
        given = operation["requestBody"]["content"]["application/json"]["schema"]
        answered = operation["responses"]["200"]["content"]["application/json"]["schema"]
        for ours, name in ((given, "input_schema"), (answered, "output_schema")):
            theirs = entry[name]
            expected = spread(theirs, theirs.get("$defs", {}))
            assert bare(spread(ours, shared)) == bare(expected), entry["key"]


def test_every_trigger_that_polls_and_every_data_source_is_there(document: dict[str, Any]) -> None:
    ids = {operation["operationId"] for _, operation in operations(document)}
    polling = [one for one in component.triggers.values() if isinstance(one, PollingTrigger)]
    assert {f"poll_{one.key}" for one in polling} <= ids
    assert {f"latest_{one.key}" for one in polling} <= ids
    assert {f"data_source_{key}" for key in component.data_sources} <= ids


def test_every_trigger_has_a_form_and_an_example_that_fits_it(document: dict[str, Any]) -> None:
    for one in component.triggers.values():
        if not isinstance(one, PollingTrigger):
            continue
        for what in ("poll", "latest"):
            operation = document["paths"][f"/triggers/{one.key}/{what}"]["post"]
            media = operation["requestBody"]["content"]["application/json"]
            for name, value in media["schema"]["properties"].items():
                assert value["title"], (one.key, name)
                assert value["description"], (one.key, name)
            given = one.input.model_validate(media["example"]["input"])
            assert isinstance(given, one.input)


def test_every_reference_leads_to_a_schema_and_every_schema_is_used(
    document: dict[str, Any],
) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(document))) == known


def test_a_builder_that_is_given_a_file_can_import_it(document: dict[str, Any]) -> None:
    assert len(json.dumps(document, separators=(",", ":"))) < 1_000_000


def test_every_operation_says_what_it_is_and_what_can_go_wrong(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"].endswith("."), path
        assert operation["tags"], path
        needs_key = operation["operationId"] not in WITHOUT_KEY
        assert bool(operation.get("security")) is needs_key, path
        assert {"200", "201"} & set(operation["responses"]), path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
            assert "anyOf" not in parameter["schema"], (path, parameter["name"])
        if needs_key:
            content = operation["responses"]["default"]["content"]
            assert list(content) == ["application/problem+json"], path


def test_it_names_no_secret_and_no_machine(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for word in ("client_secret", "refresh_token", "/tmp/", "tokens.db"):  # noqa: S108 - looked for
        assert word not in text
