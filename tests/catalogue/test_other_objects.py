"""What the catalogue says of the other APIs and of the reports holds together."""

from typing import Any, get_type_hints

import pytest
from typing_extensions import is_typeddict

from xero_component.catalogue.apis import Api
from xero_component.catalogue.objects import OBJECTS
from xero_component.catalogue.other_objects import EMPLOYEES, OTHER_OBJECTS
from xero_component.catalogue.rows.reports import AGED_REPORTS, REPORTS
from xero_component.catalogue.scopes import opening
from xero_component.catalogue.xero_object import Pages
from xero_component.sandbox.identity.scopes import GRANULAR_SCOPES


@pytest.mark.parametrize("obj", OTHER_OBJECTS.values(), ids=lambda obj: obj.key)
def test_a_row_says_what_reading_takes(obj: Any):
    assert obj.api is not Api.ACCOUNTING
    assert is_typeddict(obj.record)
    fields = get_type_hints(obj.record)
    assert obj.id_field in fields
    assert obj.cursor_field is None or obj.cursor_field in fields
    assert obj.read_scope in GRANULAR_SCOPES
    assert (obj.page_size > 0) == (obj.pages is not Pages.NONE)
    assert obj.restricted
    assert obj.within is None or obj.within.api is obj.api


@pytest.mark.parametrize("obj", OBJECTS.values(), ids=lambda obj: obj.key)
def test_objects_of_the_accounting_api_say_so(obj: Any):
    assert obj.api is Api.ACCOUNTING
    assert obj.within is None
    assert obj.statuses == obj.countries == ()


@pytest.mark.parametrize("report", [*REPORTS, *AGED_REPORTS], ids=lambda report: report.key)
def test_the_scope_of_a_report_opens_it_and_there_is_such_a_scope(report: Any):
    assert report.scope in GRANULAR_SCOPES
    path = f"/Reports/{report.name}"
    assert opening(Api.ACCOUNTING, path, writes=False) == (report.scope,)


def test_every_country_has_employees_of_its_own():
    countries = [country for obj in EMPLOYEES for country in obj.countries]

    assert sorted(countries) == ["AU", "GB", "NZ"]
