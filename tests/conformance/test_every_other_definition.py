"""What every trigger, connection and data source keeps."""

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.schemas import fields_in, objects_in
from tests.conformance.world import World
from xero_component.catalogue.scopes import READ, missing
from xero_component.component import component
from xero_component.connections.oauth2 import OAuth2Input
from xero_component.core import ChoiceQuery, DataSource
from xero_component.core.inputs import label_of
from xero_component.core.manifest import inputs_of
from xero_component.sandbox.identity.scopes import GRANULAR_SCOPES

ROOT = Path(__file__).parents[2]
FORMS: dict[str, Any] = {
    **{f"connection {key}": item for key, item in component.connections.items()},
    **{f"trigger {key}": item for key, item in component.triggers.items()},
}
EVERY_FORM = pytest.mark.parametrize("item", FORMS.values(), ids=FORMS)
EVERY_DATA_SOURCE = pytest.mark.parametrize(
    "source", component.data_sources.values(), ids=component.data_sources.keys()
)
EVERYTHING: dict[str, Any] = {
    **FORMS,
    **{f"data source {key}": item for key, item in component.data_sources.items()},
}


@pytest.mark.parametrize("item", EVERYTHING.values(), ids=EVERYTHING)
def test_its_description_is_whole_sentences(item: Any):
    assert item.title
    assert item.description[0].isupper()
    assert item.description.endswith(".")


@pytest.mark.parametrize("item", EVERYTHING.values(), ids=EVERYTHING)
def test_it_links_to_xero_s_page(item: Any):
    assert item.documentation.startswith("https://developer.xero.com/documentation/")


@pytest.mark.parametrize("item", EVERYTHING.values(), ids=EVERYTHING)
def test_its_file_is_named_by_its_key(item: Any):
    assert item.module.rpartition(".")[2] == item.key


@EVERY_FORM
def test_every_field_is_described_in_whole_sentences(item: Any):
    for path, prop in fields_in(item.input.model_json_schema()):
        assert prop.get("description", "").endswith("."), path


@EVERY_FORM
def test_its_input_is_closed(item: Any):
    objects = dict(objects_in(item.input.model_json_schema()))

    assert objects
    assert all(one["additionalProperties"] is False for one in objects.values())


@EVERY_DATA_SOURCE
def test_its_scopes_are_read_scopes_that_a_connection_asks_for(source: DataSource[Any]):
    granted = OAuth2Input.model_fields["scopes"].default.split()

    assert source.scopes <= GRANULAR_SCOPES
    assert all(scope.endswith(READ) for scope in source.scopes)
    assert missing(source.scopes, granted) == ()


@EVERY_DATA_SOURCE
def test_it_has_tests_of_its_own(source: DataSource[Any]):
    assert (ROOT / "tests" / "data_sources" / f"test_{source.key}.py").exists()


@EVERY_DATA_SOURCE
async def test_it_offers_labelled_choices_in_the_sandbox(source: DataSource[Any], world: World):
    whole = await source(world.xero, ChoiceQuery(page_size=100))
    size = max(1, len(whole.items) // 2)
    first = await source(world.xero, ChoiceQuery(page_size=size))
    second = await source(world.xero, ChoiceQuery(page_size=size, page=2))

    assert whole.items
    assert all(choice.label and choice.value for choice in whole.items)
    assert len({choice.value for choice in whole.items}) == len(whole.items)
    assert first.items == whole.items[:size]
    assert second.items == whole.items[size : 2 * size]
    assert first.has_more is (len(whole.items) > size)


@EVERY_DATA_SOURCE
async def test_it_asks_xero_once_for_a_page(source: DataSource[Any], world: World):
    await source(world.xero, ChoiceQuery(page_size=2))
    await source(world.xero, ChoiceQuery(search="a", page_size=2))

    paths = [entry["path"] for entry in world.sandbox.requests.listing()]
    assert len(paths) == 2
    assert len(set(paths)) == 1


@EVERY_DATA_SOURCE
async def test_it_finds_what_it_offers(source: DataSource[Any], world: World):
    offered = await source(world.xero, ChoiceQuery())
    wanted = next(choice for choice in offered.items if choice.label != choice.value)

    found = await source(world.xero, ChoiceQuery(search=wanted.label))

    assert wanted in found.items
    nothing = await source(world.xero, ChoiceQuery(search="zzz no such thing zzz"))
    assert nothing.items == ()
    assert not nothing.has_more


def test_every_input_of_a_form_that_names_a_record_offers_those_there_are():
    sources = set(component.data_sources)
    for action in component.actions.values():
        for name, prop in action.input_schema["properties"].items():
            if name.endswith("_id") and f"{name.removesuffix('_id')}s" in sources:
                assert label_of(name) == prop["title"]


def data_sources_in(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {name for part in schema for name in data_sources_in(part)}
    if not isinstance(schema, dict):
        return set()
    here = {schema["x-data-source"]} if isinstance(schema.get("x-data-source"), str) else set()
    return here | {name for part in schema.values() for name in data_sources_in(part)}


def test_every_data_source_that_an_input_names_exists():
    named = set()
    for action in component.actions.values():
        forms = inputs_of(action.input)
        named |= {entry["data_source"] for entry in forms if "data_source" in entry}
        named |= data_sources_in(action.input_schema)

    assert {"contacts", "bank_accounts", "tax_types", "tracking_options"} <= named
    assert named <= set(component.data_sources)


def test_every_parent_of_a_data_source_exists():
    parents = {source.parent for source in component.data_sources.values()} - {None}

    assert parents == {"tracking_categories"}
    assert parents <= set(component.data_sources)
