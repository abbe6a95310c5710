"""https://developer.xero.com/documentation/api/accounting/organisation#get-organisation"""

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import ORGANISATION
from xero_component.catalogue.records import Organisation
from xero_component.core import ActionInput, Effect, action
from xero_component.errors import NotFoundError


class GetOrganisationInput(ActionInput):
    """It takes no input but the connection."""


@action(title="Get Organisation", effect=Effect.READ, scopes={"accounting.settings.read"})
async def get_organisation(xero: XeroClient, data: GetOrganisationInput) -> Organisation:
    """Get the connected organisation: its name, country, currency, time zone and lock dates."""
    for organisation in (await xero.list_page(ORGANISATION))["records"]:
        return organisation
    raise NotFoundError("Xero shows no organisation for this connection.")
