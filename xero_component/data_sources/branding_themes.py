"""https://developer.xero.com/documentation/api/accounting/brandingthemes#get-brandingthemes"""

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import BRANDING_THEMES
from xero_component.catalogue.records import BrandingTheme
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut


@data_source(title="Branding Themes", scopes={"accounting.settings.read"})
async def branding_themes(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a branding theme, the look of an invoice, by name."""
    found = await xero.list_page(BRANDING_THEMES)
    return cut(map(_choice, found["records"]), query)


def _choice(row: BrandingTheme) -> Choice:
    identifier = row["BrandingThemeID"]
    return Choice(row.get("Name") or identifier, identifier, row.get("Type") or "")
