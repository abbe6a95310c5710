"""https://developer.xero.com/documentation/api/accounting/items#get-items"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.where import any_of
from xero_component.catalogue.objects import ITEMS
from xero_component.catalogue.records import Item
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut, line
from xero_component.data_sources._search import containing


@data_source(title="Items", scopes={"accounting.settings.read"})
async def items(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a product or service by code or name; the search runs at Xero."""
    search = query.search.strip()
    where = any_of(containing("Code", search), containing("Name", search)) if search else None
    found = await xero.list_page(ITEMS, Query(where=where, order="Code ASC"))
    return cut(map(_choice, found["records"]), query.model_copy(update={"search": ""}))


def _choice(row: Item) -> Choice:
    price = (row.get("SalesDetails") or {}).get("UnitPrice")
    label = row.get("Name") or row.get("Code") or row["ItemID"]
    return Choice(label, row["ItemID"], line(row.get("Code"), price))
