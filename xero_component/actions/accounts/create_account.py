"""https://developer.xero.com/documentation/api/accounting/accounts#put-accounts"""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from xero_component.actions.accounts._fields import AccountCode, AccountName, AccountType
from xero_component.api.client import XeroClient
from xero_component.api.wire import json_call, path_of
from xero_component.catalogue.inputs import Json, RecordInput, Text
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account
from xero_component.core import Effect, action


class CreateAccountInput(RecordInput):
    """What the account is called, and what it is for."""

    example: ClassVar = {
        "account_code": "437",
        "name": "Coffee and Tea",
        "account_type": "EXPENSE",
        "optional_values": {"Description": "What the kitchen uses up."},
    }

    account_code: Annotated[AccountCode | None, Field(serialization_alias="Code")] = None
    """Your own code for it, at most 10 characters; only a bank account can do without."""
    name: Annotated[AccountName, Field(title="Account Name")]
    """Name of the account; unique, at most 150 characters."""
    account_type: Annotated[AccountType, Field(serialization_alias="Type")]
    """What kind of account it is; its class, such as asset or revenue, follows from this."""
    optional_values: Json = Field(default_factory=dict)
    """Further fields of an account, under Xero's names."""
    bank_account_number: Annotated[Text, Field(max_length=50)] | None = None
    """Number of the bank account; required for type BANK, and for no other type."""
    show_in_expense_claims: bool = False
    """Whether expense claims can be booked to it."""

    @model_validator(mode="after")
    def _bank_or_not(self) -> "CreateAccountInput":
        if self.account_type == "BANK" and self.bank_account_number is None:
            raise ValueError("bank_account_number is required for an account of type BANK")
        if self.account_type != "BANK" and self.bank_account_number is not None:
            raise ValueError("bank_account_number is for an account of type BANK only")
        if self.account_type != "BANK" and self.account_code is None:
            raise ValueError("account_code is required; only an account of type BANK needs none")
        return self


@action(title="Create Account", effect=Effect.WRITE, scopes={"accounting.settings"})
async def create_account(xero: XeroClient, data: CreateAccountInput) -> Account:
    """Create an account in the chart of accounts."""
    scopes = frozenset({ACCOUNTS.scope})
    call = json_call("PUT", path_of(ACCOUNTS.path), data.to_xero(), scopes=scopes)
    return await xero.write_one(call, ACCOUNTS.plural, Account)
