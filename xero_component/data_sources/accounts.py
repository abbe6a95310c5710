"""https://developer.xero.com/documentation/api/accounting/accounts#get-accounts"""

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.core import Choice, ChoiceQuery, Choices, data_source


@data_source(title="Payment Accounts", scopes={"accounting.settings.read"})
async def accounts(xero: XeroClient, query: ChoiceQuery) -> Choices:
    """Choose an account that payments can be booked to, by code or name."""
    where = 'Status=="ACTIVE" AND (Type=="BANK" OR EnablePaymentsToAccount==true)'
    found = await xero.list_page(ACCOUNTS, Query(where=where, order="Name ASC"))
    wanted = query.search.casefold()
    matching = [
        row
        for row in found["records"]
        if wanted in f"{row.get('Code') or ''} {row.get('Name') or ''}".casefold()
    ]
    start = (query.page - 1) * query.page_size
    items = tuple(
        Choice(row.get("Name") or "", row["AccountID"], row.get("Code") or "")
        for row in matching[start : start + query.page_size]
    )
    return Choices(items, has_more=len(matching) > start + query.page_size)
