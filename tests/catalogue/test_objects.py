"""The table of objects against facts checked by hand, and against Xero's published description."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Required, get_args, get_origin, get_type_hints

import pytest
import yaml
from typing_extensions import is_typeddict

from tests.catalogue.object_facts import FACTS, NOT_DESCRIBED, OF_AN_ANSWER
from xero_component.catalogue.apis import APIS, Api
from xero_component.catalogue.fields import DATE, INSTANT, MONEY, Kind
from xero_component.catalogue.inputs import xero_name
from xero_component.catalogue.objects import OBJECTS, Pages, XeroObject

PARAMETERS = {"since": "ifmodifiedsince", "where": "where", "order": "order", "ids": "ids"}
MISTRUSTED = {("journals", "since"), ("manual_journals", "order")}
"""Parameters that Xero documents, and that lose or repeat rows all the same."""
OF_A_LINE = {"TrackingCategory": {"Option", "TrackingOptionID"}}
"""Xero's OpenAPI has one schema for a tracking category and for a line's choice from it."""
OTHERWISE_TYPED = {("BudgetBalance", "Period"), ("LineItem", "SalesTaxCodeId")}
"""A month, which is no date, and an id that the OpenAPI calls a number."""
rows = pytest.mark.parametrize("obj", OBJECTS.values(), ids=OBJECTS)


@pytest.fixture(scope="module")
def published() -> dict[str, Any] | None:
    folder = os.environ.get("XERO_OPENAPI_DIR")
    if not folder:
        return None
    text = (Path(folder) / "xero_accounting.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - safe, only faster
    return loaded


def properties(published: dict[str, Any], schema: str) -> dict[str, Any]:
    found: dict[str, Any] = published["components"]["schemas"][schema]["properties"]
    return found


def schema_of(described: dict[str, Any]) -> str:
    """Return the name of the schema that a property, or each of its elements, has."""
    described = described.get("items", described)
    for part in (described, *described.get("allOf", [])):
        if "$ref" in part:
            return str(part["$ref"].rpartition("/")[2])
    return ""


def typed(record: Any) -> Iterator[tuple[str, Any, Kind | None]]:
    """Return the fields of a record type: name, type of the value or of each element, and kind."""
    for name, hint in get_type_hints(record, include_extras=True).items():
        bare = get_args(hint)[0] if get_origin(hint) is Required else hint
        marks = get_args(bare)[1:] if get_origin(bare) is Annotated else ()
        kind = next((mark for mark in marks if isinstance(mark, Kind)), None)
        yield name, get_args(bare)[0] if get_origin(bare) is list else bare, kind


def kind_of(described: dict[str, Any]) -> Kind | None:
    """Return how a field has to be read by Xero's description."""
    if described.get("x-is-msdate"):
        return DATE
    if described.get("x-is-msdate-time"):
        return INSTANT
    return MONEY if described.get("type") == "number" else None


def test_the_facts_and_the_table_have_the_same_objects() -> None:
    assert set(FACTS) == set(OBJECTS)
    assert all(row.record.__name__ == FACTS[key].schema for key, row in OBJECTS.items())


@rows
def test_an_object_is_read_as_its_facts_say(obj: XeroObject[Any]) -> None:
    facts = FACTS[obj.key]
    assert obj.id_field == facts.id_field
    assert obj.read_scope == facts.scope
    assert (obj.pages, obj.page_size) == (facts.pages, facts.page_size)
    assert obj.cursor_field == facts.cursor_field
    takes = {
        "since": obj.modified_since,
        "where": obj.where,
        "order": obj.ordered,
        "ids": obj.by_ids,
    }
    assert {name for name, taken in takes.items() if taken} == set(facts.takes.split())


@rows
def test_records_have_the_fields_that_xero_documents(
    obj: XeroObject[Any], published: dict[str, Any] | None
) -> None:
    facts = FACTS[obj.key]
    ours = set(obj.record.__annotations__)
    assert {obj.id_field, *facts.fields.split()} <= ours
    assert {obj.number_field, obj.cursor_field} - {None} <= ours
    if published is not None:
        theirs = set(properties(published, facts.schema))
        assert theirs - OF_AN_ANSWER - OF_A_LINE.get(facts.schema, set()) <= ours


@rows
def test_every_typed_field_is_described_and_amounts_and_dates_are_typed_as_such(
    obj: XeroObject[Any], published: dict[str, Any] | None
) -> None:
    met: set[tuple[Any, str]] = set()

    def check(record: Any, schema: str) -> None:
        if (record, schema) in met:
            return
        met.add((record, schema))
        theirs = {} if published is None else properties(published, schema)
        undescribed = set(NOT_DESCRIBED.get(schema, "").split())
        for name, target, kind in typed(record):
            described = theirs.get(name)
            if described is not None and (schema, name) not in OTHERWISE_TYPED:
                assert kind is kind_of(described), f"{schema}.{name}"
            nested = is_typeddict(target) and target.__name__ != "Allocated"
            if nested and (described is not None or published is None):
                check(target, schema_of(described or {}))
            allowed = published is None or described is not None or name in undescribed
            assert allowed, f"{schema}.{name}"

    check(obj.record, FACTS[obj.key].schema)
    assert all(record.__annotations__ for record, _ in met)


