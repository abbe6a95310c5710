from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.branding_themes import branding_themes

ROWS = [{"BrandingThemeID": "b-1", "Name": "Standard", "Type": "INVOICE"}, {"BrandingThemeID": "b"}]


async def test_themes_are_offered_by_name(xero: XeroClient, wire: Wire):
    wire.answer({"BrandingThemes": ROWS})

    choices = await branding_themes(xero, ChoiceQuery())

    assert choices.items == (Choice("Standard", "b-1", "INVOICE"), Choice("b", "b", ""))
    assert (wire.one.line, wire.one.query) == ("GET /BrandingThemes", {})


async def test_a_theme_is_found_by_name(xero: XeroClient, wire: Wire):
    wire.answer({"BrandingThemes": ROWS})

    choices = await branding_themes(xero, ChoiceQuery(search="STAND"))

    assert [choice.value for choice in choices.items] == ["b-1"]
