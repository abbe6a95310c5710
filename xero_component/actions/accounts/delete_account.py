"""https://developer.xero.com/documentation/api/accounting/accounts#delete-accounts"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.wire import json_call, path_of
from xero_component.catalogue.inputs import AccountId
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account
from xero_component.core import ActionInput, Effect, action

ADVICE = (
    "Nothing was deleted. An account that is used cannot be deleted: use Archive Account in place"
    " of it; Xero's system accounts have to stay."
)


class DeleteAccountInput(ActionInput):
    """Which account."""

    example: ClassVar = {"account_id": "99ce6032-0678-4aa0-8148-240c75fee33a"}

    account_id: AccountId
    """Id of the account; nothing may use it, and it may not be one of Xero's system accounts."""


@action(title="Delete Account", effect=Effect.DESTRUCTIVE, scopes={"accounting.settings"})
async def delete_account(xero: XeroClient, data: DeleteAccountInput) -> Account:
    """Delete an account that nothing uses; any other can be archived."""
    call = json_call(
        "DELETE",
        path_of(ACCOUNTS.path, data.account_id),
        scopes=frozenset({ACCOUNTS.scope}),
        if_refused=ADVICE,
    )
    return await xero.write_one(call, ACCOUNTS.plural, Account)
