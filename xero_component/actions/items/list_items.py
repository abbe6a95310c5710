"""https://developer.xero.com/documentation/api/accounting/items#get-items"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.listing import list_records
from xero_component.catalogue.list_inputs import UnpagedListInput
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item, Records
from xero_component.core import Effect, action


class ListItemsInput(UnpagedListInput):
    """Which items."""

    example: ClassVar = {"where": "IsSold==true", "order": "Code ASC"}


@action(title="List Items", effect=Effect.READ, scopes={"accounting.settings.read"})
async def list_items(xero: XeroClient, data: ListItemsInput) -> Records[Item]:
    """List products and services, all that the filter lets through."""
    return await list_records(xero, ITEMS, data, {})
