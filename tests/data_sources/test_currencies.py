from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.currencies import currencies

ROWS = [{"Code": "AUD", "Description": "Australian Dollar"}, {"Code": "EUR", "Description": None}]


async def test_the_value_is_the_code_and_never_the_description(xero: XeroClient, wire: Wire):
    wire.answer({"Currencies": ROWS})

    choices = await currencies(xero, ChoiceQuery())

    assert choices.items == (Choice("Australian Dollar", "AUD", "AUD"), Choice("EUR", "EUR", "EUR"))
    assert (wire.one.line, wire.one.query) == ("GET /Currencies", {"order": "Code ASC"})


async def test_a_currency_is_found_by_code(xero: XeroClient, wire: Wire):
    wire.answer({"Currencies": ROWS})

    choices = await currencies(xero, ChoiceQuery(search="aud"))

    assert [choice.value for choice in choices.items] == ["AUD"]
