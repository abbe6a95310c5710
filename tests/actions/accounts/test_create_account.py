from typing import Any

import pytest

from tests.actions.wire import ACCOUNT, Run, Wire, assert_written
from xero_component.errors import InputError, ValidationError

SAVED = {"Accounts": [{"AccountID": ACCOUNT, "Code": "437", "Status": "ACTIVE"}]}
EXPENSE = {"account_code": "437", "name": "Coffee", "account_type": "EXPENSE"}
BANK = {"name": "Savings", "account_type": "BANK", "bank_account_number": "0830031234567"}


async def body_sent(run: Run, wire: Wire, raw: dict[str, Any]) -> Any:
    wire.answer(SAVED)
    await run("create_account", **raw)
    return wire.one.body


async def test_an_account_is_put_as_a_bare_object(run: Run, wire: Wire):
    wire.answer(SAVED)

    assert await run("create_account", **EXPENSE) == SAVED["Accounts"][0]

    assert_written(wire.one)
    assert wire.one.line == "PUT /Accounts"
    assert wire.one.query == {}
    assert wire.one.body == {"Code": "437", "Name": "Coffee", "Type": "EXPENSE"}


async def test_a_bank_account_needs_its_number_and_no_code(run: Run, wire: Wire):
    body = await body_sent(run, wire, BANK)

    assert body == {"Name": "Savings", "Type": "BANK", "BankAccountNumber": "0830031234567"}


@pytest.mark.parametrize("shown", [True, False])
async def test_whether_expense_claims_can_use_it_is_sent_where_it_is_said(
    run: Run, wire: Wire, shown: bool
):
    body = await body_sent(run, wire, {**EXPENSE, "show_in_expense_claims": shown})

    assert body["ShowInExpenseClaims"] is shown


async def test_optional_values_are_merged_into_the_account(run: Run, wire: Wire):
    more = {"Description": "", "EnablePaymentsToAccount": False, "TaxType": None}

    body = await body_sent(run, wire, {**EXPENSE, "optional_values": more})

    assert body == {"Code": "437", "Name": "Coffee", "Type": "EXPENSE", **more}


async def test_an_optional_value_that_is_an_input_as_well_is_refused(run: Run, wire: Wire):
    with pytest.raises(InputError, match="Optional Values repeats Code, Name: give") as found:
        await run("create_account", **EXPENSE, optional_values={"Name": "x", "Code": "1"})

    assert [p.field for p in found.value.problems] == [
        "optional_values.Code",
        "optional_values.Name",
    ]
    assert wire.sent == []


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({**BANK, "bank_account_number": None}, "bank_account_number is required for an account"),
        ({**BANK, "bank_account_number": " "}, "bank_account_number: must not be empty"),
        ({**EXPENSE, "bank_account_number": "1"}, "bank_account_number is for an account of type"),
        ({**EXPENSE, "account_code": None}, "account_code is required; only an account of type"),
        ({**EXPENSE, "account_code": "x" * 11}, "account_code: must have at most 10 characters"),
        ({**EXPENSE, "account_code": 437}, "account_code: must be text"),
        ({**EXPENSE, "name": ""}, "name: must not be empty"),
        ({**EXPENSE, "name": "🍰" * 151}, "name: must have at most 150 characters, not 151"),
        ({**EXPENSE, "account_type": "Expense"}, "account_type: must be 'BANK', 'CURRENT'"),
        ({**EXPENSE, "account_type": None}, "account_type: must be "),
        ({**EXPENSE, "show_in_expense_claims": "perhaps"}, "show_in_expense_claims: must be a"),
        ({**EXPENSE, "optional_values": ["Description"]}, "optional_values: "),
        ({**EXPENSE, "optional_values": {"Rate": float("nan")}}, "optional_values: holds a number"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("create_account", **raw)

    assert wire.sent == []


async def test_xero_s_refusal_is_told_in_its_words(run: Run, wire: Wire):
    errors = [{"Message": "Please enter a unique Code."}]
    wire.answer(
        {"Type": "ValidationException", "Elements": [{"ValidationErrors": errors}]}, status=400
    )

    with pytest.raises(ValidationError, match="Please enter a unique Code"):
        await run("create_account", **EXPENSE)
