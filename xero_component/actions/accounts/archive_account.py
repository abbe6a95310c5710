"""https://developer.xero.com/documentation/api/accounting/accounts#post-accounts"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import AccountId
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account
from xero_component.core import ActionInput, Effect, action


class ArchiveAccountInput(ActionInput):
    """Which account."""

    example: ClassVar = {"account_id": "99ce6032-0678-4aa0-8148-240c75fee33a"}

    account_id: AccountId
    """Id of the account; Xero's system accounts cannot be archived."""


@action(title="Archive Account", effect=Effect.DESTRUCTIVE, scopes={"accounting.settings"})
async def archive_account(xero: XeroClient, data: ArchiveAccountInput) -> Account:
    """Archive an account: what was booked to it stays, and nothing new can be."""
    return await xero.update(ACCOUNTS, data.account_id, {"Status": "ARCHIVED"})
