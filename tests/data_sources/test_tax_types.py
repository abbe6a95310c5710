from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.tax_types import tax_types

ROWS = [
    {"Name": "GST on Income", "TaxType": "OUTPUT", "EffectiveRate": 10.0},
    {"Name": "Levy", "TaxType": "TAX001", "EffectiveRate": 12.125},
    {"TaxType": "NONE", "EffectiveRate": None},
]


async def test_the_value_is_the_tax_type_and_the_second_line_the_rate(xero: XeroClient, wire: Wire):
    wire.answer({"TaxRates": ROWS})

    choices = await tax_types(xero, ChoiceQuery())

    assert choices.items == (
        Choice("GST on Income", "OUTPUT", "OUTPUT · 10 %"),
        Choice("Levy", "TAX001", "TAX001 · 12.125 %"),
        Choice("NONE", "NONE", "NONE"),
    )
    assert wire.one.line == "GET /TaxRates"
    assert wire.one.query == {"where": 'Status=="ACTIVE"', "order": "Name ASC"}


async def test_the_search_is_in_name_and_type(xero: XeroClient, wire: Wire):
    wire.answer({"TaxRates": ROWS})

    choices = await tax_types(xero, ChoiceQuery(search="tax0"))

    assert [choice.value for choice in choices.items] == ["TAX001"]
