from tests.actions.wire import TENANT, Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.organisations import organisations

ROWS = [
    {"authEventId": "e-1", "tenantId": "old", "tenantName": "From another consent"},
    {
        "authEventId": "e-2",
        "tenantId": TENANT,
        "tenantName": "Demo Company (AU)",
        "tenantType": "ORGANISATION",
    },
    {"authEventId": "e-2", "tenantId": "t-2"},
]


async def test_the_organisations_of_the_consent_are_offered(xero: XeroClient, wire: Wire):
    wire.answer(ROWS)

    choices = await organisations(xero, ChoiceQuery())

    assert choices.items == (
        Choice("Demo Company (AU)", TENANT, "ORGANISATION"),
        Choice("t-2", "t-2", ""),
    )
    assert wire.one.path == "/connections"


async def test_the_search_is_in_the_name(xero: XeroClient, wire: Wire):
    wire.answer(ROWS)

    choices = await organisations(xero, ChoiceQuery(search="demo"))

    assert [choice.value for choice in choices.items] == [TENANT]
