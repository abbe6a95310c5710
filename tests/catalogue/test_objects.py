"""The table of objects against Xero's published description, or a short copy of its facts."""

import os
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import yaml
from typing_extensions import is_typeddict

from xero_component.catalogue.apis import APIS, Api
from xero_component.catalogue.inputs import xero_name
from xero_component.catalogue.objects import OBJECTS, Pages, XeroObject

FACTS: dict[str, set[str]] = {
    "accounts": {"AccountID", "Code", "Name", "Type", "Status", "UpdatedDateUTC"},
    "branding_themes": {"BrandingThemeID", "Name", "SortOrder", "CreatedDateUTC"},
    "contacts": {"ContactID", "ContactNumber", "Name", "ContactStatus", "UpdatedDateUTC"},
    "currencies": {"Code", "Description"},
    "invoices": {"InvoiceID", "InvoiceNumber", "Type", "Total", "AmountDue", "UpdatedDateUTC"},
    "items": {"ItemID", "Code", "Name", "IsSold", "IsPurchased", "UpdatedDateUTC"},
    "organisation": {"OrganisationID", "Name", "BaseCurrency", "CreatedDateUTC"},
    "payments": {"PaymentID", "Date", "Amount", "CurrencyRate", "Status", "UpdatedDateUTC"},
    "tax_rates": {"Name", "TaxType", "EffectiveRate", "Status"},
    "tracking_categories": {"TrackingCategoryID", "Name", "Status", "Options"},
}
SCHEMAS = {
    "accounts": "Account",
    "branding_themes": "BrandingTheme",
    "contacts": "Contact",
    "currencies": "Currency",
    "invoices": "Invoice",
    "items": "Item",
    "organisation": "Organisation",
    "payments": "Payment",
    "tax_rates": "TaxRate",
    "tracking_categories": "TrackingCategory",
}
NOT_DESCRIBED = {"UpdatedDateUTCString", "DateString", "DueDateString"}
"""Sent, and shown in the description's examples or the change log, but not in its schemas."""
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


@rows
def test_records_have_the_fields_that_xero_documents(
    obj: XeroObject[Any], published: dict[str, Any] | None
) -> None:
    ours = set(obj.record.__annotations__)
    assert obj.id_field in ours
    assert obj.number_field is None or obj.number_field in ours
    assert ours >= FACTS[obj.key]
    if published is not None:
        theirs = set(properties(published, SCHEMAS[obj.key]))
        assert ours - NOT_DESCRIBED <= theirs


@rows
def test_nested_records_have_the_fields_that_xero_documents(
    obj: XeroObject[Any], published: dict[str, Any] | None
) -> None:
    for name, hint in get_type_hints(obj.record).items():
        inner = get_args(hint)[0] if get_origin(hint) is list else hint
        if not is_typeddict(inner):
            continue
        assert inner.__annotations__, name
        if published is None:
            continue
        described = properties(published, SCHEMAS[obj.key])[name]
        described = described.get("items", described)
        if "allOf" in described:
            described = described["allOf"][0]
        if "$ref" in described and inner.__name__ != "Allocated":
            theirs = set(properties(published, described["$ref"].rpartition("/")[2]))
            assert set(inner.__annotations__) - NOT_DESCRIBED <= theirs, name


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
    known = {value.lower() for value in names | inline}
    assert ("page" in known) is (obj.pages is not Pages.NONE)
    assert ("pagesize" in known) is (obj.pages is Pages.NUMBERED)
    assert ("unitdp" in known) is obj.unit_decimals
    assert bool({"if-modified-since", "ifmodifiedsince"} & known) is obj.modified_since
    paths = published["paths"]
    assert (
        any(p.startswith(f"/{obj.path}/") and p.endswith("/History") for p in paths) is obj.history
    )
    attachable = any(p.startswith(f"/{obj.path}/") and p.endswith("/Attachments") for p in paths)
    assert attachable is obj.attachments


@rows
def test_a_paged_object_has_a_size_and_an_order_that_edits_do_not_disturb(
    obj: XeroObject[Any],
) -> None:
    if obj.pages is Pages.NUMBERED:
        assert obj.page_size == 1000
        assert obj.stable_order == f"{obj.id_field} ASC"
    else:
        assert obj.page_size == 0


@rows
def test_keys_are_ours_and_names_agree(obj: XeroObject[Any]) -> None:
    assert OBJECTS[obj.key] is obj
    assert xero_name(obj.key) == obj.path
    assert obj.plural in {obj.path, obj.reply_key}


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
