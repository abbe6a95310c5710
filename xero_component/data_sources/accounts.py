"""https://developer.xero.com/documentation/api/accounting/accounts#get-accounts"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.core import ChoiceQuery, Choices, data_source
from xero_component.data_sources._accounts import account_choice
from xero_component.data_sources._pages import cut


@data_source(title="Accounts", scopes={"accounting.settings.read"})
async def accounts(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an active account of the chart of accounts, by code or name."""
    found = await xero.list_page(ACCOUNTS, Query(where='Status=="ACTIVE"', order="Name ASC"))
    return cut(map(account_choice, found["records"]), query)
