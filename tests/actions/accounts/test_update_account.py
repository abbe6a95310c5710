from typing import Any

import pytest

from tests.actions.wire import ACCOUNT, INVOICE, Run, Wire, assert_written
from xero_component.errors import InputError

SAVED = {"Accounts": [{"AccountID": ACCOUNT, "Name": "Coffee"}]}


async def element_sent(run: Run, wire: Wire, **raw: Any) -> dict[str, Any]:
    wire.answer(SAVED)
    await run("update_account", account_id=ACCOUNT, **raw)
    return wire.one.element


async def test_an_account_is_posted_to_its_own_address(run: Run, wire: Wire):
    wire.answer(SAVED)

    assert await run("update_account", account_id=ACCOUNT, name="Coffee") == SAVED["Accounts"][0]

    assert_written(wire.one)
    assert wire.one.line == f"POST /Accounts/{ACCOUNT}"
    assert wire.one.query == {}
    assert wire.one.body == {"Accounts": [{"AccountID": ACCOUNT, "Name": "Coffee"}]}


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"account_code": "438"}, {"Code": "438"}),
        ({"account_code": None}, {"Code": None}),
        ({"name": "n"}, {"Name": "n"}),
        ({"account_type": "OVERHEADS"}, {"Type": "OVERHEADS"}),
        ({"purchase_tax_type": "INPUT"}, {"TaxType": "INPUT"}),
        ({"purchase_tax_type": ""}, {"TaxType": ""}),
        ({"description": ""}, {"Description": ""}),
        ({"description": None}, {"Description": None}),
        ({"enable_payments_to_account": False}, {"EnablePaymentsToAccount": False}),
        ({"enable_payments_to_account": True}, {"EnablePaymentsToAccount": True}),
        ({"show_in_expense_claims": False}, {"ShowInExpenseClaims": False}),
        ({"optional_values": {"ReportingCode": "EXP"}}, {"ReportingCode": "EXP"}),
        ({"optional_values": {"Status": "ACTIVE"}}, {"Status": "ACTIVE"}),
    ],
)
async def test_only_what_is_given_is_sent_and_false_is_given(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    assert await element_sent(run, wire, **raw) == {"AccountID": ACCOUNT, **sent}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, "give at least one field to change"),
        ({"optional_values": {}}, "give at least one field to change"),
        ({"name": None}, "name: cannot be cleared: leave it out to keep what is there"),
        ({"account_type": None}, "account_type: cannot be cleared"),
        ({"enable_payments_to_account": None}, "enable_payments_to_account: cannot be cleared"),
        ({"show_in_expense_claims": None}, "show_in_expense_claims: cannot be cleared"),
        ({"account_code": ""}, "account_code: must not be empty"),
        ({"account_type": "GOLD"}, "account_type: must be 'BANK'"),
        ({"description": "x" * 4001}, "description: must have at most 4000 characters"),
        ({"name": "n", "optional_values": {"Status": "ARCHIVED"}}, "Status must be changed alone"),
        ({"optional_values": {"Status": "ACTIVE", "Code": "1"}}, "Status must be changed alone"),
        ({"optional_values": {"AccountID": INVOICE}}, "Optional Values repeats AccountID"),
        ({"name": "n", "optional_values": {"Name": "m"}}, "Optional Values repeats Name"),
        ({"bank_account_number": "1"}, "bank_account_number: is not an input"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("update_account", account_id=ACCOUNT, **raw)

    assert wire.sent == []
