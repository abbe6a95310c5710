from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.items import items

ROWS = [
    {"ItemID": "i-1", "Code": "BOOK", "Name": "A book", "SalesDetails": {"UnitPrice": 19.955}},
    {"ItemID": "i-2", "Code": "PEN", "Name": "", "SalesDetails": None},
    {"ItemID": "i-3"},
]


async def test_items_are_offered_with_code_and_price(xero: XeroClient, wire: Wire):
    wire.answer({"Items": ROWS})

    choices = await items(xero, ChoiceQuery(page_size=2))

    assert choices.items == (Choice("A book", "i-1", "BOOK · 19.955"), Choice("PEN", "i-2", "PEN"))
    assert choices.has_more
    assert wire.one.line == "GET /Items"
    assert wire.one.query == {"order": "Code ASC", "unitdp": "4"}


async def test_the_search_runs_at_xero_in_code_and_name_whatever_the_capitals(
    xero: XeroClient, wire: Wire
):
    wire.answer({"Items": ROWS[2:]})

    choices = await items(xero, ChoiceQuery(search=' O"Br '))

    assert choices.items == (Choice("i-3", "i-3", ""),)
    assert wire.one.query["where"] == (
        r'(Code!=null AND Code.ToLower().Contains("o\"br"))'
        r' OR (Name!=null AND Name.ToLower().Contains("o\"br"))'
    )
