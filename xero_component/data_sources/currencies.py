"""https://developer.xero.com/documentation/api/accounting/currencies#get-currencies"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import CURRENCIES
from xero_component.catalogue.records import Currency
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut


@data_source(title="Currencies", scopes={"accounting.settings.read"})
async def currencies(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a currency that the organisation uses; the value is its code."""
    found = await xero.list_page(CURRENCIES, Query(order="Code ASC"))
    return cut(map(_choice, found["records"]), query)


def _choice(row: Currency) -> Choice:
    return Choice(row.get("Description") or row["Code"], row["Code"], row["Code"])
