import pytest

from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.accounts import accounts

ROWS = [
    {"AccountID": "a-1", "Name": "Business Account", "Code": "090", "Type": "BANK"},
    {"AccountID": "a-2", "Name": "Drawings", "Code": "880"},
    {"AccountID": "a-3", "Name": "Savings", "Code": None},
    {"AccountID": "a-4"},
]
OFFERED = [
    Choice("Business Account", "a-1", "090 · BANK"),
    Choice("Drawings", "a-2", "880"),
    Choice("Savings", "a-3", ""),
    Choice("a-4", "a-4", ""),
]


async def test_active_accounts_are_offered_by_name(xero: XeroClient, wire: Wire):
    wire.answer({"Accounts": ROWS})

    choices = await accounts(xero, ChoiceQuery())

    assert (list(choices.items), choices.has_more) == (OFFERED, False)
    assert wire.one.line == "GET /Accounts"
    assert wire.one.query == {"where": 'Status=="ACTIVE"', "order": "Name ASC"}


@pytest.mark.parametrize(
    ("search", "found"),
    [("BUSINESS", ["a-1"]), ("88", ["a-2"]), (" sav ", ["a-3"]), ("none", []), ("zzz", [])],
)
async def test_the_search_is_in_code_and_name_whatever_the_capitals(
    xero: XeroClient, wire: Wire, search: str, found: list[str]
):
    wire.answer({"Accounts": ROWS})

    choices = await accounts(xero, ChoiceQuery(search=search))

    assert [choice.value for choice in choices.items] == found


@pytest.mark.parametrize(
    ("page", "size", "values", "more"),
    [
        (1, 3, ["a-1", "a-2", "a-3"], True),
        (2, 3, ["a-4"], False),
        (3, 3, [], False),
        (2, 2, ["a-3", "a-4"], False),
    ],
)
async def test_the_list_is_cut_into_pages(
    xero: XeroClient, wire: Wire, page: int, size: int, values: list[str], more: bool
):
    wire.answer({"Accounts": ROWS})

    choices = await accounts(xero, ChoiceQuery(page=page, page_size=size))

    assert [choice.value for choice in choices.items] == values
    assert choices.has_more is more
