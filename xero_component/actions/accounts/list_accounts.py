"""https://developer.xero.com/documentation/api/accounting/accounts#get-accounts"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.listing import list_records
from xero_component.catalogue.list_inputs import UnpagedListInput
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account, Records
from xero_component.core import Effect, action


class ListAccountsInput(UnpagedListInput):
    """Which accounts."""

    example: ClassVar = {"where": 'Status=="ACTIVE" AND Type=="BANK"', "order": "Code ASC"}


@action(title="List Accounts", effect=Effect.READ, scopes={"accounting.settings.read"})
async def list_accounts(xero: XeroClient, data: ListAccountsInput) -> Records[Account]:
    """List the chart of accounts, archived accounts too unless the filter leaves them out."""
    return await list_records(xero, ACCOUNTS, data, {})
