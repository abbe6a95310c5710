"""https://developer.xero.com/documentation/api/accounting/taxrates#get-taxrates"""

from decimal import Decimal

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import TAX_RATES
from xero_component.catalogue.records import TaxRate
from xero_component.core import Choice, ChoiceQuery, Choices, data_source
from xero_component.data_sources._pages import cut, line


@data_source(title="Tax Types", scopes={"accounting.settings.read"})
async def tax_types(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an active tax rate by name; the value is its tax type, as lines carry it."""
    found = await xero.list_page(TAX_RATES, Query(where='Status=="ACTIVE"', order="Name ASC"))
    return cut(map(_choice, found["records"]), query)


def _choice(row: TaxRate) -> Choice:
    rate = row.get("EffectiveRate")
    percent = f"{rate.normalize():f} %" if isinstance(rate, Decimal) else None
    return Choice(row.get("Name") or row["TaxType"], row["TaxType"], line(row["TaxType"], percent))
