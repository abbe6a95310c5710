"""https://developer.xero.com/documentation/api/accounting/trackingcategories#get-trackingcategories"""

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import TRACKING_CATEGORIES
from xero_component.catalogue.records import TrackingCategory
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut


@data_source(title="Tracking Categories", scopes={"accounting.settings.read"})
async def tracking_categories(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an active tracking category by name."""
    found = await xero.list_page(TRACKING_CATEGORIES)
    return cut(map(_choice, found["records"]), query)


def _choice(row: TrackingCategory) -> Choice:
    identifier = row["TrackingCategoryID"]
    options = (option.get("Name") or "" for option in row.get("Options") or [])
    return Choice(row.get("Name") or identifier, identifier, ", ".join(filter(None, options)))
