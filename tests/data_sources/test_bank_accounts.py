from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.bank_accounts import bank_accounts

ROWS = [
    {"AccountID": "a-1", "Name": "Bank", "Code": "090", "Type": "BANK", "CurrencyCode": "AUD"},
    {"AccountID": "a-2", "Name": "Drawings", "Code": "880", "Type": "EQUITY"},
]


async def test_accounts_that_can_be_paid_to_are_offered_by_name(xero: XeroClient, wire: Wire):
    wire.answer({"Accounts": ROWS})

    choices = await bank_accounts(xero, ChoiceQuery())

    assert choices.items == (
        Choice("Bank", "a-1", "090 · BANK · AUD"),
        Choice("Drawings", "a-2", "880 · EQUITY"),
    )
    assert wire.one.line == "GET /Accounts"
    assert wire.one.query == {
        "where": 'Status=="ACTIVE" AND (Type=="BANK" OR EnablePaymentsToAccount==true)',
        "order": "Name ASC",
    }


async def test_the_search_is_in_name_and_code(xero: XeroClient, wire: Wire):
    wire.answer({"Accounts": ROWS})

    choices = await bank_accounts(xero, ChoiceQuery(search="88"))

    assert [choice.value for choice in choices.items] == ["a-2"]
