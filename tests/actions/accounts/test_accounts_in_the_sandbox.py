"""The life of an account over real HTTP, by the sandbox's rules."""

import pytest

from tests.conformance.world import World
from xero_component.errors import NotFoundError, ValidationError


async def account_of(world: World, code: str) -> str:
    found = await world.perform("list_accounts", where=f'Code=="{code}"')
    [account] = found["records"]
    return str(account["AccountID"])


async def test_an_account_is_created_changed_archived_and_restored(world: World):
    made = await world.perform(
        "create_account",
        account_code="437",
        name="Coffee 🍰",
        account_type="EXPENSE",
        optional_values={"Description": "Beans"},
    )
    account_id = made["AccountID"]

    await world.perform("update_account", account_id=account_id, show_in_expense_claims=True)
    changed = await world.perform(
        "update_account", account_id=account_id, enable_payments_to_account=True, description=""
    )
    archived = await world.perform("archive_account", account_id=account_id)
    restored = await world.perform(
        "update_account", account_id=account_id, optional_values={"Status": "ACTIVE"}
    )

    assert made["Class"] == "EXPENSE"
    assert changed["ShowInExpenseClaims"] is True
    assert changed["EnablePaymentsToAccount"] is True
    assert changed["Description"] == ""
    assert changed["Name"] == "Coffee 🍰"
    assert archived["Status"] == "ARCHIVED"
    assert restored["Status"] == "ACTIVE"


async def test_a_flag_can_be_taken_back(world: World):
    account_id = await account_of(world, "880")
    before = await world.perform("get_account", account_id=account_id)

    after = await world.perform(
        "update_account", account_id=account_id, enable_payments_to_account=False
    )

    assert before["EnablePaymentsToAccount"] is True
    assert after["EnablePaymentsToAccount"] is False


async def test_a_bank_account_is_created_without_a_code(world: World):
    made = await world.perform(
        "create_account", name="Petty", account_type="BANK", bank_account_number="0830039999999"
    )

    assert made["Class"] == "ASSET"
    assert made["BankAccountNumber"] == "0830039999999"


async def test_an_account_that_is_used_is_archived_where_it_cannot_be_deleted(world: World):
    account_id = await account_of(world, "200")

    with pytest.raises(ValidationError, match="use Archive Account"):
        await world.perform("delete_account", account_id=account_id)
    archived = await world.perform("archive_account", account_id=account_id)

    assert archived["Status"] == "ARCHIVED"


async def test_an_account_that_nothing_uses_is_deleted_and_then_gone(world: World):
    account_id = await world.unused_account()

    deleted = await world.perform("delete_account", account_id=account_id)

    assert deleted["Status"] == "DELETED"
    with pytest.raises(NotFoundError):
        await world.perform("get_account", account_id=account_id)


async def test_a_system_account_can_be_neither_deleted_nor_archived(world: World):
    account_id = await account_of(world, "960")

    for action in ("delete_account", "archive_account"):
        with pytest.raises(ValidationError, match="system account"):
            await world.perform(action, account_id=account_id)