@rows
def test_paths_and_what_can_be_sent_agree_with_xero(
    obj: XeroObject[Any], published: dict[str, Any] | None
) -> None:
    assert obj.path.isalpha()
    if published is None:
        return
    operation = published["paths"][f"/{obj.path}"]["get"]
    parameters = operation.get("parameters", [])
    names = {item["$ref"].rpartition("/")[2] for item in parameters if "$ref" in item}
    inline = {item["name"] for item in parameters if "name" in item}
    known = {value.lower().replace("-", "") for value in names | inline}
    assert ("page" in known) is (obj.pages in {Pages.NUMBERED, Pages.BARE})
    assert ("pagesize" in known) is (obj.pages is Pages.NUMBERED)
    assert ("offset" in known) is (obj.pages is Pages.OFFSET)
    assert ("unitdp" in known) is obj.unit_decimals
    takes = set(FACTS[obj.key].takes.split())
    takes |= {name for key, name in MISTRUSTED if key == obj.key}
    assert {name for name, theirs in PARAMETERS.items() if theirs in known} == takes
    hidden = {"includearchived": "includeArchived", "includedeleted": "includeDeleted"}
    assert obj.always == {name: "true" for lower, name in hidden.items() if lower in known}


@rows
def test_what_else_a_record_can_do_agrees_with_xero(
    obj: XeroObject[Any], published: dict[str, Any] | None
) -> None:
    assert obj.history or not obj.attachments or obj.key == "accounts"
    if published is None:
        return
    paths = published["paths"]
    below = {path for path in paths if path.startswith(f"/{obj.path}/")}
    assert any(path.endswith("/History") for path in below) is obj.history
    assert any(path.endswith("/Attachments") for path in below) is obj.attachments
    put = paths[f"/{obj.path}"].get("put", {}).get("parameters", [])
    summarises = any("summarizeErrors" in str(item.values()) for item in put)
    assert summarises is obj.summarises_errors
    answer = operation_answer(paths[f"/{obj.path}"]["get"])
    assert obj.plural in properties(published, answer)


def operation_answer(operation: dict[str, Any]) -> str:
    return schema_of(operation["responses"]["200"]["content"]["application/json"]["schema"])


@rows
def test_pages_are_read_in_an_order_that_edits_do_not_disturb_where_xero_sorts(
    obj: XeroObject[Any],
) -> None:
    paged = obj.pages in {Pages.NUMBERED, Pages.BARE}
    assert obj.stable_order == (f"{obj.id_field} ASC" if paged and obj.ordered else None)


def test_what_archiving_hides_is_asked_for_where_a_list_has_to_be_whole() -> None:
    hiding = {row.key for row in OBJECTS.values() if row.hides_archived}
    assert hiding == {"contacts", "tracking_categories"}
    assert all(OBJECTS[key].always == {"includeArchived": "true"} for key in hiding)


def test_webhooks_are_told_of_these_and_no_others() -> None:
    assert {row.webhook: row.key for row in OBJECTS.values() if row.webhook} == {
        "CONTACT": "contacts",
        "CREDITNOTE": "credit_notes",
        "INVOICE": "invoices",
        "OVERPAYMENT": "overpayments",
        "PREPAYMENT": "prepayments",
    }


def test_what_xero_closes_says_so() -> None:
    closing = {row.key: row.withdrawn for row in OBJECTS.values() if row.withdrawn}
    assert set(closing) == {"expense_claims", "receipts"}
    assert all("February 2027" in reason for reason in closing.values())
    assert [row.key for row in OBJECTS.values() if row.restricted] == ["journals"]


@rows
def test_keys_are_ours_and_names_agree(obj: XeroObject[Any]) -> None:
    assert OBJECTS[obj.key] is obj
    assert xero_name(obj.key) == obj.path
    assert obj.plural in {obj.path, obj.reply_key}
    assert {obj: 1}[obj] == 1, "rows can be keys"


def test_every_api_is_below_xeros_host() -> None:
    assert set(APIS) == set(Api)
    for api, row in APIS.items():
        assert row.path == "" if api is Api.IDENTITY else row.path.startswith("/")
        assert not row.path.endswith("/")


def test_the_apis_agree_with_what_xero_publishes() -> None:
    paths = {api.value: row.path for api, row in APIS.items()}
    assert paths == {
        "accounting": "/api.xro/2.0",
        "files": "/files.xro/1.0",
        "assets": "/assets.xro/1.0",
        "projects": "/projects.xro/2.0",
        "payroll_au": "/payroll.xro/1.0",
        "payroll": "/payroll.xro/2.0",
        "finance": "/finance.xro/1.0",
        "bank_feeds": "/bankfeeds.xro/1.0",
        "app_store": "/appstore/2.0",
        "identity": "",
    }
