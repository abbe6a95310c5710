"""https://developer.xero.com/documentation/api/accounting/accounts#get-accounts"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import AccountId
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account
from xero_component.core import ActionInput, Effect, action


class GetAccountInput(ActionInput):
    """Which account."""

    example: ClassVar = {"account_id": "13918178-849a-4823-9a31-57b7eac713d7"}

    account_id: AccountId
    """Id of the account."""


@action(title="Get Account", effect=Effect.READ, scopes={"accounting.settings.read"})
async def get_account(xero: XeroClient, data: GetAccountInput) -> Account:
    """Get one account of the chart of accounts."""
    return await xero.get(ACCOUNTS, data.account_id)
