from typing import Any

import pytest

from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.tracking_options import tracking_options


def option(key: str, name: str | None = None, status: str = "ACTIVE") -> dict[str, Any]:
    return {"TrackingOptionID": key, "Name": name, "Status": status}


ROWS = [
    {
        "TrackingCategoryID": "T-1",
        "Name": "Region",
        "Options": [option("o-1", "North"), option("o-2", "Moon", "ARCHIVED"), option("o-3")],
    },
    {"TrackingCategoryID": "t-2", "Name": "Staff", "Options": [option("o-4", "Ann")]},
    {"TrackingCategoryID": "t-3"},
]


@pytest.mark.parametrize(
    ("parent", "values"),
    [
        ("", ["o-1", "o-3", "o-4"]),
        ("t-1", ["o-1", "o-3"]),
        (" region ", ["o-1", "o-3"]),
        ("Staff", ["o-4"]),
        ("t-3", []),
        ("Colour", []),
    ],
)
async def test_the_options_of_the_chosen_category_are_offered(
    xero: XeroClient, wire: Wire, parent: str, values: list[str]
):
    wire.answer({"TrackingCategories": ROWS})

    choices = await tracking_options(xero, ChoiceQuery(parent=parent))

    assert [choice.value for choice in choices.items] == values
    assert (wire.one.line, wire.one.query) == ("GET /TrackingCategories", {})


async def test_an_option_shows_its_category(xero: XeroClient, wire: Wire):
    wire.answer({"TrackingCategories": ROWS})

    choices = await tracking_options(xero, ChoiceQuery(search="nor"))

    assert choices.items == (Choice("North", "o-1", "Region"),)


def test_it_depends_on_the_picker_of_categories():
    assert tracking_options.parent == "tracking_categories"
