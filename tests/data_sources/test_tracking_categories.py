from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.tracking_categories import tracking_categories

ROWS = [
    {"TrackingCategoryID": "t-1", "Name": "Region", "Options": [{"Name": "North"}, {"Name": "S"}]},
    {"TrackingCategoryID": "t-2", "Name": None, "Options": None},
]


async def test_active_categories_are_offered_with_their_options(xero: XeroClient, wire: Wire):
    wire.answer({"TrackingCategories": ROWS})

    choices = await tracking_categories(xero, ChoiceQuery())

    assert choices.items == (Choice("Region", "t-1", "North, S"), Choice("t-2", "t-2", ""))
    assert (wire.one.line, wire.one.query) == ("GET /TrackingCategories", {})


async def test_a_category_is_found_by_name_or_option(xero: XeroClient, wire: Wire):
    wire.answer({"TrackingCategories": ROWS})

    choices = await tracking_categories(xero, ChoiceQuery(search="north"))

    assert [choice.value for choice in choices.items] == ["t-1"]
