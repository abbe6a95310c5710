from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.account_codes import account_codes

ROWS = [
    {"AccountID": "a-1", "Name": "Sales", "Code": "200", "Type": "REVENUE"},
    {"AccountID": "a-2", "Name": "Savings", "Code": "", "Type": "BANK"},
    {"AccountID": "a-3", "Code": "410"},
]


async def test_the_value_is_the_code_and_accounts_without_one_are_left_out(
    xero: XeroClient, wire: Wire
):
    wire.answer({"Accounts": ROWS})

    choices = await account_codes(xero, ChoiceQuery())

    assert choices.items == (Choice("Sales", "200", "200 · REVENUE"), Choice("410", "410", "410"))
    assert wire.one.line == "GET /Accounts"
    assert wire.one.query == {"where": 'Status=="ACTIVE"', "order": "Code ASC"}


async def test_an_account_is_found_by_name(xero: XeroClient, wire: Wire):
    wire.answer({"Accounts": ROWS})

    choices = await account_codes(xero, ChoiceQuery(search="sal"))

    assert [choice.value for choice in choices.items] == ["200"]
