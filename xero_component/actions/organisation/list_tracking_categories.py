"""https://developer.xero.com/documentation/api/accounting/trackingcategories#get-trackingcategories"""

from typing import Annotated, ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import TRACKING_CATEGORIES
from xero_component.catalogue.records import Records, TrackingCategory
from xero_component.core import ActionInput, Effect, Form, action


class ListTrackingCategoriesInput(ActionInput):
    """Which tracking categories."""

    example: ClassVar = {"include_archived": True}

    include_archived: bool = False
    """Also those that are archived, and their archived options."""
    where: Annotated[str | None, Form(widget="text", placeholder='Name=="Region"')] = None
    """A filter in Xero's own language."""
    order: Annotated[str | None, Form(placeholder="Name ASC")] = None
    """A field to sort by, and ASC or DESC."""


@action(title="List Tracking Categories", effect=Effect.READ, scopes={"accounting.settings.read"})
async def list_tracking_categories(
    xero: XeroClient, data: ListTrackingCategoriesInput
) -> Records[TrackingCategory]:
    """List the tracking categories of the organisation with their options."""
    archived = parameters(includeArchived=data.include_archived or None)
    query = Query(where=data.where, order=data.order, parameters=archived)
    return await xero.list_page(TRACKING_CATEGORIES, query)
