"""https://developer.xero.com/documentation/api/accounting/accounts#post-accounts"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from xero_component.actions.accounts._fields import AccountCode, AccountName, AccountType
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import AccountId, Json, RecordInput, TaxTypeChoice, kept
from xero_component.catalogue.objects import ACCOUNTS
from xero_component.catalogue.records import Account
from xero_component.core import Effect, Form, action


class UpdateAccountInput(RecordInput):
    """Which account, and what to change; what is left out stays as it is."""

    example: ClassVar = {
        "account_id": "13918178-849a-4823-9a31-57b7eac713d7",
        "name": "Everyday Account",
    }

    account_id: AccountId
    """Id of the account."""
    account_code: Annotated[AccountCode | None, Field(serialization_alias="Code")] = None
    """Its new code, at most 10 characters."""
    name: Annotated[AccountName | None, AfterValidator(kept), Field(title="Account Name")] = None
    """Its new name; unique, at most 150 characters."""
    account_type: Annotated[
        AccountType | None, AfterValidator(kept), Field(serialization_alias="Type")
    ] = None
    """Its new type; an account cannot become a bank account, or cease to be one."""
    purchase_tax_type: Annotated[TaxTypeChoice | None, Field(serialization_alias="TaxType")] = None
    """Tax type that its transactions get unless they say otherwise."""
    description: Annotated[str | None, Field(max_length=4000), Form(widget="text")] = None
    """What the account is for; a bank account has none."""
    enable_payments_to_account: Annotated[bool | None, AfterValidator(kept)] = None
    """Whether payments can be booked to it, as to a bank account."""
    optional_values: Json = Field(default_factory=dict)
    """Further fields of an account, under Xero's names."""
    show_in_expense_claims: Annotated[bool | None, AfterValidator(kept)] = None
    """Whether expense claims can be booked to it."""

    @model_validator(mode="after")
    def _something_to_change(self) -> "UpdateAccountInput":
        inputs = self.model_fields_set - {"account_id", "optional_values"}
        if not inputs and not self.optional_values:
            raise ValueError("give at least one field to change")
        if "Status" in self.optional_values and (inputs or len(self.optional_values) > 1):
            raise ValueError("optional_values.Status must be changed alone: Xero takes it so only")
        return self


@action(title="Update Account", effect=Effect.WRITE, scopes={"accounting.settings"})
async def update_account(xero: XeroClient, data: UpdateAccountInput) -> Account:
    """Change an account; only what is given is changed."""
    return await xero.update(ACCOUNTS, data.account_id, data.to_xero())
