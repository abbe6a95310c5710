"""https://developer.xero.com/documentation/api/accounting/brandingthemes#get-brandingthemes"""

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import BRANDING_THEMES
from xero_component.catalogue.records import BrandingTheme, Records
from xero_component.core import ActionInput, Effect, action


class ListBrandingThemesInput(ActionInput):
    """It takes no input but the connection."""


@action(title="List Branding Themes", effect=Effect.READ, scopes={"accounting.settings.read"})
async def list_branding_themes(
    xero: XeroClient, data: ListBrandingThemesInput
) -> Records[BrandingTheme]:
    """List the looks that an invoice can have, in the order in which Xero shows them."""
    return await xero.list_page(BRANDING_THEMES)
