"""https://developer.xero.com/documentation/api/accounting/trackingcategories#get-trackingcategories"""

from collections.abc import Iterator

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import TRACKING_CATEGORIES
from xero_component.catalogue.records import TrackingCategory
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut


@data_source(
    title="Tracking Options", scopes={"accounting.settings.read"}, parent="tracking_categories"
)
async def tracking_options(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an active option of a tracking category, which is the parent by id or name."""
    found = await xero.list_page(TRACKING_CATEGORIES)
    parent = query.parent.strip().casefold()
    chosen = (row for row in found["records"] if not parent or parent in _names(row))
    return cut((choice for row in chosen for choice in _choices(row)), query)


def _names(row: TrackingCategory) -> set[str]:
    return {row["TrackingCategoryID"].casefold(), (row.get("Name") or "").casefold()}


def _choices(row: TrackingCategory) -> Iterator[Choice]:
    for option in row.get("Options") or []:
        if option.get("Status", "ACTIVE") == "ACTIVE":
            identifier = option["TrackingOptionID"]
            yield Choice(option.get("Name") or identifier, identifier, row.get("Name") or "")
