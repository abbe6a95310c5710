"""https://developer.xero.com/documentation/api/accounting/payments#put-payments"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.core import ChoiceQuery, Choices, data_source
from xero_component.data_sources._accounts import account_choice
from xero_component.data_sources._pages import cut

PAYABLE = 'Status=="ACTIVE" AND (Type=="BANK" OR EnablePaymentsToAccount==true)'


@data_source(title="Bank Accounts", scopes={"accounting.settings.read"})
async def bank_accounts(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose a bank account, or another that payments can be booked to, by code or name."""
    found = await xero.list_page(ACCOUNTS, Query(where=PAYABLE, order="Name ASC"))
    return cut(map(account_choice, found["records"]), query)
